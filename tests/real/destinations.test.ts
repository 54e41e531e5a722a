import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { stringify } from "yaml";
import { collectorConfig } from "../../components/observability/collector/collectorConfig";
import { elsewhereExporters } from "../../components/observability/collector/elsewhere";
import type { OtlpDestination } from "../../model/destinations";
import { freePort, startServer, type Stoppable, temporaryFolder } from "./verify/servers/processes";

interface Place {
    server: Server;
    url: string;
    bodies: string[];
    headers: IncomingHttpHeaders[];
}

/** A destination that takes what it is sent, or never answers. */
async function place(answers: boolean): Promise<Place> {
    const [bodies, headers]: [string[], IncomingHttpHeaders[]] = [[], []];
    const server = createServer((request, response) => {
        headers.push(request.headers);
        void buffer(request).then((body) => {
            const packed = request.headers["content-encoding"] === "gzip";
            bodies.push((packed ? gunzipSync(body) : body).toString("latin1"));
            if (answers) {
                response.setHeader("content-type", "application/x-protobuf").end();
            }
        });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, headers };
}

async function until(what: string, holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 30_000; !holds(); await sleep(100)) {
        assert.ok(Date.now() < end, `waited in vain for ${what}`);
    }
}

describe("destinations of a real collector, of which one never answers", () => {
    let [takes, hangs]: Place[] = [];
    let collector: Stoppable;
    const ports = { http: 0, agent: 0, hanging: 0 };

    before(async () => {
        [takes, hangs] = [await place(true), await place(false)];
        const to = (name: string, endpoint: string): OtlpDestination => ({
            ...{ kind: "otlp", name, endpoint, protocol: "http", compression: "gzip" },
            headers: { "x-vendor-key": { credential: "vendor" }, "x-tenant": { value: "a$b" } },
        });
        const both = [to("hangs", hangs.url), to("takes", takes.url)];
        // Agents' first way holds them back, so it is the one that takes.
        const elsewhere = elsewhereExporters({ traces: both, logs: both.toReversed() });
        const config = collectorConfig({
            tracesEndpoint: undefined,
            logsUrl: undefined,
            elsewhere,
            own: [],
            processors: [
                {
                    id: "filter/health",
                    signals: ["traces", "logs"],
                    settings: { traces: { span: ['attributes["http.route"] == "/health"'] } },
                },
            ],
            resources: { requests: { cpu: "1", memory: "512Mi" }, limits: { memory: "512Mi" } },
            ...{ environment: "dev", clusterName: "c", queryStrings: false },
        });
        Object.assign(ports, { http: await freePort(), agent: await freePort(), hanging: await freePort() });
        const [health, metrics] = [await freePort(), await freePort()];
        const listen = (port: number): object => ({ protocols: { http: { endpoint: `127.0.0.1:${port}` } } });
        const here = {
            ...config,
            receivers: {
                otlp: listen(ports.http),
                "otlp/agent": listen(ports.agent),
                "otlp/agent_hangs": listen(ports.hanging),
            },
            processors: { ...config.processors, k8s_attributes: undefined },
            extensions: { health_check: { endpoint: `127.0.0.1:${health}`, path: "/" } },
            service: {
                ...config.service,
                telemetry: {
                    metrics: {
                        readers: [{ pull: { exporter: { prometheus: { host: "127.0.0.1", port: metrics } } } }],
                    },
                },
                pipelines: Object.fromEntries(
                    Object.entries(config.service.pipelines).map(([name, pipeline]) => [
                        name,
                        { ...pipeline, processors: pipeline.processors.filter((id) => id !== "k8s_attributes") },
                    ]),
                ),
            },
        };
        const file = path.join(temporaryFolder("destinations"), "config.yaml");
        writeFileSync(file, stringify(JSON.parse(JSON.stringify(here))));
        const env = Object.fromEntries(
            [...elsewhere.traces, ...elsewhere.logs].flatMap((one) => one.env.map(({ name }) => [name, "opened"])),
        );
        collector = await startServer("otelcol", ["--config", file], `http://127.0.0.1:${health}/`, env);
    });
    after(async () => {
        await collector.stop();
        for (const { server } of [takes, hangs].filter((one) => one !== undefined)) {
            server.closeAllConnections();
            server.close();
        }
    });

    const send = (port: number, signal: "traces" | "logs", body: object): Promise<Response> =>
        fetch(`http://127.0.0.1:${port}/v1/${signal}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
            signal: AbortSignal.timeout(5000),
        });
    const lines = (text: string): object => ({
        resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: text } }] }] }],
    });
    const taken = (text: string): number => takes!.bodies.filter((body) => body.includes(text)).length;

    it("hands all spans to the other, with the headers that the environment holds, and cuts as asked", async () => {
        const span = (name: string, route: string): object => ({
            ...{ traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex"), name, kind: 2 },
            ...{ startTimeUnixNano: "1", endTimeUnixNano: "2" },
            attributes: [{ key: "http.route", value: { stringValue: route } }],
        });
        for (let number = 0; number < 20; number += 1) {
            const spans = [span(`span-${number}-end`, "/"), span(`probe-${number}-end`, "/health")];
            const { status } = await send(ports.http, "traces", { resourceSpans: [{ scopeSpans: [{ spans }] }] });
            assert.equal(status, 200);
        }
        await until("spans", () => Array.from({ length: 20 }, (_, n) => taken(`span-${n}-end`)).every((n) => n === 1));
        assert.equal(taken("probe-0-end"), 0);
        assert.ok(hangs!.bodies.length > 0);
        assert.deepEqual([takes!.headers[0]?.["x-vendor-key"], takes!.headers[0]?.["x-tenant"]], ["opened", "a$b"]);
    });

    it("answers agents for what the other took, once each, and not for what hangs", async () => {
        const hanging = send(ports.hanging, "logs", lines("waits")).then(
            ({ status }) => status,
            () => "no answer",
        );
        for (let number = 0; number < 20; number += 1) {
            assert.equal((await send(ports.agent, "logs", lines(`line-${number}-end`))).status, 200);
        }
        assert.deepEqual(
            Array.from({ length: 20 }, (_, number) => taken(`line-${number}-end`)),
            Array.from({ length: 20 }, () => 1),
        );
        assert.equal(await hanging, "no answer");
    });
});
