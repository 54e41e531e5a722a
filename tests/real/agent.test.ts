import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { agentConfig, agentFolders } from "../../components/observability/collector/agent/agentConfig";

/** The collector, v0.160: in `OTELCOL`, or on the PATH. */
const otelcol = process.env.OTELCOL ?? "otelcol";

interface Value {
    stringValue?: string;
    intValue?: string;
}
interface Attribute {
    key: string;
    value: Value;
}
interface LogRecord {
    timeUnixNano: string;
    severityText?: string;
    traceId?: string;
    body: Value;
    attributes?: Attribute[];
}

/**
 * A line as Kong's serializer makes it of our plugin's fields; without a route a request has neither that nor a
 * service.
 */
function accessLine(status: number, traceId: string | undefined, routed = true): string {
    return JSON.stringify({
        client_ip: "10.0.0.9",
        latencies: { kong: 3, proxy: 118, receive: 0, request: 123 },
        request: {
            host: "gateway.example",
            id: "0123456789abcdef0123456789abcdef",
            method: "GET",
            size: 310,
            uri: "/mock/anything",
            user_agent: "curl/8",
        },
        response: { size: 900, status },
        ...(routed && { route: { id: "a1", name: "mock" }, service: { id: "b2", name: "mock-service" } }),
        source: "upstream",
        started_at: 1767225600123,
        ...(traceId !== undefined && { trace_id: traceId }),
        upstream_uri: "/anything",
    });
}

describe("the agent's configuration in a real collector", function () {
    const folder = mkdtempSync(path.join(tmpdir(), "agent-"));
    const pods = path.join(folder, "pods");
    const received = path.join(folder, "received.json");
    const counts = path.join(folder, "counts.json");
    const proxy = path.join(pods, "kong_kong-dp-kong-7d4b9-x2x4z_11111111-2222-3333-4444-555555555555", "proxy");
    const trace = "0af7651916cd43dd8448eb211c80319c";
    let running: ChildProcess | undefined;

    /**
     * The plan's configuration, with folders for the node's, files for the collector and Prometheus, and a shorter
     * wait.
     */
    function configFile(): string {
        const config = agentConfig({
            endpoint: "http://127.0.0.1:4319",
            prometheusOtlpUrl: "http://127.0.0.1:9090/api/v1/otlp",
            gatewayNamespace: "kong",
            accessLines: true,
            resourceAttributes: { team: "platform" },
        });
        const text = JSON.stringify(config)
            .replaceAll(agentFolders.logs, pods)
            .replaceAll(agentFolders.checkpoints, path.join(folder, "checkpoints"))
            .replaceAll("otlp_http/collector", "file")
            .replaceAll("otlp_http/prometheus", "file/counts")
            .replaceAll('"interval":"15s"', '"interval":"1s"')
            .replaceAll("0.0.0.0:13133", "127.0.0.1:0");
        const local = JSON.parse(text) as typeof config;
        const file = path.join(folder, "agent.json");
        const written = (to: string): object => ({ path: to, append: true, flush_interval: "100ms" });
        const exporters = { file: written(received), "file/counts": written(counts) };
        const service = { ...local.service, telemetry: { metrics: { level: "none" } } };
        writeFileSync(file, JSON.stringify({ ...local, exporters, service }));
        return file;
    }

    function write(stream: "stdout" | "stderr", line: string, tag: "F" | "P" = "F"): void {
        appendFileSync(path.join(proxy, "0.log"), `${new Date().toISOString()} ${stream} ${tag} ${line}\n`);
    }

    function objects<T>(file: string): T[] {
        const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
        return lines.map((line) => JSON.parse(line) as T);
    }

    function records(): { resource: Attribute[]; record: LogRecord }[] {
        type Written = {
            resourceLogs: { resource: { attributes: Attribute[] }; scopeLogs: { logRecords: LogRecord[] }[] }[];
        };
        return objects<Written>(received).flatMap(({ resourceLogs }) =>
            resourceLogs.flatMap(({ resource, scopeLogs }) =>
                scopeLogs.flatMap(({ logRecords }) =>
                    logRecords.map((record) => ({ resource: resource.attributes, record })),
                ),
            ),
        );
    }

    /** What each series stands at, by its labels. */
    function counted(name: string): Record<string, number> {
        type Point = { attributes: Attribute[]; asInt: string };
        type Metric = {
            name: string;
            sum: { aggregationTemporality: number; isMonotonic: boolean; dataPoints: Point[] };
        };
        type Written = { resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[] };
        const metrics = objects<Written>(counts)
            .flatMap(({ resourceMetrics }) =>
                resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)),
            )
            .filter((metric) => metric.name === name);
        // What Prometheus takes, and makes a counter of.
        assert.ok(metrics.every(({ sum }) => sum.aggregationTemporality === 2 && sum.isMonotonic));
        const points = metrics.flatMap(({ sum }) => sum.dataPoints);
        return Object.fromEntries(points.map(({ attributes, asInt }) => [labelsOf(attributes), Number(asInt)]));
    }

    const labelsOf = (attributes: Attribute[]): string =>
        attributes
            .map(({ key, value }) => `${key}=${value.stringValue}`)
            .sort()
            .join(" ");

    async function until(done: () => boolean): Promise<void> {
        for (const end = Date.now() + 20_000; !done() && Date.now() < end;) {
            await sleep(100);
        }
    }

    async function atLeast(count: number): Promise<ReturnType<typeof records>> {
        await until(() => records().length >= count);
        return records();
    }

    function start(): void {
        running = spawn(otelcol, ["--config", configFile()], { stdio: "ignore" });
    }

    async function stop(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
        const ended = new Promise((resolve) => running?.once("exit", resolve));
        running?.kill(signal);
        await ended;
        running = undefined;
    }

    const plain = (attributes: Attribute[] = []): Record<string, string | undefined> =>
        Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

    before(function () {
        if (spawnSync(otelcol, ["--version"]).error !== undefined) {
            this.skip();
        }
        mkdirSync(proxy, { recursive: true });
        mkdirSync(path.join(folder, "checkpoints"));
        write("stdout", accessLine(200, trace));
        write("stdout", accessLine(404, "2".repeat(32), false));
        write("stdout", accessLine(502, undefined));
        write("stderr", '2026/01/01 00:00:00 [error] 1#0: *1 [kong] {"not": "an access line"}');
        write("stdout", '10.0.0.9 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 12');
        const long = accessLine(200, trace);
        write("stdout", long.slice(0, 100), "P");
        write("stdout", long.slice(100));
        start();
    });

    after(async () => {
        if (running !== undefined) {
            await stop("SIGKILL");
        }
        rmSync(folder, { recursive: true });
    });

    it("takes access lines, whole and no others, each with its trace, status and severity", async () => {
        const taken = (await atLeast(4)).map(({ record }) => [
            plain(record.attributes)["http.response.status_code"],
            record.severityText,
            record.traceId,
        ]);
        assert.deepEqual(taken, [
            ["200", "INFO", trace],
            ["404", "WARN", "2".repeat(32)],
            ["502", "ERROR", undefined],
            ["200", "INFO", trace],
        ]);
    });

    it("keeps the line as it was and repeats little of it", async () => {
        const { record } = (await atLeast(4))[0]!;
        assert.equal(record.body.stringValue, accessLine(200, trace));
        assert.deepEqual(plain(record.attributes), {
            "event.name": "kong.access",
            "http.request.method": "GET",
            "http.response.status_code": "200",
            "kong.route": "mock",
            "kong.service": "mock-service",
        });
        assert.ok(
            Math.abs(Number(record.timeUnixNano) / 1e6 - Date.now()) < 60_000,
            "the time at which the line was written",
        );
    });

    it("names Kong as its spans do, and the pod by its uid, so that the collector does not take the agent for it", async () => {
        const { resource } = (await atLeast(4))[0]!;
        assert.deepEqual(plain(resource), {
            "service.name": "kong",
            team: "platform",
            "k8s.namespace.name": "kong",
            "k8s.pod.name": "kong-dp-kong-7d4b9-x2x4z",
            "k8s.pod.uid": "11111111-2222-3333-4444-555555555555",
            "k8s.container.name": "proxy",
        });
    });

    it("goes on where it was after a restart, without a line twice and with what was written meanwhile", async () => {
        await stop("SIGTERM");
        write("stdout", accessLine(201, "3".repeat(32)));
        start();
        await atLeast(5);
        await sleep(1000);
        assert.deepEqual(
            records().map(({ record }) => plain(record.attributes)["http.response.status_code"]),
            ["200", "404", "502", "200", "201"],
        );
    });

    describe("of standard error, as Kong 3.9.3 wrote it", () => {
        const request = 'client: 10.0.0.9, server: kong, request: "GET /dead HTTP/1.1"';
        const id = 'request_id: "2eb6cf3247de3726ad839624e11ad045"';
        const upstream = `2026/11/30 01:41:17 [error] 5753#5753: *647 connect() failed (111: Connection refused) while connecting to upstream, ${request}, upstream: "http://127.0.0.1:23199/", host: "gateway.example", ${id}`;
        const crashed = "2026/11/30 01:41:36 [alert] 5660#5660: worker process 5753 exited on signal 11";
        const traceback = [
            "2026/11/30 01:42:40 [error] 8209#8209: *648 failed to run log_by_lua*: sandbox.lua:164: boom",
            "stack traceback:",
            "\t[C]: in function 'error'",
            `\tlog_by_lua(nginx-kong.conf:126):2: in main chunk while logging request, ${request}, ${id}`,
        ];
        const started =
            "2026/11/30 01:41:12 [notice] 5753#5753: *1 [kong] init.lua:590 declarative config loaded, context: init_worker_by_lua*";
        const clustering =
            "2026/11/30 01:41:12 [error] 5754#5754: *2 [lua] data_plane.lua:150: communicate(): [clustering] connection to control plane failed, context: ngx.timer";
        const emergency = "nginx: [emerg] bind() to 0.0.0.0:8000 failed (98: Address already in use)";
        const sentByKong = [
            `2026/11/30 01:42:40 [error] 8209#8209: *647 [lua] plugin.lua:1: from ngx.log, ${request}, ${id}`,
            `2026/11/30 01:42:40 [error] 8209#8209: *647 [kong] plugin.lua:1 [pre-function] two`,
            `lines, ${request}, ${id}`,
            "2026/11/30 01:41:18 [error] 5753#5753: *14 [lua] traces.lua:139: [otel] failed to send request: connection refused, context: ngx.timer",
        ];
        const token =
            "2026/11/30 01:41:12 [notice] 5660#5660: [lua] init.lua:794: init(): [request-debug] token for request debugging: 361d25e1";

        it("takes nginx's own, and of Lua what Kong does not send itself, tracebacks whole", async () => {
            const before = records().length;
            for (const line of [
                upstream,
                ...sentByKong,
                ...traceback,
                token,
                started,
                clustering,
                crashed,
                emergency,
            ]) {
                write("stderr", line);
            }
            const taken = (await atLeast(before + 6)).slice(before);
            await sleep(1500);
            assert.equal(records().length, before + 6);
            const bodies = taken.map(({ record }) => record.body.stringValue);
            assert.deepEqual(bodies, [upstream, traceback.join("\n"), started, clustering, crashed, emergency]);
            const severities = taken.map(({ record }) => record.severityText);
            assert.deepEqual(severities, ["ERR", "ERR", "NOTICE", "ERR", "ALERT", "EMERG"]);
            const [first, second, , , fifth, sixth] = taken.map(({ record }) => plain(record.attributes));
            const ofRequest = {
                "event.name": "nginx.error",
                "client.address": "10.0.0.9",
                "request.id": "2eb6cf3247de3726ad839624e11ad045",
            };
            assert.deepEqual(first, { ...ofRequest, "process.pid": "5753" });
            assert.deepEqual(second, { ...ofRequest, "process.pid": "8209" });
            assert.deepEqual(fifth, { "event.name": "nginx.error", "process.pid": "5660" });
            assert.deepEqual(sixth, { "event.name": "nginx.error" });
        });

        it("counts requests by their lines, with and without a route, and goes on counting where a series is there", async () => {
            const pod = "namespace=kong pod=kong-dp-kong-7d4b9-x2x4z";
            const unrouted = `code=4xx ${pod} routed=false`;
            const lost = (): number => counted("kong.access.requests")[unrouted] ?? 0;
            write("stdout", accessLine(404, undefined, false));
            // Of an agent that was started anew, a count begins anew.
            await until(() => lost() === 1);
            write("stdout", accessLine(404, undefined, false));
            write("stdout", accessLine(404, undefined, false));
            await until(() => lost() === 3);
            write(
                "stdout",
                JSON.stringify({ ...(JSON.parse(accessLine(503, undefined)) as object), route: { id: "a1" } }),
            );
            await until(() => (counted("kong.access.requests")[`code=5xx ${pod} routed=true`] ?? 0) >= 1);
            const series = counted("kong.access.requests");
            assert.deepEqual(
                Object.keys(series).sort(),
                [`code=2xx ${pod} routed=true`, unrouted, `code=5xx ${pod} routed=true`].sort(),
            );
            assert.equal(series[unrouted], 3);
        });

        it("counts what queues of Kong's plugins threw away, by what they say of it, and nobody else's words", async () => {
            const queue =
                "[opentelemetry plugin 9a289925-c208-5c43-bbb1-0a4a5d3af666] queue 9a289925-c208-5c43-bbb1-0a4a5d3af666";
            const full = `2026/11/30 01:56:40 [error] 3319#3319: *8 [kong] queue.lua:398 ${queue}:traces: queue full, dropping old entries until processing is successful again, ${request}, ${id}`;
            const lost = `2026/11/30 01:56:40 [error] 3319#3319: *8 [kong] queue.lua:290 ${queue}:logs: could not send entries due to max_retry_time exceeded. 1500 queue entries were lost, context: ngx.timer`;
            const large =
                "2026/11/30 01:56:40 [error] 3319#3319: *8 [kong] queue.lua:419 [http-log plugin 1] queue http://a:80: byte capacity exceeded, 3 queue entries were dropped";
            const forged = JSON.stringify({ request: { user_agent: `x ${full}` }, response: { status: 200 } });
            for (const line of [full, full, lost, lost, large]) {
                write("stderr", line);
            }
            write("stdout", forged);
            const at = "namespace=kong";
            const pod = "pod=kong-dp-kong-7d4b9-x2x4z";
            const expected = {
                [`${at} plugin=opentelemetry ${pod} queue=traces reason=queue_full`]: 2,
                [`${at} plugin=opentelemetry ${pod} queue=logs reason=retries_exhausted`]: 3000,
                [`${at} plugin=http-log ${pod} queue= reason=queue_full`]: 3,
            };
            await until(() => Object.keys(counted("kong.queue.dropped_entries")).length >= 3);
            await sleep(1500);
            assert.deepEqual(counted("kong.queue.dropped_entries"), expected);
        });
    });
});
