import { toBytes } from "../../../model/quantity";
import type { ContainerResources } from "../../shared/kubernetes";

/** What Tempo takes before it discards. It acknowledges what it discards: nobody but Tempo's own counters knows. */
export interface TempoLimits {
    ingestion: { max_traces_per_user: number; rate_limit_bytes: number; burst_size_bytes: number };
    metrics_generator: { max_active_series: number; forwarder: { queue_size: number } };
}

/** What a trace takes while it is live: 4 to 8 KiB measured for two to six of Kong's spans, all of Tempo included. */
const bytesPerLiveTrace = 8 * 1024;
/** A trace is live for 5 s after its last span (`trace_idle_period`), and then until the next look, each 10 s. */
export const liveSeconds = 15;

/**
 * Tempo's limits for its memory. Its own are the same for every size: 10,000 live traces, which are some 670 new ones a
 * second, and 15 MB/s. Live traces get half of the container's limit, whichever comes first: that many small ones, or
 * bytes, of which each takes two while its trace is live. The other half is for queries, blocks and what waits for the
 * metrics generator. Measured on Tempo 2.10.8, see docs/performance.md.
 */
export function tempoLimits({ limits }: ContainerResources): TempoLimits {
    const bytes = toBytes(limits.memory);
    const mebibytes = bytes / 2 ** 20;
    return {
        ingestion: {
            max_traces_per_user: Math.floor(bytes / 2 / bytesPerLiveTrace),
            rate_limit_bytes: Math.floor(bytes / 128),
            // What a collector has kept while Tempo was away comes at once.
            burst_size_bytes: Math.floor(bytes / 32),
        },
        metrics_generator: {
            // Unlimited by default; two to three KiB each, here and in Prometheus.
            max_active_series: Math.floor(mebibytes * 32),
            // Requests of the collector's, up to 2,048 spans each: a few MiB once decoded. Full, it drops.
            forwarder: { queue_size: Math.max(8, Math.floor(mebibytes / 32)) },
        },
    };
}

/**
 * The size at which Tempo closes a block and makes it whole, in bytes. That takes memory and processor time with the
 * block's size: at Tempo's own 500 MiB a container of 2 GiB filled up to its limit, and live traces were no longer cut
 * in time.
 */
export function blockBytes({ limits }: ContainerResources): number {
    return Math.floor(toBytes(limits.memory) / 32);
}

/**
 * How many spans wait for their counterpart. Each span of a client or server waits for 10 to 12 s: two or three of each
 * request's, since few upstreams are traced. With Tempo's own 10,000 the graph would lose edges from 300 traces a
 * second on.
 */
export function waitingSpans({ ingestion }: TempoLimits): number {
    return 2 * ingestion.max_traces_per_user;
}
