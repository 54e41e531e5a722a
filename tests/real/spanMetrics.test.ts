import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { servedRequests, spansOf } from "../../components/shared/series";
import { Prometheus } from "../../tools/verify/backends";
import { planOf, valuesOf } from "../tools/plan/stacks";
import { itWith } from "./left";
import { exportSpans, type SentSpan } from "./otlp";
import { otherServers, type Stoppable } from "./verify/servers/processes";
import { prometheusSpecOf, startPrometheus } from "./verify/servers/prometheus";
import { startRealTempo, type TempoValues } from "./verify/servers/tempo/real";

const id = (bytes: number): string => randomBytes(bytes).toString("hex");
const [server, client] = [2, 3];

/** A request as Kong 3.9.3 tells of it: the request itself, and a span of the balancer for each try. */
function request(status: number, upstream: string, tries: { failed: boolean }[]): SentSpan[] {
    const trace = id(16);
    const root = { trace, id: id(8), name: "kong", kind: server, failed: status >= 500 };
    const attributes = { "http.status_code": status, "http.route": "/echo", "net.peer.ip": "10.0.7.77" };
    const balancers = tries.map(({ failed }, index) => ({
        ...{ trace, id: id(8), parent: root.id, name: "kong.balancer", kind: client, failed },
        attributes: {
            ...{ "net.peer.ip": "10.0.1.5", "net.peer.name": upstream, try_count: index + 1 },
            ...(failed && { "http.status_code": 502 }),
        },
    }));
    return [{ ...root, attributes }, ...balancers];
}

const spansIn = (namespace: string): string =>
    `traces_spanmetrics_calls_total{${spansOf(namespace)}, ${servedRequests}}`;

describe("Tempo's metrics of requests, with the planned values", function () {
    this.timeout(180_000);
    const started: Stoppable[] = [];
    after(() => Promise.all(started.map((one) => one.stop())));

    itWith(otherServers.tempo)(
        "count requests by status and lead to upstreams, whether or not these are traced",
        async () => {
            const plan = await planOf("local");
            const store = await startPrometheus(prometheusSpecOf(plan), []);
            started.push(store);
            const tempo = await startRealTempo(valuesOf(plan, "traces-tempo") as TempoValues, {
                prometheusUrl: store.url,
            });
            started.push(tempo);

            const failed = request(502, "echo.sample.svc", [{ failed: true }, { failed: true }]);
            const traced = request(200, "traced.sample.svc", [{ failed: false }]);
            const balancer = traced[1] as SentSpan;
            const { trace } = balancer;
            const within = { trace, id: id(8), parent: balancer.id, name: "GET /", kind: server, failed: false };
            await exportSpans(tempo.otlpGrpc, "kong", [...failed, ...traced]);
            await exportSpans(tempo.otlpGrpc, "traced", [within]);

            const api = new Prometheus(() => Promise.resolve(store.url));
            const counts = async (query: string): Promise<[string, number][]> =>
                (await api.query(query)).map(({ labels, value }) => [Object.values(labels).join(" "), value]);
            const edges = (): Promise<[string, number][]> =>
                counts("sum by (client, server) (traces_service_graph_request_total)");
            // Of a gateway of another stack.
            await exportSpans(tempo.otlpGrpc, "kong", request(200, "echo.sample.svc", []), Date.now(), "kong-b");
            // A call waits ten seconds for the called one's span, and metrics are written each fifteen.
            const whole: [string, number][] = [
                ["kong echo.sample.svc", 2],
                ["kong traced", 1],
                ["user kong", 3],
            ];
            for (let left = 90; left > 0 && (await edges()).length < whole.length; left--) {
                await sleep(1000);
            }
            assert.deepEqual((await edges()).sort(), whole);
            const requests = spansIn("kong");
            assert.deepEqual((await counts(`sum by (http_status_code, status_code) (${requests})`)).sort(), [
                ["200 STATUS_CODE_UNSET", 1],
                ["502 STATUS_CODE_ERROR", 1],
            ]);
            assert.deepEqual(
                [await counts(`sum(${requests})`), await counts(`sum(${spansIn("kong-b")})`)],
                [[["", 2]], [["", 1]]],
            );
            const latencies = `traces_spanmetrics_latency_bucket{${spansOf("kong")}, ${servedRequests}}`;
            const window = { from: Date.now() - 300_000, to: Date.now() + 60_000 };
            const exemplars = (await api.exemplars(latencies, window)).map(({ labels }) => labels.traceID);
            assert.deepEqual(new Set(exemplars), new Set([failed[0]?.trace, trace]));
        },
    );
});
