import type { LogLine, Loki, Window } from "../backends";
import { whyNoAnswer, whyNoLogs } from "../causes";
import { poll } from "../poll";
import { found, missing, type Outcome, type Run, type Tell } from "./check";

/** Clocks differ, and Loki compares with the collector's. */
const slackMs = 5 * 60_000;

export function window(run: Run): Window {
    return { from: run.sentAt - slackMs, to: Date.now() + slackMs };
}

/** The W3C trace id of a line of Kong's access log; undefined for any other line, such as Kong's own messages. */
export function accessLogTraceId(text: string): string | undefined {
    try {
        const line = JSON.parse(text) as { request?: unknown; trace_id?: unknown } | null;
        // Ours is the id itself, Kong's own an object of ids by format.
        const id = typeof line?.trace_id === "object" ? (line.trace_id as { w3c?: unknown } | null)?.w3c : line?.trace_id;
        return typeof line?.request === "object" && typeof id === "string" ? id : undefined;
    } catch {
        return undefined;
    }
}

/** OTLP keeps a record's trace id as structured metadata; promtail leaves it in the line. */
export function accessLogQuery({ logIngestion, namespaces }: Pick<Run, "logIngestion" | "namespaces">, traceIds: string[]): string {
    const ids = traceIds.join("|");
    return logIngestion === "otlp" ? `{service_name=~".+"} |= \`"request"\` | trace_id=~"${ids}"` : `{namespace="${namespaces.gateway}"} |= \`"request"\` |~ "${ids}"`;
}

export async function linesOf(loki: Loki, query: string, during: Window): Promise<Map<string, LogLine>> {
    const lines = await loki.lines(query, during);
    return new Map(lines.flatMap((line) => [accessLogTraceId(line.text) ?? []].flat().map((id) => [id, line] as const)));
}

/** One structured line of access log for each request is in Loki. */
export async function accessLogs(run: Run, traceIds: string[], tell: Tell): Promise<Outcome & { lines: Map<string, LogLine> }> {
    const polled = await poll(
        run.patience,
        async () => {
            const lines = await linesOf(run.loki, accessLogQuery(run, traceIds), window(run));
            const count = traceIds.filter((id) => lines.has(id)).length;
            return { done: count === traceIds.length, progress: `${count} of ${traceIds.length} requests`, value: lines };
        },
        tell,
    );
    if ("error" in polled) {
        return { ...missing(polled.error.message, whyNoAnswer(run, "Loki", polled.error)), lines: new Map() };
    }
    const { value: lines } = polled;
    const detail = `a JSON line in Loki for ${polled.progress}`;
    return polled.found ? { ...found(detail), lines } : { ...missing(detail, await whyNoLogs(run)), lines };
}
