import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { freePort, startServer, type Stoppable, temporaryFolder } from "../processes";
import { anyone } from "../s3";

/** Of the chart's values, what decides how Tempo runs. */
export interface TempoValues {
    tempo: {
        reportingEnabled: boolean;
        retention: string;
        ingester: object;
        storage: {
            trace: { wal: { path: string } } & (
                | { backend: "local"; local: { path: string } }
                | { backend: "s3"; s3: { bucket: string; endpoint: string; region: string } }
            );
        };
        overrides: object;
        metricsGenerator: {
            processor: object;
            storage: { path: string; remote_write: { url: string }[] };
            traces_storage: { path: string };
        };
    };
}

/** What of a real Tempo is the harness's. */
export interface TempoHere {
    /** Where it finds what an earlier one left, in the place of its volume. @default an empty folder */
    folder?: string;
    /** Who answers instead of S3, as `host:port`, without TLS. */
    s3?: string;
    /** Base address of the Prometheus that the metrics generator writes to. @default nobody */
    prometheusUrl?: string;
    /** What would take hours: of `compactor.compaction`, and flags. */
    compaction?: object;
    flags?: string[];
}

/**
 * A real Tempo (`TEMPO`) with the project's own values, mapped to Tempo's configuration key by key as the chart's
 * template does.
 */
function tempoConfig(
    { tempo }: TempoValues,
    { folder, s3, prometheusUrl, compaction }: TempoHere & { folder: string },
    ports: { http: number; grpc: number; otlp: number },
): object {
    const { metricsGenerator: generator } = tempo;
    const [target] = generator.storage.remote_write;
    const { trace } = tempo.storage;
    const storage =
        trace.backend === "local" ? trace : { ...trace, s3: { ...trace.s3, ...(s3 !== undefined && through(s3)) } };
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
        compactor: { compaction: { block_retention: tempo.retention, ...compaction } },
        ingester: tempo.ingester,
        overrides: tempo.overrides,
        ...inFolder(folder, {
            storage: { trace: storage },
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

function through(endpoint: string): object {
    return { endpoint, insecure: true, forcepathstyle: true, access_key: anyone, secret_key: anyone };
}

function inFolder(folder: string, config: object): object {
    return JSON.parse(JSON.stringify(config).replaceAll("/var/tempo", folder)) as object;
}

export async function startRealTempo(
    values: TempoValues,
    { flags = [], ...here }: TempoHere = {},
): Promise<Stoppable & { url: string; otlpGrpc: string; metricsAddress: string }> {
    const folder = here.folder ?? temporaryFolder("tempo");
    const ports = { http: await freePort(), grpc: await freePort(), otlp: await freePort() };
    const file = path.join(folder, "tempo.yaml");
    writeFileSync(file, stringify(tempoConfig(values, { ...here, folder }, ports)));
    const url = `http://127.0.0.1:${ports.http}`;
    return {
        url,
        otlpGrpc: `127.0.0.1:${ports.otlp}`,
        metricsAddress: `127.0.0.1:${ports.http}`,
        ...(await startServer("tempo", [`-config.file=${file}`, ...flags], `${url}/ready`)),
    };
}
