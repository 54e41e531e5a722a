import { toMebibytes } from "../../../model/quantity";
import type { ContainerResources } from "../../shared/kubernetes";

/**
 * Loki's ingestion limits. Sizes are those of a line with its structured metadata; `MB` is 2^20 bytes (Loki's
 * `limits_config`).
 */
export interface LokiLimits {
    ingestion_rate_mb: number;
    ingestion_burst_size_mb: number;
    per_stream_rate_limit: string;
    per_stream_rate_limit_burst: string;
    max_global_streams_per_user: number;
    max_line_size: string;
    max_line_size_truncate: true;
}

/** How much of its write-ahead log Loki reads into memory at start. */
export interface LokiReplay {
    wal: { replay_memory_ceiling: string };
}

/** Memory for each MB per second. Loki 3.7.8 took 50 to 55 MiB; half of the memory is left to queries. */
const mebibytesPerRate = 128;

/** A stream, which is a container within half an hour, took 10 to 16 KiB in Loki 3.7.8, and its lines as much again. */
const streamsPerMebibyte = 10;

/**
 * Loki divides its rate limit by the number of pods, but a collector's few connections may all lead to one or two of
 * them. Each pod also receives the replicas of others' lines. With this factor each of three pods accepts half of its
 * own capacity, and together they leave a third of the memory to queries.
 */
const unevenness = 1.5;

/**
 * Limits that follow from the memory, so that Loki accepts what it can handle. What it refuses (429) waits in the
 * agents' files. A pod's lines are one stream, so one stream may use the whole limit: above a limit per stream a
 * message is accepted in part, and that part is duplicated when it is sent again. A burst has room for the largest
 * message, which would otherwise be refused forever.
 */
export function lokiLimits({ limits }: ContainerResources, replicas = 1): LokiLimits {
    const rate = Math.max(1, Math.floor(toMebibytes(limits.memory) / mebibytesPerRate));
    const burst = Math.max(16, 2 * rate);
    const streams = streamsPerMebibyte * toMebibytes(limits.memory);
    return {
        ingestion_rate_mb: replicas > 1 ? Math.floor(rate * unevenness) : rate,
        ingestion_burst_size_mb: burst,
        per_stream_rate_limit: `${rate}MB`,
        per_stream_rate_limit_burst: `${burst}MB`,
        // Loki's default is 5000. Streams above the limit are refused, with everything that waits behind them.
        max_global_streams_per_user: Math.max(5000, Math.floor(streams)),
        // A longer line would be refused and lost; agents send none, but others might.
        max_line_size: "256KB",
        max_line_size_truncate: true,
    };
}

/**
 * Half of the memory. Loki's default is 4 GB, more than most containers have, and it would be killed at every start.
 */
export function lokiReplay({ limits }: ContainerResources): LokiReplay {
    return { wal: { replay_memory_ceiling: `${Math.max(1, Math.floor(toMebibytes(limits.memory) / 2))}MB` } };
}
