import assert from "node:assert/strict";
import { Client, credentials } from "@grpc/grpc-js";
import { parse } from "protobufjs";
import { type Span, Tempo } from "../../tools/verify/backends";
import { planOf, valuesOf } from "../plan/stacks";
import { itWith } from "./left";
import { otherServers, type Stoppable } from "./verify/servers/processes";
import { startRealTempo, type TempoValues } from "./verify/servers/tempo/real";
import { startTempo } from "./verify/servers/tempo/stub";

/** Written by the specification, not by what the stub reads. */
const request = parse(`syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message Scope { string name = 1; string version = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; }`).root.lookupType("Request");

const trace = "0af7651916cd43dd8448eb211c80319c";

interface Server extends Stoppable {
    url: string;
    otlpGrpc: string;
}

/** One trace of two spans, as the collector sends Kong's. */
function push(now: number): Buffer {
    const attribute = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
    const span = (name: string, id: string): object => ({
        traceId: Buffer.from(trace, "hex"),
        spanId: Buffer.from(id, "hex"),
        name,
        kind: 2,
        startTimeUnixNano: `${now}000000`,
        endTimeUnixNano: `${now + 5}000000`,
        attributes: [attribute("http.route", "/mock")],
    });
    const scopeSpans = [
        {
            scope: { name: "kong-internal", version: "0.1.0" },
            spans: [span("kong", "b7ad6b7169203331"), span("kong.router", "b7ad6b7169203332")],
        },
    ];
    return Buffer.from(
        request
            .encode(
                request.fromObject({
                    resourceSpans: [{ resource: { attributes: [attribute("service.name", "kong")] }, scopeSpans }],
                }),
            )
            .finish(),
    );
}

async function send({ otlpGrpc }: Server, body: Buffer): Promise<void> {
    const client = new Client(otlpGrpc, credentials.createInsecure());
    const raw = (bytes: Buffer): Buffer => bytes;
    const method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    await new Promise<void>((resolve, reject) =>
        client.makeUnaryRequest(method, raw, raw, body, (error) => (error === null ? resolve() : reject(error))),
    );
    client.close();
}

/** What verify reads of it: the spans of a trace, and of one that nobody sent. */
async function observe(server: Server, now: number): Promise<{ spans: Span[]; unknown: Span[] }> {
    await send(server, push(now));
    const tempo = new Tempo(() => Promise.resolve(server.url));
    let spans: Span[] = [];
    for (let left = 100; left > 0 && spans.length === 0; left--) {
        spans = await tempo.trace(trace);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { spans: spans.sort((a, b) => (a.name < b.name ? -1 : 1)), unknown: await tempo.trace("f".repeat(32)) };
}

describe("Tempo with the planned values", () => {
    let server: Server | undefined;
    afterEach(() => server?.stop());

    it("is stood in for by a receiver that shows the spans it was sent", async () => {
        server = await startTempo({ refuses: false, forgets: false });
        const now = Date.now();
        const attributes = { "service.name": "kong", "http.route": "/mock" };
        const span = (name: string): Span => ({ name, scope: "kong-internal", attributes, start: now, end: now + 5 });
        assert.deepEqual(await observe(server, now), { spans: [span("kong"), span("kong.router")], unknown: [] });
    });

    itWith(otherServers.tempo)("starts, takes and shows the same as that receiver", async () => {
        server = await startRealTempo(valuesOf(await planOf("local"), "traces-tempo") as TempoValues);
        const stub = await startTempo({ refuses: false, forgets: false });
        try {
            const now = Date.now();
            assert.deepEqual(await observe(server, now), await observe(stub, now));
        } finally {
            await stub.stop();
        }
    });
});
