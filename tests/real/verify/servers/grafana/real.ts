import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { datasources, type DatasourcesArgs } from "../../../../../components/observability/grafana/datasources";
import { freePort, startServer, type Stoppable, temporaryFolder } from "../processes";

/**
 * A real Grafana (`GRAFANA`, a program that takes its settings from the environment, as the image does) with the
 * project's datasources in provisioning files, as the sidecar writes them of our ConfigMaps.
 */
export async function startRealGrafana(
    args: Omit<DatasourcesArgs, "namespace">,
    login: { user: string; password: string },
): Promise<Stoppable & { url: string }> {
    const folder = temporaryFolder("grafana");
    const provisioning = path.join(folder, "provisioning");
    mkdirSync(path.join(provisioning, "datasources"), { recursive: true });
    for (const datasource of datasources(args)) {
        const file = path.join(provisioning, "datasources", `${datasource.uid}-datasource.yaml`);
        writeFileSync(file, stringify({ apiVersion: 1, prune: true, datasources: [datasource] }));
    }
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const settings = {
        GF_PATHS_PROVISIONING: provisioning,
        GF_PATHS_DATA: path.join(folder, "data"),
        GF_SERVER_HTTP_ADDR: "127.0.0.1",
        GF_SERVER_HTTP_PORT: String(port),
        GF_SECURITY_ADMIN_USER: login.user,
        GF_SECURITY_ADMIN_PASSWORD: login.password,
        GF_ANALYTICS_REPORTING_ENABLED: "false",
        GF_PLUGINS_PREINSTALL_DISABLED: "true",
    };
    return { url, ...(await startServer("grafana", [], `${url}/api/health`, settings)) };
}
