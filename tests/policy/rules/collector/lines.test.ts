import assert from "node:assert/strict";
import { collector } from "../../../../policy/rules/collector/rule";
import { messages, release, seen } from "../../helpers";
import { config, judged, make, traces, type Object } from "./made";

describe("policy collector", () => {
    describe("of lines from files", () => {
        const agent = (endpoint: string): Object => {
            const exporters = { otlp_http: { endpoint, sending_queue: { block_on_overflow: true } } };
            const pipelines = {
                logs: { receivers: ["file_log"], processors: ["memory_limiter", "batch"], exporters: ["otlp_http"] },
            };
            const made = make(config({ receivers: { file_log: {} }, exporters, pipelines }));
            return {
                ...made,
                urn: `${made.urn}-agent`,
                name: "agent",
                inputs: { ...made.inputs, metadata: { name: "agent", namespace: "observability" } },
            };
        };
        const listener = (port: number): object => ({ protocols: { http: { endpoint: `0.0.0.0:${port}` } } });
        const waiting = { block_on_overflow: true, wait_for_result: true };
        const held = { receivers: ["otlp/agent"], processors: ["memory_limiter"], exporters: ["otlp_http/agent"] };
        const logs = { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["otlp_http/loki"] };
        const problems = (pipelines: object, queue: object = waiting, port = 4319): string[] => {
            const exporters = { "otlp_http/loki": {}, "otlp_http/agent": { sending_queue: queue } };
            const receivers = { otlp: listener(4318), "otlp/agent": listener(4319) };
            return messages(collector, [
                make(config({ receivers, exporters, pipelines })),
                agent(`http://otel-collector.observability.svc:${port}`),
            ]);
        };
        const lines = (receiver: string, name: string): string =>
            `otel: pipelines.${name} takes, by ${receiver}, lines that an agent reads from files, and`;

        it("passes what holds agents back, and nobody else", () => {
            assert.deepEqual(problems({ logs, "logs/agent": held }), []);
            assert.deepEqual(problems({ logs, "logs/agent": held }, { wait_for_result: true }), []);
        });

        it("refuses what drops them, or answers for them too early", () => {
            const dropped = `${lines("otlp/agent", "logs/agent")} exporters["otlp_http/agent"] drops them where its queue is full, though their file could wait; set sending_queue.block_on_overflow: true`;
            const early = `${lines("otlp/agent", "logs/agent")} batch answers for them before they are anywhere, so they are lost where a backend is slow; leave it out`;
            assert.deepEqual(
                problems({ logs, "logs/agent": { ...held, processors: ["memory_limiter", "batch"] } }, {}),
                [early, dropped],
            );
            assert.deepEqual(problems({ logs, "logs/agent": held }, { batch: {} }), [dropped]);
        });

        it("refuses a Loki into which the largest of their messages never gets", () => {
            const receivers = {
                "otlp/agent": { protocols: { http: { endpoint: "0.0.0.0:4319", max_request_body_size: 8 * 2 ** 20 } } },
            };
            const exporters = {
                "otlp_http/agent": { endpoint: "http://loki.observability.svc:3100/otlp", sending_queue: waiting },
            };
            const stack = (limits_config: unknown, chart = "loki"): string[] => {
                const values = {
                    loki: chart === "loki" ? { limits_config } : { image: { tag: "3.7.8" }, config: { limits_config } },
                };
                const made = make(config({ receivers, exporters, pipelines: { "logs/agent": held } }));
                return messages(collector, [
                    made,
                    agent("http://otel-collector.observability.svc:4319"),
                    release(chart, values, { name: "loki", namespace: "observability" }),
                ]);
            };
            const refused = (size: number, path: string): string =>
                `otel: exporters["otlp_http/agent"] hands on up to 8 MiB at once, and the release loki takes at most ${size} MiB (${path}): ` +
                "more than that is refused for ever, and all that waits behind it; allowed there: no less than what the receiver takes";
            const standard = refused(6, "loki.limits_config.ingestion_burst_size_mb");
            assert.deepEqual(stack({}), [standard]);
            assert.deepEqual(stack({ ingestion_burst_size_mb: 16 }), []);
            assert.deepEqual(stack({ ingestion_burst_size_mb: 16, per_stream_rate_limit_burst: "4MB" }), [
                refused(4, "loki.limits_config.per_stream_rate_limit_burst"),
            ]);
            assert.deepEqual(stack({ ingestion_burst_size_mb: 7 }, "loki-stack"), [
                refused(7, "loki.config.limits_config.ingestion_burst_size_mb"),
            ]);
            assert.deepEqual(stack("[unknown]"), []);
        });

        it("refuses one way for agents and gateways", () => {
            assert.equal(
                problems({ logs: { ...logs, exporters: ["otlp_http/loki", "otlp_http/agent"] } }, waiting, 4318).filter(
                    (text) => text.startsWith(lines("otlp", "logs")),
                ).length,
                2,
            );
            const end =
                "takes what gateways send, who would lose it instead; leave that to a receiver and pipeline for agents alone";
            const both = problems({
                logs: { ...logs, exporters: ["otlp_http/loki", "otlp_http/agent"] },
                "logs/agent": held,
            });
            assert.deepEqual(both, [
                `otel: pipelines.logs: exporters["otlp_http/agent"] makes its senders wait (sending_queue.block_on_overflow or wait_for_result), and otlp ${end}`,
            ]);
        });
    });

    describe("of query strings", () => {
        const component = (queryStrings: unknown): Object =>
            seen("kong-observability:observability:Collector", "collector", { queryStrings });
        const kept = (
            processors: object,
            used: string[],
            signal: "traces" | "logs" = "traces",
            queryStrings: unknown = false,
        ): string[] => {
            const owner = component(queryStrings);
            const pipelines = { [signal]: { ...traces, processors: ["memory_limiter", ...used, "batch"] } };
            return messages(collector, [owner, { ...make(config({ processors, pipelines })), parent: owner.urn }]);
        };
        const problem = (signal: string, where: string): string =>
            `otel: pipelines.${signal} keeps query strings (in ${where}), which often carry tokens, though gateway.accessLog.queryString is false; give it the transform processor that cuts them, or set that to true`;
        const root = problem("traces", "http.url of Kong's root span");
        const cutting = (statement: string, key = "trace_statements"): object => ({
            transform: { [key]: [{ context: "span", statements: [statement] }] },
        });
        const url = 'replace_pattern(span.attributes["http.url"], ';

        it("refuses a pipeline without what cuts them, and one whose cut misses", () => {
            assert.deepEqual(kept({}, []), [root]);
            assert.deepEqual(kept(cutting(`${url}"\\\\?.*$", "")`), []), [root]);
            assert.deepEqual(kept(cutting(`${url}"#.*$", "")`), ["transform"]), [root]);
            assert.deepEqual(kept(cutting(url.replace("http.url", "url.full") + '"\\\\?.*$", "")'), ["transform"]), [
                root,
            ]);
            assert.deepEqual(kept({}, [], "logs"), [problem("logs", "the requests in error lines")]);
            assert.deepEqual(
                kept(
                    cutting('replace_pattern(log.body, "\\\\?\\\\S*", "", 1)', "log_statements"),
                    ["transform"],
                    "logs",
                ),
                [],
            );
        });

        it("passes whatever cuts them, and stacks that keep them or are not ours", () => {
            assert.deepEqual(kept(cutting(`${url}"\\\\?.*$$", "")`), ["transform"]), []);
            assert.deepEqual(
                kept(cutting('replace_all_patterns(attributes, "value", "(?s)([^?]*)\\\\?.*", "$${1}")'), [
                    "transform",
                ]),
                [],
            );
            assert.deepEqual(kept({ transform: { trace_statements: [`${url}"\\\\?.*", "")`] } }, ["transform"]), []);
            assert.deepEqual(kept({}, [], "traces", true), []);
            assert.deepEqual(kept({}, [], "traces", null), []);
            assert.deepEqual(kept({ transform: "[unknown]" }, ["transform"]), []);
            assert.deepEqual(judged({}), []);
        });
    });
});
