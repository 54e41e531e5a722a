import assert from "node:assert/strict";
import { agentMessageBytes } from "../../../../components/observability/collector/exporters";
import { lokiLimits, lokiReplay } from "../../../../components/observability/logs/lokiLimits";
import { lokiStackValues } from "../../../../components/observability/logs/lokiStackValues";
import { lokiValues } from "../../../../components/observability/logs/lokiValues";
import { monitorLabels, resources } from "../made";

const lines = { gateways: ["kong"], queryStrings: false };
const logStorage = {
    retention: "168h",
    volumeSize: "20Gi",
    resources,
    monitorLabels,
    registry: {},
    replicas: 1,
    ...lines,
};

describe("Loki values", () => {
    it("run one binary that takes OTLP, and nothing beside it", () => {
        const values = lokiValues(logStorage);
        assert.equal(values.deploymentMode, "Monolithic");
        assert.deepEqual(
            [values.singleBinary.replicas, values.read, values.write, values.backend],
            [1, { replicas: 0 }, { replicas: 0 }, { replicas: 0 }],
        );
        assert.equal(values.loki.schemaConfig.configs[0]?.schema, "v13");
        assert.equal(values.loki.limits_config.allow_structured_metadata, true);
        assert.equal(values.loki.auth_enabled, false);
    });

    it("keep to their volume where they are not told otherwise, and to no account of anybody", () => {
        const { loki, serviceAccount, ruler, memberlist } = lokiValues(logStorage);
        assert.deepEqual([loki.storage, loki.commonConfig], [{ type: "filesystem" }, { replication_factor: 1 }]);
        assert.equal(loki.compactor.delete_request_store, "filesystem");
        assert.deepEqual([serviceAccount, ruler, memberlist], [undefined, undefined, undefined]);
    });

    const objectStore = { bucket: "logs", region: "eu-central-1", annotations: { role: "arn" }, ready: [] };

    it("keep chunks, index and what is to be deleted in S3, and the write-ahead log on the volume", () => {
        const { loki, singleBinary, serviceAccount, ruler } = lokiValues({ ...logStorage, objectStore });
        assert.deepEqual(loki.storage, {
            type: "s3",
            bucketNames: { chunks: "logs" },
            s3: { region: "eu-central-1" },
        });
        assert.deepEqual(
            loki.schemaConfig.configs.map(({ from, object_store, store, schema }) => [
                from,
                object_store,
                store,
                schema,
            ]),
            [["2024-04-01", "s3", "tsdb", "v13"]],
        );
        assert.deepEqual(loki.compactor, {
            retention_enabled: true,
            working_directory: "/var/loki/compactor",
            delete_request_store: "s3",
            deletion_marker_object_store_prefix: "markers/",
        });
        assert.deepEqual([singleBinary.persistence.enabled, singleBinary.replicas], [true, 1]);
        assert.deepEqual([serviceAccount, loki.storage_config], [{ annotations: { role: "arn" } }, undefined]);
        // Rules are looked for in a folder, not in the bucket.
        assert.deepEqual(ruler, { enabled: false });
        assert.equal(loki.structuredConfig?.ruler.storage.type, "local");
    });

    it("find on the volume what is older than the day from which on lines are in S3", () => {
        const { loki } = lokiValues({ ...logStorage, objectStore, from: "2026-12-15" });
        assert.deepEqual(
            loki.schemaConfig.configs.map(({ from, object_store }) => [from, object_store]),
            [
                ["2024-04-01", "filesystem"],
                ["2026-12-15", "s3"],
            ],
        );
        assert.deepEqual(loki.storage_config, { filesystem: { directory: "/var/loki/chunks" } });
    });

    it("keep each line three times where there are pods for it, which go one after the other", () => {
        const { loki, singleBinary, memberlist, deploymentMode } = lokiValues({
            ...logStorage,
            objectStore,
            replicas: 3,
        });
        assert.equal(loki.commonConfig.replication_factor, 3);
        assert.equal(lokiValues({ ...logStorage, objectStore, replicas: 5 }).loki.commonConfig.replication_factor, 3);
        assert.deepEqual(
            [singleBinary.replicas, singleBinary.podDisruptionBudget, memberlist?.service],
            [3, { maxUnavailable: 1 }, { publishNotReadyAddresses: true }],
        );
        assert.equal(singleBinary.topologySpreadConstraints?.length, 1);
        // Neither of the modes that Loki 4 no longer has.
        assert.equal(deploymentMode, "Monolithic");
    });

    it("take in half as much again where pods share a rate that comes unevenly", () => {
        const { ingestion_rate_mb, per_stream_rate_limit } = lokiLimits({ ...resources, limits: { memory: "1Gi" } }, 3);
        assert.deepEqual([ingestion_rate_mb, per_stream_rate_limit], [12, "8MB"]);
    });

    it("delete what is older than the retention", () => {
        const { limits_config, compactor } = lokiValues(logStorage).loki;
        assert.equal(limits_config.retention_period, "168h");
        assert.equal(compactor.retention_enabled, true);
    });
});

describe("loki-stack values", () => {
    it("with OTLP take out, with nulls, what Loki 3 refuses", () => {
        const { config, image } = lokiStackValues({ ...logStorage, otlp: true }).loki;
        assert.match(image.tag, /^3\./);
        assert.ok("schema_config" in config);
        const nulls = Object.entries(config).flatMap(([part, value]) =>
            value === null
                ? [part]
                : Object.entries(value as object).flatMap(([key, inner]) => (inner === null ? [`${part}.${key}`] : [])),
        );
        assert.deepEqual(nulls.sort(), [
            "chunk_store_config.max_look_back_period",
            "compactor.shared_store",
            "ingester.max_transfer_retries",
            "limits_config.enforce_metric_name",
            "storage_config.boltdb_shipper",
            "table_manager",
        ]);
    });

    it("with OTLP keep lines as chart loki does: by the same schema and limits, all on the volume", () => {
        const { config } = lokiStackValues({ ...logStorage, otlp: true }).loki;
        const { loki } = lokiValues(logStorage);
        assert.ok("schema_config" in config);
        assert.deepEqual(config.schema_config, loki.schemaConfig);
        for (const [key, limit] of Object.entries({ ...lokiLimits(resources), retention_period: "168h" })) {
            assert.deepEqual(config.limits_config[key as keyof typeof config.limits_config], limit, key);
        }
        assert.deepEqual(
            [config.limits_config.allow_structured_metadata, config.compactor.retention_enabled],
            [true, true],
        );
        // The chart mounts the volume at /data.
        const { tsdb_shipper: shipper, filesystem } = config.storage_config;
        const folders = [...Object.values(shipper), filesystem.directory, config.compactor.working_directory];
        assert.deepEqual(
            folders.filter((folder) => !folder.startsWith("/data/")),
            [],
        );
        assert.equal(new Set(folders).size, folders.length);
    });

    it("without OTLP keep the chart's Loki 2 and its promtail", () => {
        const { loki, promtail } = lokiStackValues({ ...logStorage, otlp: false });
        assert.match(loki.image.tag, /^2\./);
        assert.equal(promtail.enabled, true);
    });

    it("have promtail cut query strings and credentials from Kong's messages, and leave access lines", () => {
        const { promtail } = lokiStackValues({ ...logStorage, otlp: false });
        const [frame, cuts] = promtail.enabled ? promtail.config.snippets.pipelineStages : assert.fail();
        const { match } = cuts ?? assert.fail();
        assert.deepEqual([frame, match.selector], [{ cri: {} }, '{namespace="kong"} !~ "^[{]"']);
        // Promtail replaces the group in each match.
        const replaced = (text: string): string =>
            match.stages.reduce(
                (line, { replace }) =>
                    line.replaceAll(new RegExp(replace.expression, "g"), (all: string, group: string) =>
                        all.replace(group, replace.replace),
                    ),
                text,
            );
        const message = (query: string, login: string): string =>
            `connect() failed, request: "GET /x${query} HTTP/1.1", upstream: "http://${login}10.0.0.1:80/x${query}", host: "a"`;
        assert.equal(replaced(message("?token=secret", "u:p@")), message("", ""));
    });

    it("have promtail cut nothing where there is no gateway", () => {
        const { promtail } = lokiStackValues({ ...logStorage, gateways: [], otlp: false });
        assert.deepEqual(promtail.enabled && promtail.config.snippets.pipelineStages, [{ cri: {} }]);
    });

    it("never write a datasource, nor a PodSecurityPolicy that Kubernetes no longer has", () => {
        for (const otlp of [true, false]) {
            const { grafana, loki } = lokiStackValues({ ...logStorage, otlp });
            assert.equal(grafana.sidecar.datasources.enabled, false);
            assert.equal(loki.rbac.pspEnabled, false);
        }
    });
});

describe("Loki's limits", () => {
    const limits = (memory: string): unknown[] => {
        const given = lokiLimits({ ...resources, limits: { memory } });
        const { ingestion_rate_mb, ingestion_burst_size_mb, max_global_streams_per_user: streams, ...stream } = given;
        assert.deepEqual(stream, {
            per_stream_rate_limit: `${ingestion_rate_mb}MB`,
            per_stream_rate_limit_burst: `${ingestion_burst_size_mb}MB`,
            max_line_size: "256KB",
            max_line_size_truncate: true,
        });
        return [
            ingestion_rate_mb,
            ingestion_burst_size_mb,
            streams,
            lokiReplay({ ...resources, limits: { memory } }).wal.replay_memory_ceiling,
        ];
    };

    it("follow from its memory, whichever chart runs it", () => {
        assert.deepEqual(
            [limits("512Mi"), limits("1Gi"), limits("4Gi")],
            [
                [4, 16, 5120, "256MB"],
                [8, 16, 10_240, "512MB"],
                [32, 64, 40_960, "2048MB"],
            ],
        );
        const { loki } = lokiValues(logStorage);
        const stack = [true, false].map((otlp) => lokiStackValues({ ...logStorage, otlp }).loki.config);
        for (const { limits_config, ingester } of [loki, ...stack]) {
            assert.deepEqual(
                [limits_config.ingestion_rate_mb, ingester.wal],
                [lokiLimits(resources).ingestion_rate_mb, lokiReplay(resources).wal],
            );
        }
    });

    it("let the largest message of an agent in, however small it is: it would be sent again for ever", () => {
        const { ingestion_burst_size_mb } = lokiLimits({ ...resources, limits: { memory: "64Mi" } });
        assert.ok(ingestion_burst_size_mb * 2 ** 20 >= 2 * agentMessageBytes);
    });
});

describe("a Loki of one", () => {
    it("does not give up where it cannot join itself", () => {
        assert.equal(lokiValues(logStorage).loki.extraMemberlistConfig.abort_if_cluster_join_fails, false);
    });
});
