import { toMebibytes } from "../../../model/quantity";
import type { ContainerResources } from "../../shared/kubernetes";

/**
 * What a Loki takes in. Sizes are those of a line with its structured metadata, `MB` is 2^20 bytes (Loki's
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

/** What of a write-ahead log a Loki takes into memory when it starts. */
export interface LokiReplay {
    wal: { replay_memory_ceiling: string };
}

/** Memory for each MB that comes in a second. Loki 3.7.8 took 50 to 55 MiB; half of the memory is left to queries. */
const mebibytesPerRate = 128;

/** A stream, which is a container within half an hour, took Loki 3.7.8 10 to 16 KiB, and its lines as much again. */
const streamsPerMebibyte = 10;

/**
 * Loki shares its rate out over its pods, and the few connections of a collector may all lead to one or two of them.
 * Each pod takes in what all of them take: with this each of three takes half of what it bears itself, and together
 * they take in no more than leaves a third of the memory to queries.
 */
const unevenness = 1.5;

/**
 * Limits that follow from the memory, so that Loki takes what it can bear. What it refuses (429) waits in the agents'
 * files. A pod's lines are one stream, so one may have all of it: a stream over a limit of its own is taken in part,
 * and that part twice when the rest comes again. A burst has room for the largest message, which would never get in
 * otherwise.
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
        // Loki's own default is 5000. What is beyond it is refused, and all that waits behind it.
        max_global_streams_per_user: Math.max(5000, Math.floor(streams)),
        // Refused, a line would be lost: agents send none that is longer, others might.
        max_line_size: "256KB",
        max_line_size_truncate: true,
    };
}

/**
 * Half of the memory; Loki's own default is 4 GB, more than most containers have, and it would be killed at every
 * start.
 */
export function lokiReplay({ limits }: ContainerResources): LokiReplay {
    return { wal: { replay_memory_ceiling: `${Math.max(1, Math.floor(toMebibytes(limits.memory) / 2))}MB` } };
}
