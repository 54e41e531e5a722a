import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { chartImage } from "../../../charts/registry";
import { root } from "../../../tools/plan/evaluate";
import { accessLogQuery, accessLogTraceId, linesOf } from "../../../tools/verify/checks/accessLogs";
import type { Run } from "../../../tools/verify/checks/check";
import { whyOff } from "../../../tools/verify/checks/switchedOff";
import { logsQuery, logToTrace, shiftMs } from "../../../tools/verify/checks/links";
import { poll } from "../../../tools/verify/poll";
import { podPorts, serviceAddress } from "../../../tools/verify/services";
import { signalsOf } from "../../../tools/verify/signals";

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

describe("the link of a log line", () => {
    it("is that of this program's Loki, among links to pages and datasources of the stack's own", () => {
        const id = "0af7651916cd43dd8448eb211c80319c";
        const fields = [
            { matcherType: "label", matcherRegex: "^trace_id$", url: "/d/request" },
            { matcherType: "label", matcherRegex: "^trace_id$", url: "${__value.raw}", datasourceUid: "tempo" },
        ];
        const datasources = [
            { name: "Loki of the shop", uid: "shop", type: "loki", jsonData: {} },
            { name: "Loki", uid: "loki", type: "loki", jsonData: { derivedFields: fields } },
            { name: "Tempo", uid: "tempo", type: "tempo", jsonData: {} },
        ];
        const line = { text: JSON.stringify({ request: {}, trace_id: id }), labels: { trace_id: id }, at: 0 };
        const outcome = logToTrace({} as Run, line as never, { datasources, from: "test" } as never);
        assert.equal(outcome.verdict, "found", JSON.stringify(outcome));
    });
});

describe("a signal that a stack does not have", () => {
    it("is off by the stack's settings", () => {
        const here = { trustCallers: false, elsewhere: {}, stores: ["Tempo" as const, "Loki" as const] };
        const off = (run: Partial<Run> & Pick<Run, "accessLog" | "samplingRate">): string[] =>
            signalsOf({ topology: "hybrid", checks: [] })
                .filter(({ needs }) => whyOff({ ...here, ...run }, needs) !== undefined)
                .map(({ name }) => name);
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

    it("is off where it goes elsewhere, unless somebody says where; links need a datasource", () => {
        const away = (elsewhere: Run["elsewhere"], stores: Run["stores"]): [string, string][] => {
            const run = { accessLog: true, samplingRate: 1, trustCallers: false, elsewhere, stores };
            return signalsOf({ topology: "hybrid", checks: [] }).flatMap(({ name, needs }) => {
                const why = whyOff(run, needs);
                return why === undefined ? [] : [[name, why]];
            });
        };
        const spans =
            "not in this stack: spans go to vendor (https://otlp.example), into which verify cannot look; --tempo-url can say where";
        assert.deepEqual(away({ traces: "vendor (https://otlp.example)" }, ["Loki"]), [
            ["traces", spans],
            ["dropped trace", spans],
            ["trace → logs", spans],
            ["log → trace", spans],
            ["metric → trace", spans],
        ]);
        assert.deepEqual(
            away({ logs: "vendor (https://otlp.example)" }, ["Tempo"]).map(([name]) => name),
            ["access log", "trace → logs", "log → trace"],
        );
        const noTempo = "not in this stack: no trace stays in the cluster";
        assert.deepEqual(away({}, ["Loki"]), [
            ["trace → logs", noTempo],
            ["log → trace", noTempo],
            ["metric → trace", noTempo],
        ]);
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

describe("the collector that verify is tested against", () => {
    it("is of the version that the chart runs", () => {
        const modules = readFileSync(path.join(root, ".ci/otelcol/go.mod"), "utf8");
        assert.equal(
            /go\.opentelemetry\.io\/collector\/otelcol v([0-9.]+)/.exec(modules)?.[1],
            chartImage("opentelemetry-operator", "collector", {}).tag,
        );
    });
});
