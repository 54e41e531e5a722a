import assert from "node:assert/strict";
import { planOf } from "../tools/plan/stacks";
import { describeContainers, type Place, plain } from "./agent/agent";
import { Demo, demoPod } from "./verify/servers/demo";
import type { Stoppable } from "./verify/servers/processes";
import { prometheusSpecOf, startPrometheus } from "./verify/servers/prometheus";

const place: Place = { namespace: demoPod.namespace, pod: demoPod.name, container: demoPod.deployment };
const trace = { trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" };

describeContainers(
    "the sample's demo service, its lines in the real agent and its counters in a real Prometheus",
    {
        said: { json: [{}, { labels: { app: "demo-.*" }, attributes: ["id", "dt", "url", "method"] }] },
        pods: [demoPod],
    },
    (agent) => {
        let demo: Demo;
        const started: Stoppable[] = [];
        before(async () => {
            demo = await Demo.start(await planOf("dev"), (line) => agent.write("stdout", line, "F", place));
            agent.start();
        });
        after(() => Promise.all(started.map((server) => server.stop())));

        it("says hello, and fails where it is asked to", async () => {
            const answers = ["/", "/any?token=secret", "/error"].map(async (asked) => {
                const answer = await demo.get(asked, {
                    traceparent: `00-${trace.trace_id}-${trace.span_id}-01`,
                    "X-Kong-Request-Id": "1234-56789",
                });
                return [answer.status, await answer.text()];
            });
            assert.deepEqual(await Promise.all(answers), [
                [200, "hello world\n"],
                [200, "hello world\n"],
                [500, "an error, as asked for\n"],
            ]);
        });

        it("writes the post's lines, which the agent takes with level, trace and fields", async () => {
            assert.equal((await agent.atLeast(6)).length, 6);
            assert.deepEqual(Object.keys(JSON.parse(demo.lines[0] ?? "") as object), [
                ...["level", "dt", "id", "url", "method", "trace_id", "span_id", "message"],
            ]);
            assert.ok(!demo.lines.join().includes("secret"));
            const [failed, ...more] = agent.records().filter(({ record }) => record.severityText === "ERROR");
            assert.deepEqual(more, []);
            assert.deepEqual(
                [failed?.record.severityNumber, failed?.record.traceId, failed?.record.spanId],
                [17, trace.trace_id, trace.span_id],
            );
            const { dt, ...fields } = plain(failed?.record.attributes);
            assert.match(dt ?? "", /^20\d\d-\d\d-\d\dT.*Z$/);
            assert.deepEqual(fields, { "log.iostream": "stdout", id: "1234-56789", url: "/error", method: "GET" });
            assert.equal(plain(failed?.resource)["k8s.pod.label.app"], "demo-service");
            await agent.until(() => Object.keys(agent.counted("log.error")).length > 0);
            assert.deepEqual(Object.values(agent.counted("log.error")), [1]);
        });

        it("counts requests by path, whatever is asked for, in words that Prometheus reads", async () => {
            const target = { job: "demo-service", address: demo.metricsAddress, labels: {} };
            const prometheus = await startPrometheus(prometheusSpecOf(await planOf("dev")), [target]);
            started.push(prometheus);
            const asked = new URLSearchParams({ query: "http_request_total" }).toString();
            const { data } = (await (await fetch(`${prometheus.url}/api/v1/query?${asked}`)).json()) as {
                data: { result: { metric: { path: string }; value: [number, string] }[] };
            };
            assert.deepEqual(
                data.result.map(({ metric, value }) => [metric.path, value[1]]),
                [
                    ["/", "1"],
                    ["/error", "1"],
                    ["other", "1"],
                ],
            );
            const told = (await (
                await fetch(`${prometheus.url}/api/v1/metadata?metric=http_request_total`)
            ).json()) as {
                data: { http_request_total: { type: string }[] };
            };
            assert.equal(told.data.http_request_total[0]?.type, "counter");
        });

        it("shows no counters where requests are answered, and ends at once when it is told to", async () => {
            assert.equal(await (await demo.get("/metrics")).text(), "hello world\n");
            assert.equal(await demo.end(), 0);
        });
    },
);
