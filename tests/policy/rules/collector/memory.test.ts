import assert from "node:assert/strict";
import { collector } from "../../../../policy/rules/collector/rule";
import { messages } from "../../helpers";
import { config, judged, limiter, make, traces } from "./made";

describe("policy collector, on memory", () => {
    it("wants memory_limiter first", () => {
        const end =
            ": too much data crashes the collector, and everything in its memory is lost; put memory_limiter first";
        assert.deepEqual(judged({ pipelines: { traces: { ...traces, processors: ["batch", "memory_limiter"] } } }), [
            `otel: pipelines.traces.processors has memory_limiter, but not first${end}`,
        ]);
        assert.deepEqual(judged({ pipelines: { traces: { ...traces, processors: ["batch"] } } }), [
            `otel: pipelines.traces.processors has no memory_limiter${end}`,
        ]);
    });

    it("wants the limiter below the container's memory", () => {
        const problem = (settings: object, spec: object = {}): string[] =>
            messages(collector, [make(config({ processors: { memory_limiter: settings } }), spec)]).map((message) =>
                message.replace('otel: processors["memory_limiter"] ', ""),
            );
        assert.deepEqual(problem({ ...limiter }, { resources: {} }), [
            "has limit_percentage, which counts from the container's memory limit, but spec.resources.limits.memory is not set: it would count from the node's memory",
        ]);
        assert.deepEqual(problem({ ...limiter, limit_percentage: 100 }), [
            "has limit_percentage 100, not below the container's memory: the kernel would end it first; allowed: below 100",
        ]);
        assert.deepEqual(problem({ check_interval: "1s", limit_mib: 512 }), [
            "has limit_mib 512, not below the container's memory of 512Mi: the kernel would end it first; make it smaller",
        ]);
        assert.deepEqual(problem({ check_interval: "1s", limit_mib: 400 }), []);
        assert.deepEqual(problem({ check_interval: "1s", limit_mib: 400, spike_limit_mib: 400 }), [
            "has spike_limit_mib 400, not below limit_mib 400, and the collector does not start",
        ]);
        assert.deepEqual(problem({ limit_percentage: 75 }), [
            "has no check_interval, and the collector does not start without; set it to 1s",
        ]);
        assert.deepEqual(problem({ check_interval: "1s" }), [
            "has neither limit_percentage nor limit_mib, and the collector does not start without; set limit_percentage: 75",
        ]);
    });

    it("wants the queues below what the limiter leaves", () => {
        const queue = (mib: number, more: object = {}): object => ({
            "otlp_grpc/tempo": { sending_queue: { sizer: "bytes", queue_size: mib * 2 ** 20, ...more } },
        });
        assert.deepEqual(judged({ exporters: queue(300) }), []);
        assert.deepEqual(judged({ exporters: queue(320) }), [
            "otel: the queues of its exporters may take 320 MiB, but the memory limiter refuses data from 307.2 MiB on; make queue_size smaller, or the container's memory larger",
        ]);
        // A queue for each signal.
        assert.equal(judged({ exporters: queue(160), pipelines: { traces, logs: traces } }).length, 1);
        const onDisk = {
            ...config({ exporters: queue(900, { storage: "file_storage" }), extensions: ["file_storage"] }),
            extensions: { file_storage: null },
        };
        assert.deepEqual(messages(collector, [make(onDisk)]), []);
        assert.deepEqual(
            messages(collector, [make(config({ exporters: queue(600), processors: { memory_limiter: "[unknown]" } }))]),
            [
                "otel: the queues of its exporters may take 600 MiB, but the container has only 512Mi; make queue_size smaller",
            ],
        );
    });
});
