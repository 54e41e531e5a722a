import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import { parse } from "protobufjs";
import { json, serve } from "../http";
import type { Stoppable } from "../processes";

/** OTLP's trace request, as far as Tempo's answer needs it. */
const { root } = parse(`syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message Scope { string name = 1; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string name = 5; SpanKind kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; Status status = 15;
}
enum SpanKind { SPAN_KIND_UNSPECIFIED = 0; SPAN_KIND_INTERNAL = 1; SPAN_KIND_SERVER = 2; SPAN_KIND_CLIENT = 3; }
message Status { string message = 2; StatusCode code = 3; }
enum StatusCode { STATUS_CODE_UNSET = 0; STATUS_CODE_OK = 1; STATUS_CODE_ERROR = 2; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }`);
const requestType = root.lookupType("Request");

interface ResourceSpans {
    scopeSpans: { spans: { traceId: string }[] }[];
}

export interface TempoFaults {
    /** Answers the collector with UNAVAILABLE. */
    refuses: boolean;
    /** Takes spans, and forgets them. */
    forgets: boolean;
}

/**
 * A stub of Tempo, which is no Go module that can be built from here: takes OTLP by gRPC as the plan sends it, answers
 * by id as Tempo 2.10 does, and shows span metrics with exemplars as its generator makes them (which writes them to
 * Prometheus; here they are scraped).
 */
export async function startTempo(
    faults: TempoFaults,
): Promise<Stoppable & { url: string; otlpGrpc: string; metricsAddress: string }> {
    const traces = new Map<string, ResourceSpans[]>();
    const receive = (bytes: Buffer): void => {
        const { resourceSpans = [] } = requestType.toObject(requestType.decode(bytes), {
            longs: String,
            bytes: String,
            enums: String,
        }) as { resourceSpans?: ResourceSpans[] };
        for (const resource of faults.forgets ? [] : resourceSpans) {
            for (const traceId of new Set(
                resource.scopeSpans.flatMap(({ spans }) => spans.map((span) => span.traceId)),
            )) {
                const scopeSpans = resource.scopeSpans.map((scope) => ({
                    ...scope,
                    spans: scope.spans.filter((span) => span.traceId === traceId),
                }));
                const id = Buffer.from(traceId, "base64").toString("hex");
                traces.set(id, [...(traces.get(id) ?? []), { ...resource, scopeSpans }]);
            }
        }
    };

    const grpc = new Server();
    const raw = (bytes: Buffer): Buffer => bytes;
    grpc.addService(
        {
            Export: {
                path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                requestStream: false,
                responseStream: false,
                requestSerialize: raw,
                requestDeserialize: raw,
                responseSerialize: raw,
                responseDeserialize: raw,
            },
        },
        {
            Export: (
                call: { request: Buffer },
                callback: (error: { code: status; details: string } | null, answer?: Buffer) => void,
            ) => {
                if (faults.refuses) {
                    callback({ code: status.UNAVAILABLE, details: "the stub was told to refuse" });
                    return;
                }
                receive(call.request);
                callback(null, Buffer.alloc(0));
            },
        },
    );
    const port = await new Promise<number>((resolve, reject) =>
        grpc.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        ),
    );

    const api = await serve((_request, { pathname }) => {
        const [, id] = /^\/api\/v2\/traces\/([0-9a-f]+)$/.exec(pathname) ?? [];
        if (id !== undefined) {
            const resourceSpans = traces.get(id);
            return resourceSpans === undefined
                ? json({ message: "trace not found" }, 404)
                : json({ trace: { resourceSpans } });
        }
        if (pathname === "/metrics") {
            const last = [...traces.keys()].at(-1);
            const exemplar = last === undefined ? "" : ` # {traceID="${last}"} 0.01 ${(Date.now() / 1000).toFixed(3)}`;
            const series = `traces_spanmetrics_latency_bucket{service="kong",span_name="kong",span_kind="SPAN_KIND_SERVER",le="+Inf"} ${traces.size}${exemplar}\ntraces_spanmetrics_latency_count{service="kong",span_name="kong",span_kind="SPAN_KIND_SERVER"} ${traces.size}\ntraces_spanmetrics_latency_sum{service="kong",span_name="kong",span_kind="SPAN_KIND_SERVER"} 1`;
            return {
                type: "application/openmetrics-text; version=1.0.0",
                body: `# TYPE traces_spanmetrics_latency histogram\n${series}\n# EOF\n`,
            };
        }
        return pathname === "/ready" || pathname === "/api/echo" ? { body: "echo" } : { status: 404, body: "" };
    });
    return {
        url: api.url,
        metricsAddress: api.address,
        otlpGrpc: `127.0.0.1:${port}`,
        stop: async () => {
            grpc.forceShutdown();
            await api.stop();
        },
    };
}
