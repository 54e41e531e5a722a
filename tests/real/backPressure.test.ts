import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { agentConfig } from "../../components/observability/collector/agent/config";
import { containerLogs, readGateway } from "./agent/agent";
import { until } from "./eventually";
import { plannedCollector } from "./plannedCollector";
import { startAgent } from "./verify/servers/agent";
import { type RunningCollector, startCollector } from "./verify/servers/collector";
import { type Answer, serve } from "./verify/servers/http";
import { startKubernetes } from "./verify/servers/kubernetes";
import { readPush } from "./verify/servers/loki/otlp";
import { type Stoppable, temporaryFolder } from "./verify/servers/processes";
import { startTempo } from "./verify/servers/tempo/stub";

/** What Loki answers a batch: it takes it, or why it does not. */
type Mood = (lines: string[]) => 204 | 400 | 429 | 503;
const takes: Mood = () => 204;
const isOver =
    (mood: 429 | 503): Mood =>
    () =>
        mood;

/** A Loki that is told what to answer, and remembers what it took. */
async function startMoodyLoki(): Promise<Stoppable & { url: string; mood: Mood; answers: number[]; taken: string[] }> {
    const push = async (request: IncomingMessage): Promise<Answer> => {
        const lines = readPush(request.headers, await buffer(request)).map(({ line }) => line);
        const status = loki.mood(lines);
        loki.answers.push(status);
        loki.taken.push(...(status === 204 ? lines : []));
        return { status, body: "" };
    };
    const server = await serve(push);
    const loki = { url: server.url, stop: server.stop, mood: takes, answers: [] as number[], taken: [] as string[] };
    return loki;
}

describe("a Loki that does not take what it is sent", () => {
    const started: Stoppable[] = [];
    const start = async <T extends Stoppable>(server: Promise<T>): Promise<T> => {
        started.push(await server);
        return server;
    };
    let loki: Awaited<ReturnType<typeof startMoodyLoki>>;
    let tempo: Awaited<ReturnType<typeof startTempo>>;
    let collector: RunningCollector;
    let agent: Awaited<ReturnType<typeof startAgent>>;
    let again: (ports: RunningCollector["ports"]) => Promise<RunningCollector>;

    before(async () => {
        const planned = plannedCollector(false);
        const kubeconfig = path.join(temporaryFolder("kubeconfig"), "config.json");
        writeFileSync(
            kubeconfig,
            (await start(startKubernetes({ services: [], secrets: [], datasourceFiles: {} }))).kubeconfig,
        );
        [loki, tempo] = await Promise.all([
            start(startMoodyLoki()),
            start(startTempo({ refuses: false, forgets: false })),
        ]);
        const surroundings = { tempo: tempo.otlpGrpc, lokiUrl: loki.url, kubeconfig };
        again = (ports) => start(startCollector(planned, surroundings, ports));
        collector = await start(startCollector(planned, surroundings));
        const gateway = { gateways: [readGateway()], ownGateway: "kong", environment: "dev" };
        const read = { ...gateway, namespace: "observability", containers: containerLogs({ enabled: false }) };
        const agents = agentConfig({ ...read, endpoint: "", prometheusOtlpUrls: ["http://127.0.0.1:1/api/v1/otlp"] });
        agent = await start(startAgent(agents as never, { collectorUrl: collector.agentUrl }));
    });
    after(() => Promise.all(started.map((server) => server.stop())));
    beforeEach(() => {
        loki.mood = takes;
        loki.answers.length = 0;
        loki.taken.length = 0;
    });

    /** Writes access lines, more than one batch of the agent's, and returns them. */
    function write(name: string, count = 3000): string[] {
        const lines = Array.from({ length: count }, (_, number) =>
            JSON.stringify({ request: { uri: `/${name}/${number}` }, response: { status: 200 } }),
        );
        lines.forEach((line) => void agent.write(0, line));
        return lines;
    }
    const arrive = (lines: string[]): Promise<void> =>
        until("lines in Loki", 50, () => lines.every((line) => loki.taken.includes(line)));
    const refused = (): Promise<void> =>
        until("refusals", 50, () => loki.answers.length >= 4 && loki.answers.every((status) => status !== 204));

    async function spanPasses(): Promise<void> {
        const traceId = randomBytes(16).toString("hex");
        const span = {
            traceId,
            spanId: traceId.slice(16),
            name: "kong",
            kind: 2,
            startTimeUnixNano: "1",
            endTimeUnixNano: "2",
        };
        const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
        const { status } = await fetch(`${collector.otlpHttpUrl}/v1/traces`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body,
        });
        assert.equal(status, 200);
        await until("a span in Tempo", 50, async () => (await fetch(`${tempo.url}/api/v2/traces/${traceId}`)).ok);
    }

    for (const status of [429, 503] as const) {
        it(`loses no access line while it answers ${status}, and spans go on`, async () => {
            loki.mood = isOver(status);
            const lines = write(`over-${status}`);
            await refused();
            await spanPasses();
            loki.mood = takes;
            await arrive(lines);
        });
    }

    it("loses none where the collector is replaced meanwhile, as in a rollout", async () => {
        loki.mood = isOver(503);
        const lines = write("rollout");
        await refused();
        await collector.stop();
        loki.mood = takes;
        collector = await again(collector.ports);
        await arrive(lines);
    });

    it("goes on after a batch that it refuses for good, which the agent counts", async () => {
        loki.mood = (lines) => (lines.some((line) => line.includes("/poison/")) ? 400 : 204);
        write("poison", 10);
        await until("the refusal", 50, () => loki.answers.includes(400));
        await arrive(write("after"));
        const metrics = await (await fetch(`http://${agent.metricsAddress}/metrics`)).text();
        assert.match(
            metrics,
            /^otelcol_exporter_send_failed_log_records\{[^}]*exporter="otlp_http\/collector"[^}]*\} 10$/m,
        );
    });
});
