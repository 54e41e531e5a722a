import type { Alert } from "../../shared/alertRules";
import type { MetricSource } from "../../shared/metricSources";
import { whyGrown } from "../../shared/promql";

/** For both charts, which run Loki 3.7 or 2.6. */
export const lokiSource = (namespace: string): MetricSource => ({
    namespace,
    container: "loki",
    always: ["loki_request_duration_seconds_count"],
    later: [
        "loki_request_duration_seconds_bucket",
        "loki_distributor_lines_received_total",
        "loki_discarded_samples_total",
        "loki_ingester_memory_streams",
        // In Loki 2.6 the next one exists only after a failure, and the last does not exist.
        "loki_ingester_wal_disk_full_failures_total",
        "loki_ingester_chunks_flush_failures_total",
    ],
});

const failures = {
    "it answers with errors":
        'loki_request_duration_seconds_count{route=~"loki_api_v1_push|otlp_v1_logs", status_code=~"5.."}',
    "its volume is full": "loki_ingester_wal_disk_full_failures_total",
    "it cannot store what it took": "loki_ingester_chunks_flush_failures_total",
};

/** Loki's senders drop what it refuses with 4xx, and report that themselves. */
export const logAlerts: Alert[] = [
    {
        alert: "LokiIngestFailing",
        expr: whyGrown(failures, "10m"),
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Loki does not accept log lines: {{ $labels.why }}",
            description:
                "Lines wait on the nodes, which have room for some minutes of heavy traffic. After that they are lost.",
        },
    },
];
