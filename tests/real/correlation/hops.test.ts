import assert from "node:assert/strict";
import path from "node:path";
import { dashboardUids } from "../../../model/dashboards";
import type { Plan } from "../../../tools/plan/evaluate";
import { type LogLine, type Span, Tempo } from "../../../tools/verify/backends";
import { keptId, traceparent } from "../../../tools/verify/traceIds";
import { answered } from "../../components/observability/grafana/dashboards/model";
import { planOf } from "../../tools/plan/stacks";
import { until } from "../eventually";
import { itWith } from "../left";
import { exportSpans } from "../otlp";
import { writerInto } from "../verify/servers/agent";
import { Demo, demoPod } from "../verify/servers/demo";
import { type Chain, startChain } from "../verify/servers/kong/chain";
import { request } from "../verify/servers/kong/request";
import { otherServers, type Stoppable } from "../verify/servers/processes";
import { Links, panelQueries } from "./grafana";

const needed = [otherServers.kong, otherServers.tempo, otherServers.loki, "PROMETHEUS"];
const demo = demoPod.deployment;

/**
 * Each link that is provisioned in Grafana, followed as Grafana follows it, on a request through the real Kong to the
 * sample's demo service and on one that fails. The demo service writes the trace's id into its lines; its spans, as a
 * service with an SDK sends them, are the test's.
 */
describe("from one signal to the next by the planned links, for the gateway and an application behind it", function () {
    this.timeout(180_000);
    const itHere = itWith(...needed);
    const answeredId = keptId(1) ?? "";
    /** Of 64 bits, as callers with Zipkin's or Datadog's libraries send it. */
    const failedId = `${"0".repeat(16)}${keptId(1)?.slice(16)}`;
    const from = Date.now() - 60_000;
    const started: Stoppable[] = [];
    let planned: Plan;
    let chain: Chain;
    let links: Links;
    let tempo: Tempo;
    /** A request through the gateway, with the span that the application would send of it. */
    let send: (asked: string, trace: string, failed: boolean) => Promise<void>;

    before(async () => {
        if (needed.some((variable) => process.env[variable] === undefined)) {
            return;
        }
        planned = await planOf("local");
        links = new Links(planned);
        // It must be there before the gateway that leads to it, and the node's folder comes with the chain.
        const output: { write?: (stream: "stdout", line: string) => void } = {};
        const app = await Demo.start(planned, (line) => output.write?.("stdout", line));
        started.push(app);
        chain = await startChain(planned, { running: { [demo]: app.ports.http }, pods: [demoPod] });
        started.push(chain);
        tempo = new Tempo(() => Promise.resolve(chain.tempoUrl));
        const folder = `${demoPod.namespace}_${demoPod.name}_11111111-2222-3333-4444-555555555555`;
        output.write = writerInto(path.join(chain.pods, folder, demo));
        send = async (asked, trace, failed) => {
            const status = await request(chain.kong.url, asked, { traceparent: traceparent(trace, true) });
            assert.equal(status, failed ? 500 : 200);
            await until("the demo service's line", 10, () => app.lines.some((line) => line.includes(trace)));
            const line = app.lines.find((text) => text.includes(trace)) ?? "";
            const { span_id: parent } = JSON.parse(line) as { span_id: string };
            const span = { trace, id: "00f067aa0ba902b7", parent, name: "GET /", kind: 2, failed };
            await exportSpans(chain.otlpGrpc, demo, [span]);
        };
        await send("/demo/", answeredId, false);
        await send("/demo/error", failedId, true);
    });
    after(async () => {
        for (const server of started.reverse()) {
            await server.stop();
        }
    });

    const served = { kong: "kong", [demo]: "GET /" };

    /** The span of a trace that is a request to a service. */
    async function spanOf(trace: string, service: string): Promise<Span> {
        let found: Span | undefined;
        await until(`the span of ${service}`, 30, async () => {
            found = (await tempo.trace(trace)).find(
                ({ name, attributes }) => attributes["service.name"] === service && name === served[service],
            );
            return found !== undefined;
        });
        return found as Span;
    }

    async function linesOf(trace: string, service: string): Promise<LogLine[]> {
        const { query, window } = links.logs(trace, await spanOf(trace, service));
        let lines: LogLine[] = [];
        await until(`lines by ${query}`, 30, async () => {
            lines = await chain.loki.lines(query, window);
            return lines.length > 0;
        });
        return lines;
    }

    for (const [title, trace] of [
        ["answered", answeredId],
        ["failed", failedId],
    ] as const) {
        itHere(`lead from a span of the gateway to the access line of the request that it ${title}`, async () => {
            const lines = await linesOf(trace, "kong");
            assert.deepEqual(
                lines.map(({ text }) => (JSON.parse(text) as { trace_id: string }).trace_id),
                [trace],
            );
        });

        itHere(`lead from a span of an application to its lines of the request that it ${title}`, async () => {
            const lines = await linesOf(trace, demo);
            assert.deepEqual(
                lines.map(({ text }) => (JSON.parse(text) as { level: string }).level).sort(),
                trace === failedId ? ["ERROR", "INFO"] : ["INFO", "INFO"],
            );
        });
    }

    for (const service of Object.keys(served)) {
        itHere(`lead from each line of ${service} to its trace`, async () => {
            for (const line of await linesOf(failedId, service)) {
                const trace = links.trace(line);
                assert.equal(trace, failedId, line.text);
                assert.ok((await tempo.trace(trace)).length > 0);
            }
        });

        itHere(`lead from a span of ${service} to its rate, its errors and its latency`, async () => {
            const metrics = links.metrics(failedId, await spanOf(failedId, service));
            assert.ok(Object.keys(metrics).length >= 3);
            // A series that begins in the first minute after Tempo did has no 0 before its first count.
            const begun = `traces_spanmetrics_calls_total{service="${service}", status_code="STATUS_CODE_ERROR"}`;
            await until(begun, 60, async () => (await chain.prometheus.query(begun)).length > 0);
            await send("/demo/error", keptId(1) ?? "", true);
            for (const [name, { query, window }] of Object.entries(metrics)) {
                assert.ok(window.from < window.to);
                await until(`${name} by ${query}`, 60, async () => {
                    const [sample, ...more] = await chain.prometheus.query(query);
                    assert.deepEqual(more, []);
                    return (sample?.value ?? 0) > 0;
                });
            }
        });
    }

    itHere("lead from a dot on a dashboard's latencies to its trace", async () => {
        const asked = panelQueries(planned, dashboardUids.gateway).filter(({ exemplar }) => exemplar);
        assert.ok(asked.length > 0);
        for (const { expr } of asked) {
            let ids: string[] = [];
            await until(`exemplars of ${expr}`, 60, async () => {
                const window = { from, to: Date.now() + 60_000 };
                const exemplars = await chain.prometheus.exemplars(answered(expr), window);
                ids = exemplars.flatMap(({ labels }) => links.tracesOfExemplar(labels));
                return ids.length > 0;
            });
            for (const id of ids) {
                assert.ok((await tempo.trace(id)).length > 0, id);
            }
        }
    });

    itHere("lead to all lines of a request on one dashboard, the gateway's and the application's", async () => {
        const asked = panelQueries(planned, dashboardUids.request).filter(({ type }) => type === "loki");
        assert.equal(asked.length, 1);
        // Tempo's search gives ids without the zeros before them.
        const query = (asked[0]?.expr ?? "").replaceAll("$trace_id", failedId.replace(/^0+/, ""));
        await until(`lines by ${query}`, 30, async () => {
            const lines = await chain.loki.lines(query, { from, to: Date.now() + 60_000 });
            return new Set(lines.map(({ labels }) => labels.service_name)).size === 2 && lines.length === 3;
        });
    });

    itHere("draw the application behind the gateway", async () => {
        assert.deepEqual(links.graphs(), { service: true, nodes: true });
        // What Grafana's service graph asks for: calls, their time, and those that failed.
        for (const series of ["request_total", "request_server_seconds_sum", "request_failed_total"]) {
            const edge = `traces_service_graph_${series}{client="kong", server="${demo}"}`;
            await until(edge, 60, async () => ((await chain.prometheus.query(edge))[0]?.value ?? 0) > 0);
        }
    });
});
