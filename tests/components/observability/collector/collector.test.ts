import assert from "node:assert/strict";
import { secondsOf } from "../../../../model/duration";
import { operatorValues } from "../../../../components/observability/collector/operatorValues";
import { collectorConfig } from "../../../../components/observability/collector/config";
import { resources } from "../made";

describe("collector", () => {
    const args = {
        tracesEndpoint: "tempo:4317",
        logsUrl: "http://loki:3100/otlp",
        resources,
        environment: "dev",
        clusterName: "c",
        queryStrings: false,
    };

    const all = Object.entries(collectorConfig(args).service.pipelines);

    it("limits memory first in every pipeline, with every component defined", () => {
        const config = collectorConfig(args);
        for (const [, { receivers, processors, exporters }] of all) {
            assert.match(processors[0] ?? "", /^memory_limiter/);
            assert.ok(receivers.every((name) => name in config.receivers));
            assert.ok(processors.every((name) => name in config.processors));
            assert.ok(exporters.every((name) => name in config.exporters));
        }
        assert.deepEqual(Object.keys(config.exporters), ["otlp_grpc/tempo", "otlp_http/loki", "otlp_http/loki_agent"]);
    });

    it("batches last, but for agents, whose lines it must not answer for before Loki has them", () => {
        assert.deepEqual(
            all.map(([name, { processors }]) => [name, processors.at(-1) === "batch", processors.includes("batch")]),
            [
                ["traces", true, true],
                ["logs", true, true],
                ["logs/agent", false, false],
            ],
        );
    });

    it("holds back agents alone, on a port of their own, and refuses them first", () => {
        const { exporters, processors, receivers, service } = collectorConfig(args);
        const held = Object.entries(exporters).filter(
            ([, { sending_queue: queue }]) => queue.block_on_overflow || queue.wait_for_result,
        );
        assert.deepEqual(
            held.map(([name, { retry_on_failure: retry }]) => [name, retry.max_elapsed_time]),
            [["otlp_http/loki_agent", "0s"]],
        );
        assert.deepEqual(
            all.filter(([, { exporters: used }]) => used.includes("otlp_http/loki_agent")),
            [["logs/agent", service.pipelines["logs/agent"]]],
        );
        assert.deepEqual(
            all.flatMap(([, pipeline]) => pipeline.receivers),
            ["otlp", "otlp", "otlp/agent"],
        );
        assert.equal(receivers["otlp/agent"]?.protocols.http.endpoint, "0.0.0.0:4319");
        const refusedFrom = (name: string): number => {
            const { limit_percentage: limit, spike_limit_percentage: spike } = processors[name] as Record<
                string,
                number
            >;
            return limit! - spike!;
        };
        assert.ok(refusedFrom("memory_limiter/agent") < refusedFrom("memory_limiter"));
    });

    it("has a queue with room for the largest message of an agent, however small the collector", () => {
        const small = { ...resources, limits: { memory: "64Mi" } };
        const { exporters, receivers } = collectorConfig({ ...args, resources: small });
        const largest = receivers["otlp/agent"]?.protocols.http.max_request_body_size ?? Infinity;
        assert.ok((exporters["otlp_http/loki_agent"]?.sending_queue.queue_size ?? 0) >= largest);
    });

    it("has no logs pipeline and no port for agents where nothing takes logs", () => {
        const config = collectorConfig({ ...args, logsUrl: undefined });
        assert.deepEqual(Object.keys(config.service.pipelines), ["traces"]);
        assert.deepEqual(Object.keys(config.exporters), ["otlp_grpc/tempo"]);
        assert.deepEqual(Object.keys(config.receivers), ["otlp"]);
    });

    it("keeps all queues together below where the first memory limiter starts to refuse", () => {
        for (const logsUrl of [args.logsUrl, undefined]) {
            const queues = Object.values(collectorConfig({ ...args, logsUrl }).exporters).map(
                ({ sending_queue }) => sending_queue.queue_size,
            );
            const total = queues.reduce((sum, size) => sum + size, 0);
            assert.ok(total <= 0.3 * 512 * 1024 * 1024 && total > 0.29 * 512 * 1024 * 1024, String(total));
        }
    });

    it("retries what a backend refuses", () => {
        const times = Object.values(collectorConfig(args).exporters).map(
            ({ retry_on_failure: { enabled, max_interval, max_elapsed_time } }) => {
                const longest = secondsOf(max_elapsed_time);
                // 0 is without end. Else there are several tries before it gives up.
                assert.ok(enabled && (longest === 0 || longest! > 3 * secondsOf(max_interval)!));
                return max_elapsed_time;
            },
        );
        assert.deepEqual(times, ["5m", "5m", "0s"]);
    });

    it("comes from an operator that makes its own certificate and asks for no roles", () => {
        const values = operatorValues({});
        assert.deepEqual(values.admissionWebhooks, {
            certManager: { enabled: false },
            autoGenerateCert: { enabled: true, recreate: false, certPeriodDays: 3650 },
        });
        assert.equal(values.manager.createRbacPermissions, false);
        assert.match(values.manager.collectorImage.repository, /^ghcr\.io\//);
    });
});
