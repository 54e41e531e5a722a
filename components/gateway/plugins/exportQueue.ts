import type { PluginConfig } from "../../../model/plugins";
import type { Sampling, Spans } from "../../../model/sampling";

type Exporting = Required<
    Pick<PluginConfig<"opentelemetry">, "connect_timeout" | "send_timeout" | "read_timeout" | "queue">
>;

/** Largest number of requests that one worker answers in a second: docs/performance.md. */
const requestsPerSecond = 2000;
/**
 * With all spans, each of these plugins adds one in each of its phases. Other plugins do so too, and are not counted
 * here.
 */
export const spansOfRequest: Record<Spans, number> = { request: 1, "request-and-balancer": 2, all: 12 };

/**
 * Spans per batch. Encoding takes 16 ms, during which the worker serves no requests; the collector's limit of 20 MiB
 * per message leaves 5 KiB for each span. From 8,000 on LuaJIT fails ("too many results to unpack"), which stops the
 * queue for good (kong/tools/queue.lua at tag 3.9.3; executed).
 */
const batch = 4000;
/** Seconds. Spans gathered for longer are sent in one piece too, and block the worker for longer. */
const gathering = 0.25;

/**
 * Seconds for which every batch is retried at least. A planned restart of the collector takes no longer, since the next
 * pod is ready before the last one stops. If every request is traced, a worker at more than about 1,500 requests a
 * second fills its queue in that time.
 */
const leastTried = 2;

/**
 * How the opentelemetry plugin waits for the collector. A full queue drops one span for each new one, and writes an
 * error line each time; a batch that is given up costs one line, however many spans it had. So a batch is given up
 * before the spans that a worker at full speed adds meanwhile fill the queue, even if the collector hangs and the last
 * attempt takes its whole second. The lower the sampling rate, the longer the retries: 15 s for one request in ten, at
 * most a minute. Trusted callers may have every request sampled.
 *
 * The queue holds three batches: one being sent, and two that arrive meanwhile. At 2.8 KiB per span this is 34 MiB per
 * worker.
 */
export function exportQueue({ rate, spans, trustCallers }: Omit<Sampling, "strategy">): Exporting {
    const spansPerSecond = (trustCallers ? 1 : rate) * spansOfRequest[spans] * requestsPerSecond;
    const filled = (2 * batch) / spansPerSecond;
    // A delay of a quarter and an attempt of a second can still start before the time is over.
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
            // In even steps, so that a batch writes no more than a dozen lines.
            initial_retry_delay: round(tried / 4),
            max_retry_delay: round(tried / 4),
        },
    };
}

/** To milliseconds: Kong's smallest delay is 0.001. */
const round = (seconds: number): number => Math.max(0.001, Math.round(seconds * 1000) / 1000);
