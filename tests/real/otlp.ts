import { type ChannelCredentials, Client, type ClientOptions, credentials } from "@grpc/grpc-js";
import { parse } from "protobufjs";

/** Written by the specification, not by what our stub reads. */
const request = parse(`syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message Scope { string name = 1; string version = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; Status status = 15;
}
message Status { int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; int64 int_value = 3; } }`).root.lookupType("Request");

/** A span as Kong sends it, in ids of hexadecimal digits. */
export interface SentSpan {
    trace: string;
    id: string;
    parent?: string;
    name: string;
    /** 2: server, 3: client. */
    kind: number;
    failed?: boolean;
    attributes?: Record<string, string | number>;
}

/**
 * Hands spans that took 5 ms up to now to an OTLP gRPC receiver, as the collector does.
 *
 * @param namespace which the collector adds to spans of a pod
 * @throws where they are refused
 */
export async function exportSpans(
    target: string,
    service: string,
    spans: SentSpan[],
    now = Date.now(),
    namespace = "kong",
    channel: Channel = { security: credentials.createInsecure() },
): Promise<void> {
    const hex = (id: string | undefined): Buffer | undefined => (id === undefined ? undefined : Buffer.from(id, "hex"));
    const sent = spans.map(({ trace, id, parent, name, kind, failed = false, attributes = {} }) => ({
        ...{ traceId: hex(trace), spanId: hex(id), parentSpanId: hex(parent), name, kind },
        ...{ startTimeUnixNano: `${now}000000`, endTimeUnixNano: `${now + 5}000000` },
        attributes: keyValues(attributes),
        ...(failed && { status: { code: 2 } }),
    }));
    const scopeSpans = [{ scope: { name: "kong-internal", version: "0.1.0" }, spans: sent }];
    const resource = { attributes: keyValues({ "service.name": service, "k8s.namespace.name": namespace }) };
    const body = request.encode(request.fromObject({ resourceSpans: [{ resource, scopeSpans }] })).finish();
    await call(target, Buffer.from(body), channel);
}

function keyValues(attributes: Record<string, string | number>): object[] {
    return Object.entries(attributes).map(([key, value]) => ({
        key,
        value: typeof value === "string" ? { stringValue: value } : { intValue: value },
    }));
}

/** How a receiver is called, without TLS unless something is said. */
export interface Channel {
    security: ChannelCredentials;
    options?: ClientOptions;
}

async function call(target: string, body: Buffer, { security, options = {} }: Channel): Promise<void> {
    const client = new Client(target, security, options);
    const raw = (bytes: Buffer): Buffer => bytes;
    const method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    await new Promise<void>((resolve, reject) =>
        client.makeUnaryRequest(method, raw, raw, body, (error) => (error === null ? resolve() : reject(error))),
    ).finally(() => client.close());
}
