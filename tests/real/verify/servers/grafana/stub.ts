import {
    type Datasource,
    datasources,
    type DatasourcesArgs,
} from "../../../../../components/observability/grafana/datasources";
import { json, serve } from "../http";
import type { Stoppable } from "../processes";

export interface GrafanaFaults {
    /** What is made of the planned datasources. */
    change: (datasources: Datasource[]) => Datasource[];
}

/**
 * A stub of Grafana's API with the project's own datasources, expanded as Grafana expands provisioning files (`$$` is a
 * `$`). It asks a datasource's address when asked for its health.
 */
export async function startGrafana(
    args: Omit<DatasourcesArgs, "namespace">,
    login: string,
    faults: GrafanaFaults,
): Promise<Stoppable & { url: string; port: number }> {
    const ready: Record<string, string> = { prometheus: "/-/ready", loki: "/loki/api/v1/labels", tempo: "/api/echo" };
    return serve(async ({ headers }, { pathname }) => {
        if (headers.authorization !== `Basic ${Buffer.from(login).toString("base64")}`) {
            return json({ message: "Invalid username or password" }, 401);
        }
        const all = JSON.parse(
            JSON.stringify(faults.change(datasources(args))).replaceAll("$$", "$"),
        ) as (Datasource & { url: string })[];
        if (pathname === "/api/datasources") {
            return json(all);
        }
        const [, uid] = /^\/api\/datasources\/uid\/([^/]+)\/health$/.exec(pathname) ?? [];
        const asked = all.find((datasource) => datasource.uid === uid);
        if (asked === undefined) {
            return json({ message: "not found" }, 404);
        }
        const ok = await fetch(`${asked.url}${ready[asked.type] ?? ""}`).then(
            (response) => response.ok,
            () => false,
        );
        return json({ status: ok ? "OK" : "ERROR" }, ok ? 200 : 400);
    });
}
