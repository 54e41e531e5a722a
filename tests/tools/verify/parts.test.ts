import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { chartImage } from "../../../charts/registry";
import { root } from "../../../tools/plan/evaluate";
import { parseArguments } from "../../../tools/verify/arguments";
import { accessLogQuery, accessLogTraceId, linesOf } from "../../../tools/verify/checks/accessLogs";
import type { Result } from "../../../tools/verify/checks/check";
import { whyOff } from "../../../tools/verify/checks/settings";
import { logsQuery, shiftMs } from "../../../tools/verify/checks/links";
import { poll } from "../../../tools/verify/poll";
import { probesFor } from "../../../tools/verify/probes";
import { exitCode, renderReport } from "../../../tools/verify/report";
import { screenFor } from "../../../tools/verify/screen";
import type { Probe } from "../../../tools/verify/send";
import { podPorts, serviceAddress } from "../../../tools/verify/services";
import { droppedId, isKept, keptId, traceparent } from "../../../tools/verify/traceIds";
import { signalsOf } from "../../../tools/verify/verify";

const rate = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe("trace ids", () => {
    it("are kept or dropped by Kong's sampler as picked, at any rate", () => {
        fc.assert(
            fc.property(rate, (sampled) => {
                assert.equal(isKept(keptId(sampled) ?? "", sampled), true);
                assert.equal(isKept(droppedId(sampled) ?? "", sampled), false);
            }),
        );
    });

    it("are decided by the first eight bytes, the least significant one first", () => {
        const rest = "0000000000000001";
        assert.equal(isKept(`ffffffffffffff7f${rest}`, 0.5), true);
        assert.equal(isKept(`0000000000000080${rest}`, 0.5), false);
        assert.equal(isKept(`00000000000000ff${rest}`, 1), true);
        assert.equal(isKept(`0000000000000000${rest}`, 0), false);
    });

    it("that cannot be are not made up", () => {
        assert.equal(keptId(0), undefined);
        assert.equal(droppedId(1), undefined);
        assert.match(keptId(1) ?? "", /^[0-9a-f]{32}$/);
        assert.match(droppedId(0) ?? "", /^[0-9a-f]{32}$/);
    });

    it("go out as W3C writes them", () => {
        assert.match(
            traceparent("0af7651916cd43dd8448eb211c80319c", true),
            /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/,
        );
        assert.match(traceparent("0af7651916cd43dd8448eb211c80319c", false), /-00$/);
    });
});

describe("what verify sends", () => {
    it("must be recorded by the rate, or against the rate by the word of a caller who is trusted, and one not", () => {
        for (const trustCallers of [false, true]) {
            for (const samplingRate of [0.01, 0.5, 1]) {
                const { wanted, unwanted } = probesFor({ samplingRate, trustCallers }, 5);
                const recorded = ({ traceId, sampled }: Probe): boolean =>
                    sampled && (trustCallers || isKept(traceId, samplingRate));
                assert.deepEqual([wanted.map(recorded), recorded(unwanted)], [Array(5).fill(true), false]);
                const { traceId } = trustCallers ? unwanted : (wanted[0] as Probe);
                assert.ok(isKept(traceId, samplingRate));
                assert.equal(isKept(wanted[4]?.traceId ?? "", samplingRate), samplingRate === 1 || !trustCallers);
            }
        }
        const { wanted, unwanted } = probesFor({ samplingRate: 0, trustCallers: true }, 1);
        assert.deepEqual([wanted[0]?.sampled, unwanted.sampled], [true, false]);
    });
});

describe("a Service's address", () => {
    it("is read from an output", () => {
        assert.deepEqual(serviceAddress("http://loki.observability.svc:3100"), {
            service: "loki",
            namespace: "observability",
            port: 3100,
            scheme: "http",
        });
        assert.equal(serviceAddress("http://grafana.observability.svc").port, 80);
        assert.throws(() => serviceAddress("http://example.com"), /no Service's address/);
    });

    const address = { service: "tempo", namespace: "observability", port: 3200, scheme: "http" };
    const service = { spec: { ports: [{ port: 3200, targetPort: "http" }] } };
    const pod = (name: string, ready: boolean): object => ({
        metadata: { name },
        spec: { containers: [{ name: "main", ports: [{ name: "http", containerPort: 8080 }] }] },
        status: { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
    });

    it("leads to the container's port of every ready pod", () => {
        assert.deepEqual(podPorts(address, service, [pod("a", true), pod("b", false), pod("c", true)] as never), [
            { pod: "a", port: 8080 },
            { pod: "c", port: 8080 },
        ]);
    });

    it("that leads nowhere says why", () => {
        assert.throws(() => podPorts(address, service, []), /no pod behind Service tempo/);
        assert.throws(() => podPorts(address, service, [pod("a", false)] as never), /is ready: a \(not ready\)/);
        assert.throws(() => podPorts({ ...address, port: 1 }, service, [pod("a", true)] as never), /serves no port 1/);
        assert.throws(
            () =>
                podPorts(address, { spec: { ports: [{ port: 3200, targetPort: "other" }] } }, [
                    pod("a", true),
                ] as never),
            /no port named other/,
        );
    });
});

describe("arguments", () => {
    it("have defaults", () => {
        assert.deepEqual(parseArguments(["dev"]), {
            stack: "dev",
            requests: 20,
            deadline: 120_000,
            interval: 2_000,
            insecure: false,
            urls: {},
        });
    });

    it("are all reported at once where they are wrong", () => {
        const wrong = ["--requests", "0", "--deadline", "soon", "--loki-url", "loki:3100", "--path", "mock"];
        for (const name of [
            "--requests: got 0",
            "--deadline: got soon",
            "--loki-url: got loki:3100",
            "--path: got mock",
        ]) {
            assert.throws(() => parseArguments(wrong), new RegExp(name));
        }
    });

    it("take --json with and without a file", () => {
        assert.equal((parseArguments(["--json", "dev"]) as { json: unknown }).json, true);
        assert.equal((parseArguments(["dev", "--json", "out.json"]) as { json: unknown }).json, "out.json");
        assert.equal((parseArguments(["--json"]) as { json: unknown }).json, true);
    });
});

describe("a log line", () => {
    const id = "0af7651916cd43dd8448eb211c80319c";
    it("is Kong's access log where it is JSON with a request", () => {
        assert.equal(accessLogTraceId(JSON.stringify({ request: {}, trace_id: id })), id);
        assert.equal(accessLogTraceId(JSON.stringify({ request: {}, trace_id: { w3c: id } })), id);
        for (const other of [
            `trace_id=${id} "request"`,
            JSON.stringify({ trace_id: id }),
            JSON.stringify({ request: {}, trace_id: null }),
            "null",
            '"request"',
        ]) {
            assert.equal(accessLogTraceId(other), undefined);
        }
    });

    it("is asked for by structured metadata, with promtail or where nothing is traced by its text", async () => {
        const namespaces = { observability: "observability", gateway: "kong" };
        assert.equal(
            accessLogQuery({ logIngestion: "otlp", namespaces }, ["a", "b"]),
            '{service_name=~".+"} |= `"request"` | trace_id=~"a|b"',
        );
        const line = { text: '{"request":{"id":"r1"},"response":{}}', labels: {} };
        const asLoki = { lines: () => Promise.resolve([line]) } as unknown as Parameters<typeof linesOf>[0];
        assert.deepEqual([...(await linesOf(asLoki, "", { from: 0, to: 1 })).keys()], ["r1"]);
        assert.equal(
            accessLogQuery({ logIngestion: "otlp", namespaces }, ["a", "b"], "request"),
            '{service_name=~".+"} |= `"request"` |~ "a|b"',
        );
        assert.equal(
            accessLogQuery({ logIngestion: "promtail", namespaces }, ["a", "b"]),
            '{namespace="kong"} |= `"request"` |~ "a|b"',
        );
    });

    it("is found from a trace by the query that Grafana would fill in", () => {
        const tags = [{ key: "service.name", value: "service_name" }, { key: "absent" }];
        assert.equal(
            logsQuery({ query: '{${__tags}} | trace_id="${__span.traceId}"', tags }, id, {
                attributes: { "service.name": "kong" },
            }),
            `{service_name="kong"} | trace_id="${id}"`,
        );
        assert.equal(shiftMs("-5m"), -300_000);
        assert.equal(shiftMs("30s"), 30_000);
    });
});

describe("a signal that a stack does not have", () => {
    it("is off by the stack's settings", () => {
        const off = (run: { accessLog: boolean; samplingRate: number; trustCallers?: boolean }): string[] =>
            signalsOf("hybrid").filter((signal) => whyOff({ trustCallers: false, ...run }, signal) !== undefined);
        assert.deepEqual(off({ accessLog: true, samplingRate: 0.01 }), []);
        assert.deepEqual(off({ accessLog: false, samplingRate: 1 }), ["access log", "trace → logs", "log → trace"]);
        assert.deepEqual(off({ accessLog: true, samplingRate: 0 }), [
            "traces",
            "dropped trace",
            "trace → logs",
            "log → trace",
            "metric → trace",
        ]);
        assert.deepEqual(off({ accessLog: true, samplingRate: 0, trustCallers: true }), []);
    });
});

describe("looking for something", () => {
    it("goes on until it is seen, through errors", async () => {
        let looks = 0;
        const seen = await poll(
            { deadline: Date.now() + 5000, interval: 1 },
            async () => {
                looks += 1;
                if (looks === 1) {
                    throw new Error("not yet up");
                }
                return { done: looks === 3, progress: `${looks}`, value: looks };
            },
            () => undefined,
        );
        assert.deepEqual(seen, { found: true, progress: "3", value: 3 });
    });

    it("ends at the deadline with what was seen last, and looks once at least", async () => {
        assert.deepEqual(
            await poll(
                { deadline: 0, interval: 1 },
                async () => ({ done: false, progress: "0 of 1", value: 0 }),
                () => undefined,
            ),
            { found: false, progress: "0 of 1", value: 0 },
        );
    });
});

describe("the report", () => {
    const result = (signal: string, verdict: Result["verdict"], advice?: Result["advice"]): Result => ({
        signal,
        verdict,
        detail: "seen",
        seconds: 1.5,
        ...(advice && { advice }),
    });

    it("exits by its verdict, and what was not looked for is no pass", () => {
        assert.equal(exitCode([result("a", "found")]), 0);
        assert.equal(exitCode([result("a", "found"), result("b", "skipped")]), 3);
        assert.equal(exitCode([result("a", "missing"), result("b", "skipped")]), 1);
    });

    it("passes what a stack does not have, and says so", () => {
        const results = [result("one", "found"), result("two", "off")];
        assert.equal(exitCode(results), 0);
        assert.equal(exitCode([...results, result("three", "skipped")]), 3);
        const text = renderReport("dev", results);
        assert.match(text, /· two +off +seen/);
        assert.match(text, /Proven\..* shows every signal that it has[\s\S]*Not in this stack, by its settings: two\./);
    });

    it("gives one advice for signals that share it", () => {
        const advice = { cause: "It is down.", command: "kubectl get pods" };
        const text = renderReport("dev", [
            result("one", "missing", advice),
            result("two", "missing", advice),
            result("three", "skipped"),
        ]);
        assert.equal(text.split("It is down.").length, 2);
        assert.match(text, /one, two/);
        assert.match(text, /Not proven/);
        assert.match(text, /Could not be looked for:.* three/);
    });

    it("is drawn in its place on a terminal, and line by line elsewhere", () => {
        const written = (isTTY: boolean, ci: boolean): string => {
            let text = "";
            const screen = screenFor(
                { isTTY, columns: 60, write: (more: string | Uint8Array) => ((text += String(more)), true) },
                ci,
            );
            screen.begin("Title", ["one"]);
            screen.settle(result("one", "found"));
            screen.end();
            return text;
        };
        assert.match(written(true, false), /\x1b\[\?25l[\s\S]*\x1b\[\?25h$/);
        for (const plain of [written(false, false), written(true, true)]) {
            assert.match(plain, /one, 1\.5 s: seen/);
            assert.doesNotMatch(plain, /\x1b\[\?25l/);
        }
    });
});

describe("the collector that verify is tested against", () => {
    it("is of the version that the chart runs", () => {
        const modules = readFileSync(path.join(root, ".ci/otelcol/go.mod"), "utf8");
        assert.equal(
            /go\.opentelemetry\.io\/collector\/otelcol v([0-9.]+)/.exec(modules)?.[1],
            chartImage("opentelemetry-operator", "collector", {}).tag,
        );
    });
});
