import type { PluginConfig } from "../../../model/plugins";
import type { Sampling, Spans } from "../../../model/sampling";

type Exporting = Required<
    Pick<PluginConfig<"opentelemetry">, "connect_timeout" | "send_timeout" | "read_timeout" | "queue">
>;

/** What one worker answers in a second at most: docs/performance.md. */
const requestsPerSecond = 2000;
/** With all spans, each of our plugins has one in each of its phases; so has any other, which is not counted here. */
export const spansOfRequest: Record<Spans, number> = { request: 1, "request-and-balancer": 2, all: 12 };

/**
 * Encoded in 16 ms, during which the worker serves nobody; the collector's 20 MiB a message leave 5 KiB for each
 * span. From 8,000 on LuaJIT refuses ("too many results to unpack"), which ends the queue for good
 * (kong/tools/queue.lua at tag 3.9.3; executed).
 */
const batch = 4000;
/** Seconds. What was gathered for longer would be sent in one piece, and block the worker for longer. */
const gathering = 0.25;

/**
 * Seconds for which every batch is tried: a planned restart of the collector takes no longer, since its next pod is
 * ready before the last one goes. Where every request is traced, a worker at more than some 1,500 requests a second
 * fills its queue in that time.
 */
const leastTried = 2;

/**
 * How the opentelemetry plugin waits for the collector. A queue that is full throws away one span for each new one,
 * and writes an error line each time; a batch that is given up costs one line, however many spans it had. So a batch
 * is given up before the queue is full of what came meanwhile from a worker at full speed, even where the collector
 * hangs and the last attempt takes its whole second. The fewer spans are kept, the longer is tried: 15 s for one
 * request in ten, a minute at most. Callers who are trusted may have every request kept.
 *
 * The queue holds three batches: one on its way, and two that come meanwhile; 2.8 KiB a span make 34 MiB for each
 * worker.
 */
export function exportQueue({ rate, spans, trustCallers }: Omit<Sampling, "strategy">): Exporting {
    const spansPerSecond = (trustCallers ? 1 : rate) * spansOfRequest[spans] * requestsPerSecond;
    const filled = (2 * batch) / spansPerSecond;
    // A delay of a quarter and an attempt of a second can still begin before the time is over.
    const tried = round(Math.min(60, Math.max(leastTried, (filled - 1) / 1.25)));
    return {
        connect_timeout: 1000,
        send_timeout: 1000,
        read_timeout: 1000,
        queue: {
            max_batch_size: batch,
            max_coalescing_delay: gathering,
            max_entries: 3 * batch,
            max_retry_time: tried,
            // Evenly, so that a batch costs no more than a dozen lines.
            initial_retry_delay: round(tried / 4),
            max_retry_delay: round(tried / 4),
        },
    };
}

/** To the millisecond, which is the least that Kong takes for a delay. */
const round = (seconds: number): number => Math.max(0.001, Math.round(seconds * 1000) / 1000);
