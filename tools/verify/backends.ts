import { z } from "zod";
import { Api, type Base, type Headers, HttpError } from "./http";

const vector = z.object({
    data: z.object({
        result: z.array(
            z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
        ),
    }),
});
const exemplarsAnswer = z.object({
    data: z.array(
        z.object({
            seriesLabels: z.record(z.string(), z.string()),
            exemplars: z.array(z.object({ labels: z.record(z.string(), z.string()), timestamp: z.number() })),
        }),
    ),
});
const targetsAnswer = z.object({
    data: z.object({
        activeTargets: z.array(
            z.object({
                labels: z.record(z.string(), z.string()),
                scrapeUrl: z.string(),
                lastError: z.string(),
                health: z.enum(["up", "down", "unknown"]),
            }),
        ),
    }),
});

export interface Sample {
    labels: Record<string, string>;
    value: number;
}
export interface Exemplar {
    labels: Record<string, string>;
    /** Seconds since the epoch. */
    timestamp: number;
}
export type Target = z.infer<typeof targetsAnswer>["data"]["activeTargets"][number];

/** Times are milliseconds since the epoch. */
export interface Window {
    from: number;
    to: number;
}
const seconds = (time: number): string => (time / 1000).toFixed(3);

export class Prometheus {
    private readonly api: Api;
    constructor(base: Base) {
        this.api = new Api("Prometheus", base);
    }

    async query(query: string): Promise<Sample[]> {
        const { data } = vector.parse(await this.api.get("/api/v1/query", { query }));
        return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    }

    async exemplars(query: string, { from, to }: Window): Promise<Exemplar[]> {
        const { data } = exemplarsAnswer.parse(
            await this.api.get("/api/v1/query_exemplars", { query, start: seconds(from), end: seconds(to) }),
        );
        return data.flatMap(({ exemplars }) => exemplars);
    }

    async targets(): Promise<Target[]> {
        return targetsAnswer.parse(await this.api.get("/api/v1/targets", { state: "active" })).data.activeTargets;
    }
}

const streams = z.object({
    data: z.object({
        result: z.array(
            z.object({
                stream: z.record(z.string(), z.string()),
                values: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())),
            }),
        ),
    }),
});

export interface LogLine {
    /** Stream labels; in the answer to a query without parsers structured metadata too. */
    labels: Record<string, string>;
    text: string;
}

export class Loki {
    private readonly api: Api;
    /** @param headers sent with each query */
    constructor(base: Base, headers: Headers = {}) {
        this.api = new Api("Loki", base, headers);
    }

    async lines(query: string, { from, to }: Window): Promise<LogLine[]> {
        const nanoseconds = (time: number): string => `${Math.floor(time)}000000`;
        const answer = await this.api.get("/loki/api/v1/query_range", {
            query,
            start: nanoseconds(from),
            end: nanoseconds(to),
            limit: "1000",
            direction: "forward",
        });
        return streams
            .parse(answer)
            .data.result.flatMap(({ stream, values }) => values.map(([, text]) => ({ labels: stream, text })));
    }

    async version(): Promise<string> {
        return z.object({ version: z.string() }).parse(await this.api.get("/loki/api/v1/status/buildinfo")).version;
    }
}

const attributes = z
    .array(z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }).default({}) }))
    .default([]);
const resourceSpans = z.array(
    z.object({
        resource: z.object({ attributes }).default({ attributes: [] }),
        scopeSpans: z
            .array(
                z.object({
                    scope: z.object({ name: z.string().default("") }).default({ name: "" }),
                    spans: z
                        .array(
                            z.object({
                                name: z.string(),
                                startTimeUnixNano: z.string(),
                                endTimeUnixNano: z.string(),
                                attributes,
                            }),
                        )
                        .default([]),
                }),
            )
            .default([]),
    }),
);
const traceAnswer = z.object({
    trace: z.object({ resourceSpans: resourceSpans.default([]) }).default({ resourceSpans: [] }),
});

export interface Span {
    name: string;
    scope: string;
    /** Attributes of the span and its resource. */
    attributes: Record<string, string>;
    start: number;
    end: number;
}

export class Tempo {
    private readonly api: Api;
    /** @param headers sent with each query */
    constructor(base: Base, headers: Headers = {}) {
        this.api = new Api("Tempo", base, headers);
    }

    /** The spans of a trace; empty if Tempo does not have it. */
    async trace(traceId: string): Promise<Span[]> {
        const answer = await this.api.get(`/api/v2/traces/${traceId}`).catch((error: unknown) => {
            if (error instanceof HttpError && error.status === 404) {
                return {};
            }
            throw error;
        });
        return traceAnswer.parse(answer).trace.resourceSpans.flatMap(({ resource, scopeSpans }) =>
            scopeSpans.flatMap(({ scope, spans }) =>
                spans.map((span) => ({
                    name: span.name,
                    scope: scope.name,
                    attributes: Object.fromEntries(
                        [...resource.attributes, ...span.attributes].map(({ key, value }) => [
                            key,
                            value.stringValue ?? "",
                        ]),
                    ),
                    start: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
                    end: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
                })),
            ),
        );
    }
}

const rowsAnswer = z.object({ result: z.object({ values: z.array(z.unknown()).nullish() }) });

/** What of the request log came as spans by OTLP (tag/enum/l7_signal_source). */
const byOtlp = 4;

/** DeepFlow's querier, in its own SQL (server/querier/router/query.go at tag v7.1.8). */
export class DeepFlow {
    private readonly api: Api;
    constructor(base: Base) {
        this.api = new Api("DeepFlow", base);
    }

    /**
     * Whether it has a span of a trace that was sent to it.
     * @param since milliseconds since the epoch
     */
    async hasTrace(traceId: string, since: number): Promise<boolean> {
        const from = Math.floor(since / 1000) - clockDifference;
        const where = `trace_id='${traceId}' AND signal_source=${byOtlp} AND time>=${from}`;
        const sql = `SELECT trace_id FROM l7_flow_log WHERE ${where} LIMIT 1`;
        const { result } = rowsAnswer.parse(await this.api.ask("/v1/query/", { db: "flow_log", sql }));
        return (result.values ?? []).length > 0;
    }
}

/** Between this machine and the nodes, in seconds. */
const clockDifference = 300;

const datasource = z.object({
    uid: z.string(),
    type: z.string(),
    name: z.string(),
    jsonData: z.record(z.string(), z.unknown()).default({}),
});
/** A datasource in Grafana. */
export type Datasource = z.infer<typeof datasource>;
export const datasourcesAnswer = z.array(datasource);

export class Grafana {
    private readonly api: Api;
    constructor(base: Base, login: { user: string; password: string }) {
        this.api = new Api("Grafana", base, {
            authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`,
        });
    }

    async datasources(): Promise<Datasource[]> {
        return datasourcesAnswer.parse(await this.api.get("/api/datasources"));
    }

    /**
     * Makes Grafana query the datasource.
     * @throws HttpError with Grafana's reason if that fails
     */
    async health(uid: string): Promise<void> {
        await this.api.get(`/api/datasources/uid/${uid}/health`);
    }
}
