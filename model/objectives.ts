/**
 * Service level objectives for a service's requests over a window of time. Only requests for which Kong found one of
 * the service's routes count.
 */
export interface Objectives {
    /** Percent of requests that are not answered with 5xx. */
    availability?: number;
    /** Percent of requests that take no longer than the threshold, Kong's own time included. */
    latency?: { objective: number; threshold: LatencyThreshold };
    /** A Go duration. */
    window: string;
}

/**
 * Milliseconds by notation: the bucket bounds of Kong's histogram of whole requests, since it counts by no others
 * (`UPSTREAM_LATENCY_BUCKETS` in kong/plugins/prometheus/exporter.lua at tag 3.9.3).
 */
export const latencyThresholds = {
    "25ms": 25,
    "50ms": 50,
    "80ms": 80,
    "100ms": 100,
    "250ms": 250,
    "400ms": 400,
    "700ms": 700,
    "1s": 1000,
    "2s": 2000,
    "5s": 5000,
    "10s": 10_000,
    "30s": 30_000,
    "60s": 60_000,
} as const;

export type LatencyThreshold = keyof typeof latencyThresholds;
