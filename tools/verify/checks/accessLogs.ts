import type { LogLine, Loki, Window } from "../backends";
import { whyNoAnswer, whyNoLogs } from "../causes";
import { poll } from "../poll";
import { type Advice, found, missing, type Outcome, type Run, type Tell } from "./check";
import { isTraced } from "./switchedOff";

/** Clocks differ, and Loki compares with the collector's. */
const slackMs = 5 * 60_000;

function window(run: Run): Window {
    return { from: run.sentAt - slackMs, to: Date.now() + slackMs };
}

/** The W3C trace id of a line of Kong's access log; undefined for other lines, such as Kong's own messages. */
export function accessLogTraceId(text: string): string | undefined {
    try {
        const line = JSON.parse(text) as { request?: unknown; trace_id?: unknown } | null;
        // Our line has the id itself, Kong's own an object of ids by format.
        const id =
            typeof line?.trace_id === "object" ? (line.trace_id as { w3c?: unknown } | null)?.w3c : line?.trace_id;
        return typeof line?.request === "object" && typeof id === "string" ? id : undefined;
    } catch {
        return undefined;
    }
}

/** Kong's request id, which a line has whether or not the request is traced. */
function requestId(text: string): string | undefined {
    try {
        const { request } = JSON.parse(text) as { request?: { id?: unknown } };
        return typeof request?.id === "string" ? request.id : undefined;
    } catch {
        return undefined;
    }
}

/** The id by which a line is found: a request that Kong does not trace has only its request id. */
export type IdKind = "trace" | "request";

/**
 * OTLP keeps a record's trace id as structured metadata; promtail leaves it in the line, which also has the request id.
 */
export function accessLogQuery(
    { logIngestion, namespaces }: Pick<Run, "logIngestion" | "namespaces">,
    ids: string[],
    kind: IdKind = "trace",
): string {
    const wanted = ids.join("|");
    const stream = logIngestion === "otlp" ? '{service_name=~".+"}' : `{namespace="${namespaces.gateway}"}`;
    return logIngestion === "otlp" && kind === "trace"
        ? `${stream} |= \`"request"\` | trace_id=~"${wanted}"`
        : `${stream} |= \`"request"\` |~ "${wanted}"`;
}

export async function linesOf(loki: Loki, query: string, during: Window): Promise<Map<string, LogLine>> {
    const lines = await loki.lines(query, during);
    return new Map(
        lines.flatMap((line) =>
            [accessLogTraceId(line.text) ?? [], requestId(line.text) ?? []].flat().map((id) => [id, line] as const),
        ),
    );
}

/** One structured access-log line for each request is in Loki, found by its trace id if requests are traced. */
export async function accessLogs(
    run: Run,
    idsOf: Record<IdKind, string[]>,
    tell: Tell,
): Promise<Outcome & { lines: Map<string, LogLine> }> {
    const kind = isTraced(run) ? "trace" : "request";
    const ids = idsOf[kind];
    const polled = await poll(
        run.patience,
        async () => {
            const lines = await linesOf(run.loki, accessLogQuery(run, ids, kind), window(run));
            const count = ids.filter((id) => lines.has(id)).length;
            return { done: count === ids.length, progress: `${count} of ${ids.length} requests`, value: lines };
        },
        tell,
    );
    if ("error" in polled) {
        return { ...missing(polled.error.message, whyNoAnswer(run, "Loki", polled.error)), lines: new Map() };
    }
    const { value: lines } = polled;
    const detail = `a JSON line in Loki for ${polled.progress}`;
    return polled.found
        ? { ...found(detail), lines }
        : { ...missing(detail, (await whyNoTraceId(run, idsOf.request)) ?? (await whyNoLogs(run))), lines };
}

/** Requests that Kong does not trace have lines without a trace id. */
async function whyNoTraceId(run: Run, requestIds: string[]): Promise<Advice | undefined> {
    const query = accessLogQuery(run, requestIds, "request");
    const lines = await linesOf(run.loki, query, window(run)).catch(() => new Map<string, LogLine>());
    const without = [...lines.values()].filter(({ text }) => accessLogTraceId(text) === undefined);
    return without.length === 0
        ? undefined
        : {
              cause:
                  `Loki has ${without.length} of these lines without a trace id, which only what Kong records has: ` +
                  "the route has `traced: false`, or a plugin opentelemetry or post-function of its own. " +
                  "Name another route with --path and --host.",
          };
}
