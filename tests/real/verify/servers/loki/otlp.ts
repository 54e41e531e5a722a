import { gunzipSync } from "node:zlib";
import { parse } from "protobufjs";

/** A log line as Loki keeps it. */
export interface Entry {
    /** Labels of its stream. */
    labels: Record<string, string>;
    /** Structured metadata. */
    metadata: Record<string, string>;
    line: string;
    /** Nanoseconds. */
    time: bigint;
}

/** A request that Loki would answer with an error. */
export class Refused extends Error {
    constructor(
        public readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

/** OTLP's logs request (opentelemetry/proto/logs/v1/logs.proto), as far as Loki reads it. */
const { root } = parse(`syntax = "proto3";
message Request { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
message LogRecord {
  fixed64 time_unix_nano = 1; fixed64 observed_time_unix_nano = 11; int32 severity_number = 2; string severity_text = 3;
  AnyValue body = 5; repeated KeyValue attributes = 6; fixed32 flags = 8; bytes trace_id = 9; bytes span_id = 10;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
}`);
const requestType = root.lookupType("Request");

interface Attribute {
    key: string;
    value?: Record<string, unknown>;
}
interface LogRecord {
    timeUnixNano?: string;
    observedTimeUnixNano?: string;
    severityNumber?: number;
    severityText?: string;
    body?: Record<string, unknown>;
    attributes?: Attribute[];
    flags?: number;
    traceId?: Buffer;
    spanId?: Buffer;
}
interface ResourceLogs {
    resource?: { attributes?: Attribute[] };
    scopeLogs?: { scope?: { name?: string; version?: string; attributes?: Attribute[] }; logRecords?: LogRecord[] }[];
}

/**
 * Resource attributes that are labels of a stream (`-distributor.otlp.default_resource_attributes_as_index_labels`).
 */
const indexed = new Set([
    ...[
        "service.name",
        "service.namespace",
        "service.instance.id",
        "deployment.environment",
        "deployment.environment.name",
        "cloud.region",
    ],
    ...["cloud.availability_zone", "container.name"],
    ...[
        "cluster",
        "namespace",
        "pod",
        "container",
        "replicaset",
        "deployment",
        "statefulset",
        "daemonset",
        "cronjob",
        "job",
    ].map((kind) => `k8s.${kind}.name`),
]);

/** Loki's default limits (`limits_config`), of which the project sets none of these. */
const limits = {
    lineBytes: 256 * 1024,
    metadataBytes: 64 * 1024,
    metadataCount: 128,
    oldestHours: 7 * 24,
    futureMinutes: 10,
};

/**
 * Reads a request for `/otlp/v1/logs` as Loki's distributor does (pkg/loghttp/push/otlp.go): what of a record becomes
 * label, metadata and line. Left out is `detected_level`, which Loki adds by itself.
 * @throws Refused
 */
export function readPush(headers: { "content-type"?: string; "content-encoding"?: string }, body: Buffer): Entry[] {
    const { "content-type": type, "content-encoding": encoding } = headers;
    if (type !== "application/x-protobuf") {
        throw new Refused(400, `content type: ${type} is not supported`);
    }
    if (encoding !== undefined && encoding !== "gzip") {
        throw new Refused(400, `content encoding: ${encoding} is not supported`);
    }
    const { resourceLogs = [] } = decoded(encoding === "gzip" ? gunzipSync(body) : body);
    return resourceLogs.flatMap(entriesOf);
}

function decoded(bytes: Buffer): { resourceLogs?: ResourceLogs[] } {
    try {
        return requestType.toObject(requestType.decode(bytes), { longs: String, bytes: Buffer }) as {
            resourceLogs?: ResourceLogs[];
        };
    } catch (error) {
        throw new Refused(400, `no OTLP logs request: ${String(error)}`);
    }
}

function entriesOf({ resource, scopeLogs = [] }: ResourceLogs): Entry[] {
    const attributes = resource?.attributes ?? [];
    const labels = flat(attributes.filter(({ key }) => indexed.has(key)));
    // With neither a service's name nor another label to take it from, Loki says so itself.
    const named = {
        ...labels,
        service_name: labels.service_name || labels.k8s_container_name || labels.container_name || "unknown_service",
    };
    const ofResource = flat(attributes.filter(({ key }) => !indexed.has(key)));
    return scopeLogs.flatMap(({ scope, logRecords = [] }) => {
        const ofScope = {
            ...flat(scope?.attributes ?? []),
            ...present({ scope_name: scope?.name, scope_version: scope?.version }),
        };
        return logRecords.map((record) =>
            checked({
                labels: named,
                metadata: { ...ofResource, ...ofScope, ...metadataOf(record) },
                line: text(record.body),
                time: timeOf(record),
            }),
        );
    });
}

function metadataOf({
    severityNumber,
    severityText,
    attributes = [],
    flags,
    traceId,
    spanId,
    observedTimeUnixNano,
}: LogRecord): Record<string, string> {
    const ids = { trace_id: hex(traceId, 16, "trace id"), span_id: hex(spanId, 8, "span id") };
    const numbers = { severity_number: severityNumber, flags, observed_timestamp: observedTimeUnixNano };
    const told = Object.entries(numbers).map(([name, value]) => [
        name,
        value === undefined || Number(value) === 0 ? undefined : String(value),
    ]);
    return { ...flat(attributes), ...present({ ...Object.fromEntries(told), ...ids, severity_text: severityText }) };
}

function timeOf({ timeUnixNano = "0", observedTimeUnixNano = "0" }: LogRecord): bigint {
    return BigInt(timeUnixNano === "0" ? observedTimeUnixNano : timeUnixNano);
}

function checked(entry: Entry): Entry {
    const hoursAgo = (Date.now() - Number(entry.time / 1_000_000n)) / 3_600_000;
    const metadata = Object.entries(entry.metadata);
    const problems = [
        hoursAgo > limits.oldestHours && "entry has timestamp too old",
        -hoursAgo * 60 > limits.futureMinutes && "entry has timestamp too new",
        Buffer.byteLength(entry.line) > limits.lineBytes && "max entry size exceeded",
        metadata.length > limits.metadataCount && "too many structured metadata labels",
        Buffer.byteLength(metadata.flat().join("")) > limits.metadataBytes && "structured metadata too large",
    ].filter((problem) => problem !== false);
    if (problems.length > 0) {
        throw new Refused(400, problems.join(", "));
    }
    return entry;
}

function hex(bytes: Buffer | undefined, length: number, what: string): string | undefined {
    if (bytes === undefined || bytes.length === 0) {
        return undefined;
    }
    if (bytes.length !== length) {
        throw new Refused(400, `a ${what} of ${bytes.length} bytes; allowed: ${length}`);
    }
    return Buffer.from(bytes).toString("hex");
}

/** Attributes under the names that LogQL allows. */
function flat(attributes: Attribute[]): Record<string, string> {
    return Object.fromEntries(attributes.map(({ key, value }) => [key.replace(/[^a-zA-Z0-9_]/g, "_"), text(value)]));
}

function text(value: Record<string, unknown> = {}): string {
    return String(Object.values(value)[0] ?? "");
}

function present(values: Record<string, string | undefined>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ""),
    );
}
