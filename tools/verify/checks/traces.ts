import { setTimeout as sleep } from "node:timers/promises";
import type { Span } from "../backends";
import { whyLost, whyNoAnswer } from "../causes";
import { poll } from "../poll";
import { found, missing, type Outcome, type Run, skipped, type Tell, type Verdict } from "./check";

/** Kong's own spans have the instrumentation scope `kong-internal` (kong/observability/otlp/init.lua at tag 3.9.3). */
export const kongScope = "kong-internal";

export type FoundTraces = Map<string, Span[]>;

/** Every trace that Kong must keep is in Tempo, with a span of Kong's. */
export async function traces(run: Run, traceIds: string[], tell: Tell): Promise<Outcome & { traces: FoundTraces }> {
    const known: FoundTraces = new Map();
    let withoutKong = 0;
    const polled = await poll(
        run.patience,
        async () => {
            withoutKong = 0;
            for (const traceId of traceIds.filter((id) => !known.has(id))) {
                const spans = await run.tempo.trace(traceId);
                if (spans.some(({ scope }) => scope === kongScope)) {
                    known.set(traceId, spans);
                } else if (spans.length > 0) {
                    withoutKong += 1;
                }
            }
            return {
                done: known.size === traceIds.length,
                progress: `${known.size} of ${traceIds.length} traces`,
                value: undefined,
            };
        },
        tell,
    );
    if (polled.found) {
        const spans = known.get(traceIds[0] ?? "")?.length ?? 0;
        return {
            ...found(
                `${known.size} of ${traceIds.length} traces in Tempo, each with Kong's span (${spans} spans in the first)`,
            ),
            traces: known,
        };
    }
    if ("error" in polled) {
        return { ...missing(polled.error.message, whyNoAnswer(run, "Tempo", polled.error)), traces: known };
    }
    const detail = `${polled.progress} in Tempo${withoutKong > 0 ? `, ${withoutKong} more without a span of Kong's` : ""}`;
    return { ...missing(detail, await whyNoTraces(run)), traces: known };
}

async function whyNoTraces(run: Run): ReturnType<typeof whyLost> {
    const advice = await whyLost(run, "spans", "Tempo");
    const kept = run.trustCallers
        ? "Kong should keep what its callers have sampled, unless the route has a post-function of its own."
        : `Kong should keep ${run.samplingRate * 100} % of traces and these among them, ` +
          "unless a plugin's sampling_rate says otherwise.";
    return run.samplingRate < 1 ? { ...advice, cause: `${advice.cause} ${kept}` } : advice;
}

/** Milliseconds. */
const nextBatch = 1000;

/** A trace that Kong must drop is not in Tempo, although those sent with it are. */
export async function unsampled(run: Run, traceId: string, others: Verdict): Promise<Outcome> {
    if (others !== "found") {
        return skipped("no other trace was found, so this one's absence proves nothing");
    }
    const byRate = run.samplingRate < 1 && !run.trustCallers;
    const why = byRate ? `outside the ${run.samplingRate * 100} % that Kong keeps` : "not sampled by its caller";
    // Its spans may come with the next batch after those of the others.
    await sleep(nextBatch);
    const spans = await run.tempo.trace(traceId);
    if (spans.some(({ scope }) => scope === kongScope)) {
        return missing(`Tempo has the trace that Kong had to drop (${why})`, {
            cause: "Kong samples by another rate than the stack's: a plugin's own sampling_rate, or another sampler on the way, overrides it.",
            command: `kubectl -n ${run.namespaces.gateway} get pods -o yaml | grep -A1 TRACING_SAMPLING_RATE; npx pulumi config get --path sampling.rate --stack ${run.stack}`,
        });
    }
    return found(`rightly absent: ${why}`);
}
