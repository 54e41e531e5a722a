import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { stringify } from "yaml";
import { collectorConfig } from "../../components/observability/collector/config";
import { elsewhereExporters } from "../../components/observability/collector/destinationExporters";
import type { OtlpDestination } from "../../model/destinations";
import { until } from "./eventually";
import { collectorHere, freePorts, type Ports, withoutPods } from "./verify/servers/collector";
import { serve } from "./verify/servers/http";
import { freePort, startServer, type Stoppable, temporaryFolder } from "./verify/servers/processes";

interface Place extends Stoppable {
    url: string;
    bodies: string[];
    headers: IncomingHttpHeaders[];
}

/** A destination that takes what it is sent, or never answers. */
async function place(answers: boolean): Promise<Place> {
    const [bodies, headers]: [string[], IncomingHttpHeaders[]] = [[], []];
    const { url, stop } = await serve(async (request) => {
        headers.push(request.headers);
        const body = await buffer(request);
        const packed = request.headers["content-encoding"] === "gzip";
        bodies.push((packed ? gunzipSync(body) : body).toString("latin1"));
        return answers ? { type: "application/x-protobuf", body: "" } : new Promise(() => {});
    });
    return { url, stop, bodies, headers };
}

describe("destinations of a real collector, of which one never answers", () => {
    let [takes, hangs]: Place[] = [];
    let collector: Stoppable | undefined;
    let ports: Ports & { hanging: number };

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
        ports = { ...(await freePorts()), hanging: await freePort() };
        const here = withoutPods(collectorHere(config, { tempo: "", lokiUrl: "", kubeconfig: "" }, ports));
        here.receivers["otlp/agent_hangs"]!.protocols.http.endpoint = `127.0.0.1:${ports.hanging}`;
        const file = path.join(temporaryFolder("destinations"), "config.yaml");
        writeFileSync(file, stringify({ ...here, exporters: config.exporters }));
        const env = Object.fromEntries(
            [...elsewhere.traces, ...elsewhere.logs].flatMap((one) => one.env.map(({ name }) => [name, "opened"])),
        );
        collector = await startServer("otelcol", ["--config", file], `http://127.0.0.1:${ports.health}/`, env);
    });
    after(async () => {
        await Promise.all([collector?.stop(), takes?.stop(), hangs?.stop()]);
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
        await until("spans", 30, () =>
            Array.from({ length: 20 }, (_, n) => taken(`span-${n}-end`)).every((n) => n === 1),
        );
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
