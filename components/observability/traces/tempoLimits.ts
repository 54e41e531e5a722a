import { toBytes } from "../../../model/quantity";
import type { ContainerResources } from "../../shared/kubernetes";

/** How much Tempo accepts before it discards. It acknowledges what it discards: only its own counters show it. */
export interface TempoLimits {
    ingestion: { max_traces_per_user: number; rate_limit_bytes: number; burst_size_bytes: number };
    metrics_generator: { max_active_series: number; forwarder: { queue_size: number } };
}

/** Memory of a live trace: 4 to 8 KiB measured for two to six of Kong's spans, including the rest of Tempo. */
const bytesPerLiveTrace = 8 * 1024;
/** A trace is live for 5 s after its last span (`trace_idle_period`), and then until the next check, every 10 s. */
export const liveSeconds = 15;

/**
 * Tempo's limits for its memory. Its defaults are the same for every size: 10,000 live traces, which are about 670 new
 * ones a second, and 15 MB/s. Live traces get half of the container's limit, in number of small traces or in bytes,
 * whichever is reached first; each byte takes two while its trace is live. The other half is for queries, blocks and
 * the metrics generator's queue. Measured on Tempo 2.10.8, see docs/performance.md.
 */
export function tempoLimits({ limits }: ContainerResources): TempoLimits {
    const bytes = toBytes(limits.memory);
    const mebibytes = bytes / 2 ** 20;
    return {
        ingestion: {
            max_traces_per_user: Math.floor(bytes / 2 / bytesPerLiveTrace),
            rate_limit_bytes: Math.floor(bytes / 128),
            // What a collector has kept while Tempo was down arrives at once.
            burst_size_bytes: Math.floor(bytes / 32),
        },
        metrics_generator: {
            // Unlimited by default; two to three KiB each, here and in Prometheus.
            max_active_series: Math.floor(mebibytes * 32),
            // Requests from the collector, up to 2,048 spans each: a few MiB once decoded. If full, it drops them.
            forwarder: { queue_size: Math.max(8, Math.floor(mebibytes / 32)) },
        },
    };
}

/**
 * The size in bytes at which Tempo completes a block. Completing takes memory and processor time in proportion: with
 * Tempo's default of 500 MiB a container of 2 GiB reached its limit, and live traces were no longer cut in time.
 */
export function blockBytes({ limits }: ContainerResources): number {
    return Math.floor(toBytes(limits.memory) / 32);
}

/**
 * How many spans wait for their counterpart. Each client or server span waits for 10 to 12 s: two or three for each
 * request, since few upstreams are traced. With Tempo's default of 10,000 the graph would lose edges from 300 traces a
 * second on.
 */
export function waitingSpans({ ingestion }: TempoLimits): number {
    return 2 * ingestion.max_traces_per_user;
}
