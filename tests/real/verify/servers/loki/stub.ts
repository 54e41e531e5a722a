import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { chartPin } from "../../../../../charts";
import type { LokiValues } from "../../../../../components/observability/logs/lokiValues";
import { type Answer, json, serve } from "../http";
import type { Stoppable } from "../processes";
import { ParseError, readQuery } from "./logql";
import { type Entry, readPush, Refused } from "./otlp";

/** A request as it came. */
export interface Received {
    request: string;
    headers: IncomingMessage["headers"];
    status: number;
    /** Of a push: what was in it. */
    entries?: Entry[];
}

/**
 * A strict receiver in Loki's place. It takes what Loki takes by OTLP, refuses the rest with Loki's status, and
 * answers the queries that verify and Grafana's links ask. It proves what is sent, by which path and in which form;
 * that Loki itself starts with the planned values and answers the same is proven where there is one
 * (tests/real/loki.test.ts).
 */
export async function startLokiStub({
    loki,
}: Pick<LokiValues, "loki">): Promise<Stoppable & { url: string; received: Received[] }> {
    const kept: Entry[] = [];
    const received: Received[] = [];
    const takesOtlp =
        loki.limits_config.allow_structured_metadata &&
        loki.schemaConfig.configs.every(({ schema, store }) => schema === "v13" && store === "tsdb");

    const push = async (request: IncomingMessage, path: string): Promise<Answer> => {
        const body = await buffer(request);
        const entry: Received = { request: `${request.method} ${path}`, headers: request.headers, status: 204 };
        received.push(entry);
        try {
            if (path !== "/otlp/v1/logs" || request.method !== "POST") {
                throw new Refused(404, "404 page not found");
            }
            if (!takesOtlp) {
                throw new Refused(400, "structured metadata is not allowed");
            }
            entry.entries = readPush(request.headers, body);
            kept.push(...entry.entries);
            return { status: 204, body: "" };
        } catch (error) {
            entry.status = error instanceof Refused ? error.status : 500;
            return { status: entry.status, body: String(error) };
        }
    };

    const query = (parameters: URLSearchParams): Answer => {
        try {
            const matches = readQuery(parameters.get("query") ?? "");
            const [start, end] = [BigInt(parameters.get("start") ?? 0), BigInt(parameters.get("end") ?? 0)];
            const found = kept.filter((entry) => entry.time >= start && entry.time < end && matches(entry));
            const sorted = found
                .sort((a, b) => Number(a.time - b.time))
                .slice(0, Number(parameters.get("limit") ?? 100));
            return json({
                status: "success",
                data: {
                    resultType: "streams",
                    result: streamsOf(parameters.get("direction") === "forward" ? sorted : sorted.reverse()),
                },
            });
        } catch (error) {
            if (error instanceof ParseError) {
                return { status: 400, body: error.message };
            }
            throw error;
        }
    };

    const server = await serve((request, { pathname, searchParams }) => {
        if (pathname === "/ready") {
            return { body: "ready\n" };
        }
        if (pathname === "/loki/api/v1/status/buildinfo") {
            return json({ version: chartPin("loki").images.loki!.split(":").at(-1) });
        }
        if (loki.auth_enabled && request.headers["x-scope-orgid"] === undefined) {
            return { status: 401, body: "no org id\n" };
        }
        if (request.method === "GET" && pathname === "/loki/api/v1/labels") {
            return json({ status: "success", data: [...new Set(kept.flatMap(({ labels }) => Object.keys(labels)))] });
        }
        return request.method === "GET" && pathname === "/loki/api/v1/query_range"
            ? query(searchParams)
            : push(request, pathname);
    });
    return { ...server, received };
}

/**
 * As Loki answers: structured metadata stands among the labels, and lines that differ in either are streams of their
 * own.
 */
function streamsOf(entries: Entry[]): object[] {
    const streams = new Map<string, { stream: Record<string, string>; values: [string, string][] }>();
    for (const { labels, metadata, line, time } of entries) {
        const stream = { ...metadata, ...labels };
        const key = JSON.stringify(Object.entries(stream).sort());
        const known = streams.get(key) ?? { stream, values: [] };
        known.values.push([String(time), line]);
        streams.set(key, known);
    }
    return [...streams.values()];
}
