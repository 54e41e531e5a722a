import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { LokiValues } from "../../../../../components/observability/logs/lokiValues";
import { freePort, startServer, type Stoppable, temporaryFolder } from "../processes";

/**
 * A real Loki (`LOKI`) with the project's own values. The chart's template is not used (there is none here): the values
 * are mapped to Loki's configuration key by key, as the template does, and only paths, ports and the ring (in memory,
 * there is one) are the harness's.
 */
function lokiConfig(
    { loki }: Pick<LokiValues, "loki">,
    folder: string,
    port: number,
    grpcPort: number,
): Record<string, unknown> {
    const here = (file: string): string => file.replace("/var/loki", folder);
    return {
        auth_enabled: loki.auth_enabled,
        server: {
            http_listen_address: "127.0.0.1",
            http_listen_port: port,
            grpc_listen_address: "127.0.0.1",
            grpc_listen_port: grpcPort,
            log_level: "warn",
        },
        common: {
            path_prefix: folder,
            replication_factor: loki.commonConfig.replication_factor,
            instance_addr: "127.0.0.1",
            ring: { kvstore: { store: "inmemory" } },
            storage: {
                [loki.storage.type]: {
                    chunks_directory: path.join(folder, "chunks"),
                    rules_directory: path.join(folder, "rules"),
                },
            },
        },
        schema_config: loki.schemaConfig,
        limits_config: loki.limits_config,
        ingester: loki.ingester,
        compactor: { ...loki.compactor, working_directory: here(loki.compactor.working_directory) },
        analytics: loki.analytics,
    };
}

export async function startRealLoki(values: Pick<LokiValues, "loki">): Promise<Stoppable & { url: string }> {
    const folder = temporaryFolder("loki");
    const port = await freePort();
    const file = path.join(folder, "loki.yaml");
    writeFileSync(file, stringify(lokiConfig(values, folder, port, await freePort())));
    const url = `http://127.0.0.1:${port}`;
    return { url, ...(await startServer("loki", [`-config.file=${file}`], `${url}/ready`)) };
}
