import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type KnownPod, startKubernetes } from "../verify/servers/kubernetes";
import type { Stoppable } from "../verify/servers/processes";
import { Agent, containerLogs, needsCollector, type Place, plain } from "./agent";

const shop: Place = { namespace: "shop", pod: "cart-0", container: "main" };
const quiet: Place = { namespace: "shop", pod: "quiet-0", container: "main" };
const pods: KnownPod[] = [
    { namespace: "shop", name: "cart-0", labels: { "app.kubernetes.io/name": "cart" } },
    { namespace: "shop", name: "quiet-0", labels: { logging: "off" } },
];
const access = (status: number): string => JSON.stringify({ response: { status } });

/** An API to which every connection ends at once, until it is opened. */
async function closedApi(): Promise<Stoppable & { kubeconfig: string; open(): void }> {
    const api = await startKubernetes({ services: [], secrets: [], datasourceFiles: {}, pods });
    const [, port] = /127\.0\.0\.1:(\d+)/.exec(api.kubeconfig)!;
    let opened = false;
    const through = (socket: Socket): void => {
        const target = connect(Number(port), "127.0.0.1");
        [socket, target].forEach((each) => each.on("error", () => undefined));
        socket.pipe(target).pipe(socket);
    };
    const door = createServer((socket) => (opened ? through(socket) : socket.destroy()));
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    return {
        kubeconfig: api.kubeconfig.replace(`:${port}`, `:${(door.address() as AddressInfo).port}`),
        open: () => void (opened = true),
        stop: async () => {
            door.close();
            await api.stop();
        },
    };
}

/** Registers the hooks of a suite whose agent has an API that does not answer until it is opened. */
function withClosedApi(agent: Agent): { open(): void } {
    let api: Awaited<ReturnType<typeof closedApi>> | undefined;
    before(needsCollector);
    before(async () => {
        api = await closedApi();
        agent.knows(api.kubeconfig);
    });
    after(async () => {
        await agent.remove();
        await api?.stop();
    });
    return { open: () => api?.open() };
}

describe("the agent of all containers, while the Kubernetes API does not answer", () => {
    const agent = new Agent(containerLogs({ pods: { exclude: { logging: "off" } } }));
    const api = withClosedApi(agent);
    const bodies = (): (string | undefined)[] => agent.records().map(({ record }) => record.body.stringValue);
    const write = (line: string, place = shop): void => agent.write("stdout", line, "F", place);

    it("hands on the gateway's lines, and lets the others wait", async () => {
        agent.write("stdout", access(200));
        Array.from({ length: 1000 }, (_, number) => write(`waits ${number}`));
        write("excluded", quiet);
        agent.start();
        await agent.atLeast(1);
        // What ends an agent that waits for the API as it starts does so after 20 s.
        await sleep(25_000);
        agent.write("stdout", access(201));
        await agent.atLeast(2);
        assert.ok(agent.runs, "it did not end");
        assert.deepEqual(bodies(), [access(200), access(201)]);
    });

    it("hands on the others once it answers, all of them, and of whom they are", async function () {
        this.timeout(120_000);
        api.open();
        write("after");
        for (const end = Date.now() + 90_000; agent.records().length < 1003 && Date.now() < end;) {
            await sleep(500);
        }
        await sleep(1500);
        const taken = agent.records().slice(2);
        assert.deepEqual(
            taken.map(({ record }) => record.body.stringValue).sort(),
            [...Array.from({ length: 1000 }, (_, number) => `waits ${number}`), "after"].sort(),
        );
        assert.ok(taken.every(({ resource }) => plain(resource)["service.name"] === "cart"));
    });

    it("waits for none that is gone, whose lines are old", async () => {
        const before = agent.records().length;
        const gone: Place = { namespace: "shop", pod: "gone-0", container: "main" };
        const old = new Date(Date.now() - 180_000).toISOString();
        appendFileSync(agent.file(gone), `${old} stdout F last words\n`);
        write("of another");
        await agent.atLeast(before + 1);
        await sleep(1500);
        // It may have had the label by which others are left out.
        assert.deepEqual(bodies().slice(before), ["of another"]);
    });
});

describe("the agent of all containers, where the Kubernetes API does not answer for long", () => {
    const agent = new Agent(containerLogs());
    withClosedApi(agent);

    it("hands on lines late, as their files name them", async () => {
        const old = new Date(Date.now() - 180_000).toISOString();
        appendFileSync(agent.file(shop), `${old} stdout F hello\n`);
        agent.start();
        const [{ resource } = { resource: [] }] = await agent.atLeast(1);
        assert.deepEqual(plain(resource), {
            "service.name": "main",
            "k8s.namespace.name": "shop",
            "k8s.pod.name": "cart-0",
            "k8s.pod.uid": "11111111-2222-3333-4444-555555555555",
            "k8s.container.name": "main",
        });
    });
});
