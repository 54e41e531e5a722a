import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { freePort, startServer, type Stoppable, temporaryFolder } from "../processes";

/** Of the chart's values, what decides how Tempo runs. */
export interface TempoValues {
    tempo: {
        reportingEnabled: boolean;
        retention: string;
        storage: { trace: { backend: "local"; local: { path: string }; wal: { path: string } } };
        overrides: object;
        metricsGenerator: {
            processor: object;
            storage: { path: string; remote_write: { url: string }[] };
            traces_storage: { path: string };
        };
    };
}

/**
 * A real Tempo (`TEMPO`) with the project's own values, mapped to Tempo's configuration key by key as the chart's
 * template does. Paths and ports are the harness's, and so is the Prometheus that the metrics generator writes to:
 * nobody where none is named.
 */
function tempoConfig(
    { tempo }: TempoValues,
    folder: string,
    ports: { http: number; grpc: number; otlp: number },
    prometheusUrl?: string,
): object {
    const { metricsGenerator: generator } = tempo;
    const [target] = generator.storage.remote_write;
    return {
        multitenancy_enabled: false,
        usage_report: { reporting_enabled: tempo.reportingEnabled },
        server: {
            http_listen_address: "127.0.0.1",
            http_listen_port: ports.http,
            grpc_listen_address: "127.0.0.1",
            grpc_listen_port: ports.grpc,
        },
        distributor: { receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${ports.otlp}` } } } } },
        compactor: { compaction: { block_retention: tempo.retention } },
        overrides: tempo.overrides,
        ...inFolder(folder, {
            storage: tempo.storage,
            metrics_generator: {
                processor: generator.processor,
                storage: {
                    path: generator.storage.path,
                    ...(prometheusUrl !== undefined && {
                        remote_write: [{ ...target, url: `${prometheusUrl}/api/v1/write` }],
                    }),
                },
                traces_storage: generator.traces_storage,
            },
        }),
    };
}

function inFolder(folder: string, config: object): object {
    return JSON.parse(JSON.stringify(config).replaceAll("/var/tempo", folder)) as object;
}

export async function startRealTempo(
    values: TempoValues,
    prometheusUrl?: string,
): Promise<Stoppable & { url: string; otlpGrpc: string; metricsAddress: string }> {
    const folder = temporaryFolder("tempo");
    const ports = { http: await freePort(), grpc: await freePort(), otlp: await freePort() };
    const file = path.join(folder, "tempo.yaml");
    writeFileSync(file, stringify(tempoConfig(values, folder, ports, prometheusUrl)));
    const url = `http://127.0.0.1:${ports.http}`;
    return {
        url,
        otlpGrpc: `127.0.0.1:${ports.otlp}`,
        metricsAddress: `127.0.0.1:${ports.http}`,
        ...(await startServer("tempo", [`-config.file=${file}`], `${url}/ready`)),
    };
}
