import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Settings } from "../../../tools/verify/arguments";
import type { Result } from "../../../tools/verify/checks/check";
import type { Reached } from "../../../tools/verify/connect";
import type { Screen } from "../../../tools/verify/screen";
import { signalsOf } from "../../../tools/verify/signals";
import { verify } from "../../../tools/verify/verify";

const settings = { stack: "s", requests: 2, deadline: 60, interval: 5, insecure: false, urls: {} } as Settings;

/** A stack whose stores answer, and hold nothing but the traces of what Kong was sent. */
function reached(own: Partial<Reached>): Reached {
    const nothing = (): Promise<never[]> => Promise.resolve([]);
    const span = { scope: "kong-internal", attributes: {}, start: 0, end: 1 };
    return {
        prometheus: { query: nothing, exemplars: nothing, targets: nothing },
        loki: { lines: nothing, version: () => Promise.resolve("3.7.8") },
        tempo: { trace: () => Promise.resolve([span]) },
        deepflow: { hasTrace: () => Promise.resolve(true) },
        grafana: { reason: "no Grafana here" },
        topology: "hybrid",
        samplingRate: 1,
        trustCallers: false,
        logIngestion: "otlp",
        accessLog: true,
        checks: [{ signal: "probes", query: "probe_success", found: "answers", missing: "No answer." }],
        namespaces: { observability: "observability", gateway: "kong" },
        services: {
            Prometheus: { service: "kube-prometheus-stack-prometheus", namespace: "observability" },
            Tempo: { service: "tempo", namespace: "observability" },
            Loki: { service: "loki", namespace: "observability" },
            DeepFlow: { service: "deepflow-server", namespace: "observability" },
            Grafana: { service: "kube-prometheus-stack-grafana", namespace: "observability" },
        },
        elsewhere: {},
        stores: ["Tempo", "Loki"],
        proxyCount: 1,
        path: "/",
        provisioned: () => Promise.resolve({ reason: "nothing tells what is provisioned" }),
        ...own,
    } as unknown as Reached;
}

async function verified(own: Partial<Reached>): Promise<{ results: Result[]; settled: string[] }> {
    const settled: string[] = [];
    const screen = {
        progress: () => undefined,
        settle: ({ signal }: Result) => settled.push(signal),
    } as unknown as Screen;
    return { results: await verify(reached(own), settings, screen), settled };
}

/** Loki has the line of each request that it is asked for. */
const allLines = {
    lines: (query: string) =>
        Promise.resolve(
            (/trace_id=~"([^"]+)"/.exec(query)?.[1] ?? "")
                .split("|")
                .map((traceId) => ({ labels: {}, text: JSON.stringify({ request: {}, trace_id: traceId }) })),
        ),
};
/** Grafana has the datasources, and none of them a link to another. */
const withoutLinks = {
    loki: allLines,
    provisioned: () =>
        Promise.resolve({
            from: "Grafana",
            datasources: ["prometheus", "loki", "tempo"].map((type) => ({
                uid: type,
                type,
                name: type,
                jsonData: {},
            })),
        }),
} as unknown as Partial<Reached>;

/** What makes each row missing. The stack of `reached` alone lacks whatever is empty here. */
const faults: Record<string, Partial<Reached>> = {
    requests: { proxies: () => Promise.reject(new Error("no pod is ready")) },
    metrics: {},
    traces: { tempo: { trace: () => Promise.resolve([]) } } as unknown as Partial<Reached>,
    "dropped trace": {},
    "traces in DeepFlow": { deepflow: { hasTrace: () => Promise.resolve(false) } } as unknown as Partial<Reached>,
    "access log": {},
    "trace → logs": withoutLinks,
    "log → trace": withoutLinks,
    "metric → trace": withoutLinks,
    "data planes": {},
    certificate: {},
    "configuration push": {},
    targets: {},
    probes: {},
    Grafana: { grafana: { datasources: () => Promise.resolve([]) } } as unknown as Partial<Reached>,
};

const rowsOf = (results: Result[], verdict: string): string[] =>
    results.flatMap((result) => (result.verdict === verdict ? [result.signal] : []));

describe("verify", () => {
    let kong: Server;
    let address: string;
    before(async () => {
        kong = createServer((_, response) => {
            response.setHeader("x-kong-request-id", "1");
            response.setHeader("x-kong-upstream-latency", "1");
            response.setHeader("via", "1.1 kong/3.9.3");
            response.end();
        });
        await new Promise<void>((ready) => kong.listen(0, "127.0.0.1", ready));
        address = `http://127.0.0.1:${(kong.address() as AddressInfo).port}`;
    });
    after(() => new Promise((done) => kong.close(done)));

    it("looks for what the requests leave only where one was answered, and for the rest in any case", async () => {
        const { results, settled } = await verified({ proxies: () => Promise.reject(new Error("no pod is ready")) });
        const rows = signalsOf(reached({}));
        assert.deepEqual(
            results.map(({ signal }) => signal),
            rows.map(({ name }) => name),
        );
        assert.deepEqual([...settled].sort(), results.map(({ signal }) => signal).sort());
        assert.equal(results[0]?.advice?.cause, "Kong's proxy is not ready.");
        const waiting = rows.filter(({ after }) => after?.includes("requests")).map(({ name }) => name);
        assert.deepEqual(
            results.filter(({ detail }) => detail === "no request was answered by a route").map(({ signal }) => signal),
            waiting,
        );
        assert.ok(rowsOf(results, "missing").includes("probes"));
    });

    it("takes no silence for a connection where no line was found at all", async () => {
        const topology = "data-planes" as const;
        const proxies = (): Promise<string[]> => Promise.resolve([address]);
        const of = async (own: Partial<Reached>): Promise<Result | undefined> =>
            (await verified({ topology, proxies, ...own })).results.find(({ signal }) => signal === "control plane");
        assert.equal((await of({}))?.verdict, "skipped");
        assert.equal((await of({ accessLog: false }))?.verdict, "found");
        const loki = {
            lines: (query: string) => (query.includes("clustering") ? Promise.resolve([]) : allLines.lines(query)),
        };
        assert.equal((await of({ loki } as unknown as Partial<Reached>))?.verdict, "found");
    });

    it("hands on what one signal found to those that come after it", async () => {
        const { results } = await verified({ proxies: () => Promise.resolve([address]) });
        const of = (signal: string): Result | undefined => results.find((result) => result.signal === signal);
        assert.equal(of("requests")?.verdict, "found", JSON.stringify(of("requests")));
        assert.equal(of("traces")?.verdict, "found");
        assert.equal(of("dropped trace")?.verdict, "missing");
        assert.equal(of("access log")?.verdict, "missing");
        assert.equal(of("trace → logs")?.detail, "there is no line to link to");
        assert.equal(of("log → trace")?.detail, "there is no line to start from");
        assert.equal(of("metric → trace")?.detail, "nothing tells what is provisioned");
    });

    for (const topology of ["hybrid", "ingress-controller"] as const) {
        for (const { name } of signalsOf(reached({ topology }))) {
            it(`says why ${name} is missing, in topology ${topology}`, async () => {
                const fault = faults[name];
                assert.ok(fault !== undefined, `nothing in faults makes ${name} missing`);
                const proxies = (): Promise<string[]> => Promise.resolve([address]);
                const { results } = await verified({ proxies, topology, ...fault });
                const row = results.find(({ signal }) => signal === name);
                assert.equal(row?.verdict, "missing", JSON.stringify(row));
                assert.ok(row.advice?.cause, JSON.stringify(row));
            });
        }
    }

    it("sends the requests whatever is off", async () => {
        const off = { samplingRate: 0, accessLog: false, stores: [], proxies: () => Promise.resolve([address]) };
        const { results } = await verified(off);
        assert.deepEqual(
            rowsOf(results, "off"),
            signalsOf(reached({}))
                .filter(({ needs }) => needs !== undefined)
                .map(({ name }) => name),
        );
        assert.equal(results[0]?.verdict, "found");
    });
});
