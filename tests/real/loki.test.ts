import assert from "node:assert/strict";
import { parse } from "protobufjs";
import type { LokiValues } from "../../components/observability/logs/lokiValues";
import { accessLogQuery } from "../../tools/verify/checks/accessLogs";
import { planOf, valuesOf } from "../tools/plan/stacks";
import { itWith } from "./left";
import { startRealLoki } from "./verify/servers/loki/real";
import { startLokiStub } from "./verify/servers/loki/stub";
import { otherServers, type Stoppable } from "./verify/servers/processes";

/** Written by the specification, not by what the stub reads, so that both are held against it. */
const request = parse(`syntax = "proto3";
message Request { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
message Scope { string name = 1; }
message LogRecord {
  fixed64 time_unix_nano = 1; string severity_text = 3; AnyValue body = 5; repeated KeyValue attributes = 6;
  bytes trace_id = 9; bytes span_id = 10;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; }`).root.lookupType("Request");

const trace = "0af7651916cd43dd8448eb211c80319c";
const attribute = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

/** One access line with its trace, and one of Kong's own messages, as the collector sends them. */
function push(now: number, traceId = trace): Uint8Array {
    const record = (text: string, more: object): object => ({
        timeUnixNano: `${now}000000`,
        body: { stringValue: text },
        ...more,
    });
    const access = record(`{"request":{"method":"GET"},"trace_id":"${traceId}"}`, {
        traceId: Buffer.from(traceId, "hex"),
        spanId: Buffer.from("b7ad6b7169203331", "hex"),
        severityText: "INFO",
        attributes: [attribute("kong.route", "mock"), attribute("http.response.status_code", "200")],
    });
    const resource = {
        attributes: [
            attribute("service.name", "kong"),
            attribute("k8s.namespace.name", "kong"),
            attribute("k8s.pod.uid", "1-2-3"),
            attribute("team", "platform"),
        ],
    };
    return request
        .encode(
            request.fromObject({
                resourceLogs: [
                    {
                        resource,
                        scopeLogs: [{ scope: { name: "file" }, logRecords: [access, record("[kong] a message", {})] }],
                    },
                ],
            }),
        )
        .finish();
}

interface Server extends Stoppable {
    url: string;
}
interface Stream {
    stream: Record<string, string>;
    values: [string, string][];
}

async function send(
    { url }: Server,
    body: Uint8Array,
    path = "/otlp/v1/logs",
    type = "application/x-protobuf",
): Promise<number> {
    return (
        await fetch(`${url}${path}`, { method: "POST", headers: { "content-type": type }, body: Buffer.from(body) })
    ).status;
}

/** Streams without what Loki adds by itself, in a fixed order; or the status of an error. */
async function ask({ url }: Server, query: string, now: number): Promise<Stream[] | number> {
    const parameters = new URLSearchParams({
        query,
        start: `${now - 60_000}000000`,
        end: `${now + 60_000}000000`,
        limit: "1000",
        direction: "forward",
    });
    const response = await fetch(`${url}/loki/api/v1/query_range?${parameters.toString()}`);
    if (!response.ok) {
        return response.status;
    }
    const { data } = (await response.json()) as { data: { result: Stream[] } };
    const own = ({ stream: { detected_level: _, ...stream }, values }: Stream): Stream => ({
        stream: Object.fromEntries(Object.entries(stream).sort()),
        values,
    });
    return data.result.map(own).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const run = { logIngestion: "otlp", namespaces: { gateway: "kong", observability: "observability" } } as const;
/** What verify asks, and what Grafana asks for "Logs for this span". */
const queries = [
    accessLogQuery(run, [trace, "f".repeat(32)]),
    '{service_name="kong"}',
    `{service_name="kong"} | trace_id="${trace}"`,
];

async function planned(): Promise<LokiValues> {
    return valuesOf(await planOf("local"), "logs-loki") as LokiValues;
}

/** What one Loki makes of it all, by name; the real one and its stub must agree. */
async function observe(server: Server): Promise<Record<string, unknown>> {
    const now = Date.now();
    const seen: Record<string, unknown> = {
        accepted: await send(server, push(now)),
        "another path": await send(server, push(now), "/v1/logs"),
        "another type": await send(server, push(now), "/otlp/v1/logs", "text/plain"),
        "no protobuf": await send(server, Buffer.from("no protobuf")),
        "a week and a day ago": await send(server, push(now - 8 * 86_400_000)),
        "in an hour": await send(server, push(now + 3_600_000)),
    };
    for (const query of [...queries, '{service_name=~".*"}', '{service_name="kong"', '{service_name="nobody"}']) {
        const answer = await ask(server, query, now);
        seen[query] =
            typeof answer === "number"
                ? answer
                : answer.map(({ stream, values }) => ({
                      stream,
                      values: values.map(([time, line]) => [time === `${now}000000`, line]),
                  }));
    }
    return seen;
}

describe("Loki with the planned values", function () {
    let server: Server | undefined;
    afterEach(() => server?.stop());

    it("is stood in for by a receiver that takes and finds our lines, and refuses what is none", async () => {
        server = await startLokiStub(await planned());
        const seen = await observe(server);
        assert.deepEqual(Object.values(seen).slice(0, 6), [204, 404, 400, 400, 400, 400]);
        const [first] = seen[queries[0]!] as Stream[];
        assert.deepEqual(first?.stream, {
            http_response_status_code: "200",
            k8s_namespace_name: "kong",
            k8s_pod_uid: "1-2-3",
            kong_route: "mock",
            scope_name: "file",
            service_name: "kong",
            severity_text: "INFO",
            span_id: "b7ad6b7169203331",
            team: "platform",
            trace_id: trace,
        });
        assert.deepEqual(
            queries.map((query) => (seen[query] as Stream[]).flatMap(({ values }) => values).length),
            [1, 2, 1],
        );
        assert.deepEqual(
            [seen['{service_name=~".*"}'], seen['{service_name="kong"'], seen['{service_name="nobody"}']],
            [400, 400, []],
        );
    });

    itWith(otherServers.loki)("starts, takes and finds the same as that receiver", async () => {
        server = await startRealLoki(await planned());
        const stub = await startLokiStub(await planned());
        try {
            assert.deepEqual(await observe(server), await observe(stub));
        } finally {
            await stub.stop();
        }
    });

    itWith(otherServers.loki)("asks for a tenant where it has several, as that receiver does", async () => {
        const { loki } = await planned();
        const values = { loki: { ...loki, auth_enabled: true as never } };
        server = await startRealLoki(values);
        const stub = await startLokiStub(values);
        try {
            assert.deepEqual(
                [await ask(server, queries[0]!, Date.now()), await send(server, push(Date.now()))],
                [401, 401],
            );
            assert.deepEqual(
                [await ask(stub, queries[0]!, Date.now()), await send(stub, push(Date.now()))],
                [401, 401],
            );
        } finally {
            await stub.stop();
        }
    });
});
