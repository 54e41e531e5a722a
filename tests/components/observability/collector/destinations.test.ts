import assert from "node:assert/strict";
import { agentConfig } from "../../../../components/observability/collector/agent/config";
import { collectorConfig } from "../../../../components/observability/collector/config";
import { elsewhereExporters, podNeeds } from "../../../../components/observability/collector/destinationExporters";
import type { OtlpDestination } from "../../../../model/destinations";
import { toBytes } from "../../../../model/quantity";
import { containerLogs, readGateway } from "../../../real/agent/agent";
import { resources } from "../made";

const vendor: OtlpDestination = {
    kind: "otlp",
    name: "vendor",
    endpoint: "https://otlp.vendor.example/otlp",
    protocol: "http",
    compression: "gzip",
    headers: { authorization: { credential: "vendor" }, "x-tenant": { value: "a$b" } },
};
const archive: OtlpDestination = {
    ...vendor,
    name: "archive",
    endpoint: "https://archive.example:4317",
    protocol: "grpc",
    compression: "zstd",
    headers: { "x-key": { secretName: "archive", key: "api-key" } },
    ca: { secretName: "company-ca", key: "ca.pem" },
};
const here = { kind: "in-cluster" } as const;

const around = { resources, ownGateway: "kong", environment: "dev", clusterName: "c", queryStrings: false };
const configOf = (
    traces: (OtlpDestination | typeof here)[],
    logs: (OtlpDestination | typeof here)[],
    more: object = {},
): ReturnType<typeof collectorConfig> =>
    collectorConfig({
        ...around,
        tracesEndpoint: traces.includes(here) ? "tempo:4317" : undefined,
        logsUrl: logs.includes(here) ? "http://loki:3100/otlp" : undefined,
        elsewhere: elsewhereExporters({ traces, logs }),
        ...more,
    });

describe("destinations of the collector", () => {
    it("have an exporter for each signal, with what the destination says", () => {
        const { exporters, service } = configOf([here, vendor], [vendor, archive]);
        assert.deepEqual(service.pipelines.traces.exporters, ["otlp_grpc/tempo", "otlp_http/vendor_traces"]);
        assert.deepEqual(service.pipelines.logs?.exporters, ["otlp_http/vendor_logs", "otlp_grpc/archive_logs"]);
        const settings = (id: string): object =>
            Object.fromEntries(
                Object.entries(exporters[id] ?? {}).filter(([key]) => !/^(sending_queue|retry_on_failure)$/.test(key)),
            );
        assert.deepEqual(settings("otlp_http/vendor_traces"), {
            endpoint: "https://otlp.vendor.example/otlp",
            compression: "gzip",
            headers: { authorization: "${env:TRACES_VENDOR_HEADER_0}", "x-tenant": "a$$b" },
        });
        assert.deepEqual(settings("otlp_grpc/archive_agent"), {
            endpoint: "archive.example:4317",
            compression: "zstd",
            headers: { "x-key": "${env:LOGS_ARCHIVE_HEADER_0}" },
            tls: { ca_file: "/etc/kong-observability/ca/logs-archive/ca.crt" },
        });
    });

    it("read secrets from Secrets, by the environment and by files", () => {
        assert.deepEqual(podNeeds({ traces: [here, vendor], logs: [archive] }), {
            env: [
                {
                    name: "TRACES_VENDOR_HEADER_0",
                    valueFrom: { secretKeyRef: { name: "collector-credentials", key: "vendor" } },
                },
                {
                    name: "LOGS_ARCHIVE_HEADER_0",
                    valueFrom: { secretKeyRef: { name: "archive", key: "api-key" } },
                },
            ],
            volumes: [
                {
                    name: "ca-logs-archive",
                    secret: { secretName: "company-ca", items: [{ key: "ca.pem", path: "ca.crt" }] },
                },
            ],
            volumeMounts: [
                {
                    name: "ca-logs-archive",
                    mountPath: "/etc/kong-observability/ca/logs-archive",
                    readOnly: true,
                },
            ],
        });
        assert.deepEqual(podNeeds({ traces: [here], logs: [here] }), {});
    });

    it("speak without TLS where the address says so", () => {
        const { ca, ...rest } = archive;
        assert.ok(ca);
        const open = { ...rest, endpoint: "http://vector.archive.svc:4317" };
        assert.deepEqual(configOf([open], [here]).exporters["otlp_grpc/archive_traces"]?.tls, { insecure: true });
    });

    it("give agents a way of their own to each, of which none but the first makes them wait", () => {
        const { receivers, exporters, service } = configOf([here], [here, vendor, archive]);
        const ways = Object.entries(service.pipelines).filter(([name]) => name.startsWith("logs/agent"));
        assert.deepEqual(
            ways.map(([name, { receivers: from, exporters: to }]) => [name, from, to]),
            [
                ["logs/agent", ["otlp/agent"], ["otlp_http/loki_agent"]],
                ["logs/agent_vendor", ["otlp/agent_vendor"], ["otlp_http/vendor_agent"]],
                ["logs/agent_archive", ["otlp/agent_archive"], ["otlp_grpc/archive_agent"]],
            ],
        );
        const endpoints = ways.map(
            ([
                ,
                {
                    receivers: [id],
                },
            ]) => receivers[id as "otlp/agent"]?.protocols.http.endpoint,
        );
        assert.deepEqual(endpoints, ["0.0.0.0:4319", "0.0.0.0:4320", "0.0.0.0:4321"]);
        const waits = Object.entries(exporters).filter(([, { sending_queue: queue }]) => queue.block_on_overflow);
        assert.deepEqual(
            waits.map(([id]) => id),
            ["otlp_http/loki_agent"],
        );
        const answered = Object.entries(exporters).filter(([, { sending_queue: queue }]) => queue.wait_for_result);
        assert.deepEqual(answered.map(([id]) => id).sort(), [
            "otlp_grpc/archive_agent",
            "otlp_http/loki_agent",
            "otlp_http/vendor_agent",
        ]);
    });

    it("keep on each node a queue for each, of which only the first holds back what is read", () => {
        const { exporters, service } = agentConfig({
            endpoint: "http://c:4319",
            others: [{ name: "vendor", endpoint: "http://c:4320" }],
            prometheusOtlpUrls: ["http://p"],
            gateways: [readGateway()],
            ownGateway: "kong",
            environment: "dev",
            namespace: "observability",
            containers: containerLogs({}),
        });
        const queue = (id: string): Record<string, unknown> => exporters[id]?.sending_queue as Record<string, unknown>;
        assert.deepEqual(
            [queue("otlp_http/collector").block_on_overflow, queue("otlp_http/collector_vendor").block_on_overflow],
            [true, undefined],
        );
        assert.deepEqual(
            [queue("otlp_http/containers").block_on_overflow, queue("otlp_http/containers_vendor").block_on_overflow],
            [true, undefined],
        );
        assert.equal(queue("otlp_http/collector_vendor").storage, "file_storage");
        assert.equal(queue("otlp_http/containers_vendor").storage, "file_storage");
        // What one of several has no room for must not be read again for all of them.
        assert.equal(service.pipelines["logs/containers"]?.processors.at(-1), "batch/ways");
        assert.deepEqual(service.pipelines.logs.exporters, [
            "otlp_http/collector",
            "otlp_http/collector_vendor",
            "count",
        ]);
    });

    it("share the memory that one would have, and go nowhere near where the limiter refuses", () => {
        for (const [traces, logs] of [
            [[here], [here]],
            [
                [here, vendor],
                [here, vendor],
            ],
            [[vendor], [vendor, archive]],
        ] as const) {
            const { exporters } = configOf([...traces], [...logs]);
            const total = Object.values(exporters).reduce((sum, { sending_queue: queue }) => sum + queue.queue_size, 0);
            assert.ok(total < 0.33 * toBytes(resources.limits.memory), String(total));
        }
    });

    it("leave out Tempo and Loki where nothing goes there", () => {
        const { exporters, service } = configOf([vendor], [archive]);
        assert.deepEqual(Object.keys(exporters), [
            "otlp_http/vendor_traces",
            "otlp_grpc/archive_logs",
            "otlp_grpc/archive_agent",
        ]);
        assert.deepEqual(service.pipelines["logs/agent"]?.exporters, ["otlp_grpc/archive_agent"]);
    });
});
