import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { agentConfig, agentFolders } from "../../components/observability/agentConfig";

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

/** A line as Kong's serializer makes it of our plugin's fields; without a route a request has neither that nor a service. */
function accessLine(status: number, traceId: string | undefined, routed = true): string {
    return JSON.stringify({
        client_ip: "10.0.0.9",
        latencies: { kong: 3, proxy: 118, receive: 0, request: 123 },
        request: { host: "gateway.example", id: "0123456789abcdef0123456789abcdef", method: "GET", size: 310, uri: "/mock/anything", user_agent: "curl/8" },
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
    const proxy = path.join(pods, "kong_kong-dp-kong-7d4b9-x2x4z_11111111-2222-3333-4444-555555555555", "proxy");
    const trace = "0af7651916cd43dd8448eb211c80319c";
    let running: ChildProcess | undefined;

    /** The plan's configuration, with a folder for the node's and a file for the collector. */
    function configFile(): string {
        const config = agentConfig({ endpoint: "http://127.0.0.1:4319", gatewayNamespace: "kong", resourceAttributes: { team: "platform" } });
        const text = JSON.stringify(config).replaceAll(agentFolders.logs, pods).replaceAll(agentFolders.checkpoints, path.join(folder, "checkpoints")).replaceAll("otlp_http/collector", "file").replaceAll("0.0.0.0:13133", "127.0.0.1:0");
        const local = JSON.parse(text) as typeof config;
        const file = path.join(folder, "agent.json");
        writeFileSync(file, JSON.stringify({ ...local, exporters: { file: { path: received, append: true, flush_interval: "100ms" } }, service: { ...local.service, telemetry: { metrics: { level: "none" } } } }));
        return file;
    }

    function write(stream: "stdout" | "stderr", line: string, tag: "F" | "P" = "F"): void {
        appendFileSync(path.join(proxy, "0.log"), `${new Date().toISOString()} ${stream} ${tag} ${line}\n`);
    }

    function records(): { resource: Attribute[]; record: LogRecord }[] {
        const lines = existsSync(received) ? readFileSync(received, "utf8").split("\n").slice(0, -1) : [];
        return lines.flatMap((line) => {
            const { resourceLogs } = JSON.parse(line) as { resourceLogs: { resource: { attributes: Attribute[] }; scopeLogs: { logRecords: LogRecord[] }[] }[] };
            return resourceLogs.flatMap(({ resource, scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords.map((record) => ({ resource: resource.attributes, record }))));
        });
    }

    async function atLeast(count: number): Promise<ReturnType<typeof records>> {
        for (const end = Date.now() + 20_000; records().length < count && Date.now() < end; ) {
            await sleep(100);
        }
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

    const plain = (attributes: Attribute[] = []): Record<string, string | undefined> => Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

    before(function () {
        if (spawnSync(otelcol, ["--version"]).error !== undefined) {
            this.skip();
        }
        mkdirSync(proxy, { recursive: true });
        mkdirSync(path.join(folder, "checkpoints"));
        write("stdout", accessLine(200, trace));
        write("stdout", accessLine(404, "2".repeat(32), false));
        write("stdout", accessLine(502, undefined));
        write("stderr", '2026/01/01 00:00:00 [error] 1#0: {"not": "an access line"}');
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
        const taken = (await atLeast(4)).map(({ record }) => [plain(record.attributes)["http.response.status_code"], record.severityText, record.traceId]);
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
        assert.deepEqual(plain(record.attributes), { "event.name": "kong.access", "http.request.method": "GET", "http.response.status_code": "200", "kong.route": "mock", "kong.service": "mock-service" });
        assert.ok(Math.abs(Number(record.timeUnixNano) / 1e6 - Date.now()) < 60_000, "the time at which the line was written");
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
        assert.deepEqual(records().map(({ record }) => plain(record.attributes)["http.response.status_code"]), ["200", "404", "502", "200", "201"]);
    });
});
