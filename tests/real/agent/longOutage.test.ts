import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { agentConfig } from "../../../components/observability/collector/agent/config";
import { until } from "../eventually";
import { type RunningAgent, startAgent, writerInto } from "../verify/servers/agent";
import { serve } from "../verify/servers/http";
import { startKubernetes } from "../verify/servers/kubernetes";
import { readPush } from "../verify/servers/loki/otlp";
import { type Stoppable, temporaryFolder } from "../verify/servers/processes";
import { containerLogs, readGateway, needsCollector } from "./agent";

/** A node made small: what a container's file may hold, and what waits on the disk. */
const file = 800 * 1024;
const queueSize = "2Mi";
const total = 16_000;

/** The collector, which hands on to Loki what it takes, and is away at first. */
async function startAway(): Promise<Stoppable & { url: string; back(): void; taken: string[] }> {
    let away = true;
    const taken: string[] = [];
    const server = await serve(async (request) => {
        const lines = readPush(request.headers, await buffer(request)).map(({ line }) => line);
        taken.push(...(away ? [] : lines));
        return { status: away ? 503 : 200, body: "" };
    });
    return { url: server.url, stop: server.stop, taken, back: () => void (away = false) };
}

describe("an agent whose collector is away for longer than its queue lasts", function () {
    this.timeout(180_000);
    const started: Stoppable[] = [];
    const start = async <T extends Stoppable>(server: Promise<T>): Promise<T> => {
        started.unshift(await server);
        return server;
    };
    let collector: Awaited<ReturnType<typeof startAway>>;
    let agent: RunningAgent;
    /** How many lines were written as the queue was half full, and as it was full. */
    const written = { half: 0, full: 0 };

    before(needsCollector);
    before(async () => {
        const pods = [{ namespace: "shop", name: "cart-0", labels: {} }];
        const api = await start(startKubernetes({ services: [], secrets: [], datasourceFiles: {}, pods }));
        const kubeconfig = path.join(temporaryFolder("kubeconfig"), "config.json");
        writeFileSync(kubeconfig, api.kubeconfig);
        collector = await start(startAway());
        const gateway = { gateways: [readGateway()], ownGateway: "kong", environment: "dev" };
        const read = { ...gateway, namespace: "observability", containers: containerLogs({ queueSize }) };
        const planned = agentConfig({ ...read, endpoint: "", prometheusOtlpUrls: ["http://127.0.0.1:1/api/v1/otlp"] });
        agent = await start(startAgent(planned as never, { collectorUrl: collector.url, kubeconfig }));
    });
    after(async () => {
        for (const server of started) {
            await server.stop();
        }
    });

    const line = (number: number): string => `line ${String(number).padStart(6, "0")} ${"x".repeat(280)}`;
    const access = (number: number): string =>
        JSON.stringify({ request: { id: `a${number}` }, response: { status: 200 } });

    /** How full the queue of all containers' lines is, as the alert TelemetryWaiting asks. */
    async function filled(): Promise<number> {
        const metrics = await (await fetch(`http://${agent.metricsAddress}/metrics`)).text();
        const of = (name: string): number =>
            Number(new RegExp(`^otelcol_exporter_${name}\\{[^}]*containers"[^}]*\\} (\\S+)$`, "m").exec(metrics)?.[1]);
        return of("queue_size") / of("queue_capacity");
    }

    /** As the node does: two files of each container stay as they were, older ones are packed. */
    function rotate(folder: string, kept: string[]): void {
        const current = path.join(folder, "0.log");
        if (statSync(current).size < file) {
            return;
        }
        const stamp = `${current}.20260101-${String(kept.length).padStart(6, "0")}`;
        renameSync(current, stamp);
        kept.push(stamp);
        kept.slice(0, -1).forEach((old) => rmSync(old, { force: true }));
    }

    it("fills its queue, which is half full long before anything is lost", async () => {
        const folder = path.join(agent.pods, "shop_cart-0_11111111-2222-3333-4444-555555555555", "main");
        mkdirSync(folder, { recursive: true });
        const write = writerInto(folder);
        const kept: string[] = [];
        write("stdout", line(0));
        await until("the agent reads the container's file", 60, async () => (await filled()) > 0);
        for (let number = 1; number < total; number++) {
            write("stdout", line(number));
            if (number % 10 === 0) {
                void agent.write(0, access(number));
            }
            rotate(folder, kept);
            if (number % 100 === 99) {
                await sleep(100);
                const share = await filled();
                written.half ||= share > 0.5 ? number : 0;
                written.full ||= share > 0.95 ? number : 0;
            }
        }
        assert.ok(written.half > 0 && written.full > written.half, JSON.stringify(written));
    });

    it("loses then what the node deleted in between, and nothing before, nothing after, and nothing of the gateway", async () => {
        collector.back();
        await until("the last line", 90, () => collector.taken.includes(line(total - 1)));
        await until("the gateway's", 30, () => collector.taken.includes(access(total - 10)));
        // Batches that were refused before wait for 45 s at most until they are sent again.
        for (let count = 0; count < collector.taken.length; await sleep(50_000)) {
            count = collector.taken.length;
        }
        const numbers = collector.taken
            .filter((text) => text.startsWith("line "))
            .map((text) => Number(text.slice(5, 11)))
            .sort((one, other) => one - other);
        const gaps = numbers.flatMap((number, index) => {
            const next = numbers[index + 1] ?? total;
            return next === number + 1 ? [] : [{ from: number + 1, to: next }];
        });
        assert.equal(new Set(numbers).size, numbers.length, "none twice");
        assert.equal(numbers[0], 0);
        assert.ok(gaps.length > 0);
        // How full the queue is is asked only now and then, so that it may have been full a little earlier.
        assert.ok(gaps[0]!.from > written.half, `lost before the queue was full: ${JSON.stringify({ gaps, written })}`);
        // Of the two files one may have been rotated just now.
        const perFile = file / (line(0).length + 40);
        assert.ok(total - gaps.at(-1)!.to > 0.9 * perFile, "the node's files are read to their end");
        const gateways = collector.taken.filter((text) => text.startsWith("{"));
        assert.equal(new Set(gateways).size, total / 10 - 1);
        assert.equal(gateways.length, total / 10 - 1);
    });
});
