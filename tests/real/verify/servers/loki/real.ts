import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { LokiValues } from "../../../../../components/observability/logs/lokiValues";
import { freePort, startServer, type Stoppable, temporaryFolder } from "../processes";
import { anyone } from "../s3";

/** What of a real Loki is the harness's. */
export interface LokiHere {
    /** Where it finds what an earlier one left, in the place of its volume. @default an empty folder */
    folder?: string;
    /** Who answers instead of S3, as `host:port`, without TLS. */
    s3?: string;
    /** One of several, which find each other by gossip. @default the only one, with its ring in memory */
    member?: { name: string; port: number; others: number[] };
    /** What would take hours, as flags. */
    flags?: string[];
}

/**
 * A real Loki (`LOKI`) with the project's own values. The chart's template is not used (there is none here): the values
 * are mapped to Loki's configuration key by key, as the template does, and only paths, ports and members are the
 * harness's.
 */
function lokiConfig(
    { loki }: Pick<LokiValues, "loki">,
    { folder, s3, member }: LokiHere & { folder: string },
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
            ring: {
                kvstore: { store: member === undefined ? "inmemory" : "memberlist" },
                ...(member && { instance_id: member.name }),
            },
            storage:
                loki.storage.type === "s3"
                    ? {
                          s3: {
                              bucketnames: loki.storage.bucketNames.chunks,
                              region: loki.storage.s3.region,
                              // The chart's own are false and false: AWS has a host a bucket, with TLS.
                              ...(s3 !== undefined && {
                                  ...{ endpoint: s3, insecure: true, s3forcepathstyle: true },
                                  ...{ access_key_id: anyone, secret_access_key: anyone },
                              }),
                          },
                      }
                    : {
                          filesystem: {
                              chunks_directory: path.join(folder, "chunks"),
                              rules_directory: path.join(folder, "rules"),
                          },
                      },
        },
        ...(member && { memberlist: memberlist(member, loki.extraMemberlistConfig) }),
        schema_config: loki.schemaConfig,
        ...(loki.storage_config && {
            storage_config: {
                filesystem: { directory: here(loki.storage_config.filesystem.directory) },
            },
        }),
        limits_config: loki.limits_config,
        ingester: loki.ingester,
        compactor: { ...loki.compactor, working_directory: here(loki.compactor.working_directory) },
        ...(loki.structuredConfig && {
            ruler: { storage: { type: "local", local: { directory: path.join(folder, "rules") } } },
        }),
        analytics: loki.analytics,
    };
}

function memberlist({ name, port, others }: NonNullable<LokiHere["member"]>, planned: object): object {
    return {
        ...planned,
        node_name: name,
        bind_addr: ["127.0.0.1"],
        bind_port: port,
        advertise_addr: "127.0.0.1",
        advertise_port: port,
        join_members: others.map((other) => `127.0.0.1:${other}`),
    };
}

export async function startRealLoki(
    values: Pick<LokiValues, "loki">,
    { flags = [], ...here }: LokiHere = {},
): Promise<Stoppable & { url: string }> {
    const folder = here.folder ?? temporaryFolder("loki");
    const port = await freePort();
    const file = path.join(folder, "loki.yaml");
    writeFileSync(file, stringify(lokiConfig(values, { ...here, folder }, port, await freePort())));
    const url = `http://127.0.0.1:${port}`;
    return { url, ...(await startServer("loki", [`-config.file=${file}`, ...flags], `${url}/ready`)) };
}
