import assert from "node:assert/strict";
import { appendFileSync, renameSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { KnownPod } from "../verify/servers/kubernetes";
import { type Agent, describeContainers, type Place, plain } from "./agent";

const demo: Place = { namespace: "default", pod: "demo-service-7d4b9c8f5d-x2x4z", container: "main" };
const pods: KnownPod[] = [
    { namespace: "default", name: demo.pod, labels: { app: "demo-service" }, deployment: "demo-service" },
    {
        namespace: "shop",
        name: "cart-0",
        labels: { "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "web-1" },
        annotations: { "resource.opentelemetry.io/service.name": "cart" },
    },
    { namespace: "default", name: "quiet-0", labels: { app: "quiet", logging: "off" } },
    ...[
        ["kube-system", "kube-proxy-x2x4z"],
        ["observability", "loki-0"],
        ["kong", "kong-dp-kong-1-a"],
        ["clock", "a-0"],
        // k8s_attributes knows nothing of such, where it is not told otherwise.
        ["tracing", "jaeger-agent-0"],
    ].map(([namespace = "", name = ""]) => ({ namespace, name, labels: {} })),
];
/** Of a line that Kubernetes' own parts write. */
const proxy: Place = { namespace: "kube-system", pod: "kube-proxy-x2x4z", container: "kube-proxy" };

/** The post's line, with a trace. */
const trace = { trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" };
const post = (level: string, more: object = {}): string =>
    JSON.stringify({
        level,
        dt: "2026-03-01 12:00:00.123456789 +0900 JST m=+0.000000001",
        id: "1234-56789",
        url: "http://localhost:18080/",
        method: "handler",
        message: "start handler",
        ...more,
    });

const bodies = (agent: Agent): (string | undefined)[] => agent.records().map(({ record }) => record.body.stringValue);

describeContainers(
    "the agent's configuration in a real collector, of all containers' lines",
    {
        said: {
            pods: { exclude: { logging: "off" } },
            namespaces: { exclude: ["secret"] },
            exclude: [{ container: "istio-*" }],
            json: [
                {},
                { labels: { app: "demo-.*" }, attributes: ["level", "dt", "id", "url", "method"] },
                { namespaces: ["clock"], time: { field: "at", layout: "%Y-%m-%dT%H:%M:%S.%LZ" } },
            ],
        },
        pods,
    },
    (agent) => {
        const write = (place: Place, line: string, stream: "stdout" | "stderr" = "stdout"): void =>
            agent.write(stream, line, "F", place);
        before(() => agent.start());

        it("takes the post's JSON lines with their fields, level and trace, and of whom they are", async () => {
            write(demo, post("INFO", trace));
            write(demo, post("ERROR"));
            const [first, second] = await agent.atLeast(2);
            assert.equal(first?.record.body.stringValue, post("INFO", trace));
            assert.deepEqual(plain(first.record.attributes), {
                "log.iostream": "stdout",
                level: "INFO",
                dt: "2026-03-01 12:00:00.123456789 +0900 JST m=+0.000000001",
                id: "1234-56789",
                url: "http://localhost:18080/",
                method: "handler",
            });
            assert.deepEqual(
                [first.record.severityNumber, first.record.traceId, first.record.spanId],
                [9, trace.trace_id, trace.span_id],
            );
            assert.deepEqual([second?.record.severityNumber, second?.record.severityText], [17, "ERROR"]);
            assert.deepEqual(plain(first.resource), {
                "service.name": "demo-service",
                "k8s.namespace.name": "default",
                "k8s.pod.name": demo.pod,
                "k8s.pod.uid": "11111111-2222-3333-4444-555555555555",
                "k8s.container.name": "main",
                "k8s.node.name": "node-1",
                "k8s.deployment.name": "demo-service",
                "k8s.pod.label.app": "demo-service",
            });
        });

        it("takes the trace of text too, in the words of most loggers and of Spring Boot", async () => {
            const { trace_id: id, span_id: span } = trace;
            const before = agent.records().length;
            write(demo, `level=info msg=hello trace_id=${id} span_id=${span}`);
            write(demo, `ts=1 traceID="${id}" done`);
            write(demo, `2026-03-01T12:00:00Z  INFO 1 --- [shop] [nio-8080-exec-1] [${id}-${span}] c.e.Shop : hello`);
            write(demo, `trace_id=${id.slice(1)} is no id, nor is [${id}]`);
            const taken = (await agent.atLeast(before + 4)).slice(before).map(({ record }) => record);
            assert.deepEqual(
                taken.map(({ traceId, spanId }) => [traceId, spanId]),
                [
                    [id, span],
                    [id, undefined],
                    [id, span],
                    [undefined, undefined],
                ],
            );
        });

        it("calls a service as its annotation says, by the name that its spans have", async () => {
            const before = bodies(agent).length;
            write({ namespace: "shop", pod: "cart-0", container: "main" }, "hello");
            write({ namespace: "tracing", pod: "jaeger-agent-0", container: "main" }, "hello too");
            const taken = (await agent.atLeast(before + 2)).slice(before);
            assert.deepEqual(taken.map(({ resource }) => plain(resource)["service.name"]).sort(), [
                "cart",
                "jaeger-agent-0",
            ]);
        });

        it("makes one of a stack trace, whatever the other stream writes in between", async () => {
            const before = bodies(agent).length;
            const thrown = [
                'Exception in thread "main" java.lang.IllegalStateException: boom',
                "\tat com.example.A.b(A.java:1)",
                "Caused by: java.io.IOException: no",
                "\t... 3 more",
            ];
            const python = [
                "Traceback (most recent call last):",
                '  File "a.py", line 1, in <module>',
                "    boom()  ",
                "ValueError: boom",
            ];
            const go = ["panic: boom", "", "goroutine 1 [running]:", "main.main()", "\t/tmp/a.go:4 +0x18"];
            for (const [index, line] of thrown.entries()) {
                write(demo, line, "stderr");
                write(demo, `beside ${index}`);
            }
            [...python, ...go].forEach((line) => write(demo, line, "stderr"));
            write(demo, "the end", "stderr");
            await agent.atLeast(before + 8);
            const taken = bodies(agent).slice(before).sort();
            assert.deepEqual(
                taken,
                [
                    ...[thrown, python, go].map((lines) => lines.join("\n")),
                    ...["beside 0", "beside 1", "beside 2", "beside 3", "the end"],
                ].sort(),
            );
        });

        it("knows the level of text, and says nothing of one that has none", async () => {
            const levels: Record<string, string | undefined> = {
                "2026-01-01 00:00:00,123 ERROR [main] c.e.Cart - failed": "ERROR",
                "[2026-01-01] app.WARNING: slow": "WARNING",
                'time="2026-01-01T00:00:00Z" level=warning msg="slow"': "warning",
                "2026/01/01 00:00:00 [error] 1#0: *1 connect() failed": "error",
                "E0101 10:00:00.000000       1 proxier.go:12] cannot sync": "ERROR",
                "no error found here": undefined,
                "{ no JSON, level ERROR }": undefined,
            };
            const before = bodies(agent).length;
            Object.keys(levels).forEach((line) => write(proxy, line));
            await agent.atLeast(before + 7);
            const taken = agent.records().slice(before);
            assert.deepEqual(
                Object.fromEntries(taken.map(({ record }) => [record.body.stringValue, record.severityText])),
                levels,
            );
            assert.equal(plain(taken[0]?.resource)["service.name"], proxy.pod);
        });

        it("puts a long line together, and cuts what Loki would not take", async () => {
            const before = bodies(agent).length;
            agent.write("stdout", "a long ", "P", demo);
            agent.write("stdout", "line", "F", demo);
            const piece = "x".repeat(16_384);
            for (let number = 0; number < 20; number++) {
                agent.write("stdout", piece, number < 19 ? "P" : "F", demo);
            }
            await agent.atLeast(before + 4);
            const [first, ...pieces] = bodies(agent).slice(before);
            assert.equal(first, "a long line");
            assert.equal(pieces.join("").length, 20 * piece.length);
            assert.ok(pieces.every((text) => (text ?? "").length < 2 ** 18));
        });

        it("leaves out what was asked to, its own and the collector's lines, and what another receiver reads", async () => {
            const before = bodies(agent).length;
            const out: Place[] = [
                { namespace: "default", pod: "quiet-0", container: "main" },
                { namespace: "secret", pod: "a-0", container: "main" },
                { namespace: "default", pod: "a-0", container: "istio-proxy" },
                { namespace: "observability", pod: "opentelemetry-agent-collector-x2x4z", container: "otc-container" },
                { namespace: "observability", pod: "opentelemetry-collector-1-a", container: "otc-container" },
                { namespace: "kong", pod: "kong-dp-kong-1-a", container: "proxy" },
            ];
            out.forEach((place) => write(place, "not read"));
            const old = new Date(Date.now() - 7 * 86_400_000).toISOString();
            appendFileSync(agent.file(demo), `${old} stdout F too old for Loki\n`);
            write({ namespace: "observability", pod: "loki-0", container: "loki" }, "read");
            write({ namespace: "kong", pod: "kong-dp-kong-1-a", container: "clear-stale-pid" }, "read too");
            await agent.atLeast(before + 2);
            await sleep(1500);
            assert.deepEqual(bodies(agent).slice(before).sort(), ["read", "read too"]);
        });

        it("takes a line's own time where it is plausible", async () => {
            const before = bodies(agent).length;
            const place: Place = { namespace: "clock", pod: "a-0", container: "main" };
            const minuteAgo = new Date(Date.now() - 60_000).toISOString();
            for (const at of [minuteAgo, "1999-01-01T00:00:00.000Z", "none", undefined]) {
                write(place, JSON.stringify({ at }));
            }
            const taken = (await agent.atLeast(before + 4)).slice(before);
            const ages = taken.map(({ record }) => Date.now() - Number(record.timeUnixNano) / 1e6);
            assert.equal(new Date(Number(taken[0]?.record.timeUnixNano) / 1e6).toISOString(), minuteAgo);
            assert.ok(
                ages.slice(1).every((age) => age < 30_000),
                String(ages),
            );
        });

        it("counts errors by namespace, pod and service", async () => {
            const series = `namespace=default pod=${demo.pod} service=demo-service`;
            const count = (): number => agent.counted("log.error")[series] ?? 0;
            await agent.until(() => count() >= 1);
            const before = count();
            write(demo, post("ERROR"));
            write(demo, post("WARN"));
            write(demo, post("FATAL"));
            // What a node has from before the agent came.
            agent.write("stdout", post("ERROR"), "F", demo, 3600);
            await agent.until(() => count() >= before + 2);
            await sleep(1500);
            assert.equal(count(), before + 2);
            assert.deepEqual(Object.keys(agent.counted("log.error")).sort(), [
                series,
                `namespace=kube-system pod=${proxy.pod} service=${proxy.pod}`,
            ]);
        });
    },
);

describeContainers(
    "the agent of all containers, as files are rotated and it is restarted",
    { said: {}, pods },
    (agent) => {
        const write = (line: string): void => agent.write("stdout", line, "F", demo);
        const each = (name: string, count: number): string[] =>
            Array.from({ length: count }, (_, number) => `${name} ${number}`);
        const rotate = (stamp: string): void => renameSync(agent.file(demo), `${agent.file(demo)}.${stamp}`);
        before(() => agent.start());

        it("loses and repeats none as the file is rotated", async () => {
            each("before", 500).forEach(write);
            rotate("20260101-000000");
            each("after", 500).forEach(write);
            await agent.atLeast(1000);
            await sleep(1500);
            assert.deepEqual(bodies(agent).sort(), [...each("before", 500), ...each("after", 500)].sort());
        });

        it("goes on after a restart where it was, also in a file that was rotated meanwhile", async () => {
            const before = bodies(agent).length;
            await agent.stop("SIGTERM");
            each("meanwhile", 100).forEach(write);
            rotate("20260101-000001");
            each("since", 100).forEach(write);
            agent.start();
            await agent.atLeast(before + 200);
            await sleep(1500);
            assert.deepEqual(
                bodies(agent).slice(before).sort(),
                [...each("meanwhile", 100), ...each("since", 100)].sort(),
            );
        });

        it("does not take a packed file for a new one", async () => {
            const before = bodies(agent).length;
            renameSync(`${agent.file(demo)}.20260101-000000`, `${agent.file(demo)}.20260101-000000.gz`);
            write("still here");
            await agent.atLeast(before + 1);
            await sleep(1500);
            assert.deepEqual(bodies(agent).slice(before), ["still here"]);
        });
    },
);
