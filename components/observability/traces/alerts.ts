import type { Alert } from "../../shared/alertRules";
import type { MetricSource } from "../../shared/metricSources";
import { increaseOf, whyGrown } from "../../shared/promql";
import { servedRequests } from "../../shared/series";

/** What Tempo's metrics generator could not process, with the counter of each case in version 2.10.8. */
const unmeasured = {
    "its queue is full": 'tempo_distributor_queue_pushes_failures_total{name="metrics-generator"}',
    "they come late": 'tempo_metrics_generator_spans_discarded_total{reason="outside_metrics_ingestion_slack"}',
    "the service graph waits for too many": "tempo_metrics_generator_processor_service_graphs_dropped_spans",
    "there are too many series": "tempo_metrics_generator_registry_series_limited_total",
    // The remote write's own metric. Prometheus' own remote write has no tenant.
    "Prometheus refuses them": 'prometheus_remote_storage_samples_failed_total{tenant!=""}',
};

/** Accepted spans that Tempo cannot keep. */
const unkept = {
    "it cannot take them": "tempo_distributor_ingester_append_failures_total",
    "it cannot store what it took": "tempo_ingester_failed_flushes_total",
};

/** Seen on version 2.10.8 without traffic: the others appear with the first span, or the first failure. */
export const tempoSource = (namespace: string): MetricSource => ({
    namespace,
    container: "tempo",
    always: ["tempo_ingester_failed_flushes_total"],
    later: [
        "tempo_discarded_spans_total",
        "tempo_distributor_bytes_received_total",
        "tempo_ingester_live_traces",
        "tempo_metrics_generator_spans_received_total",
        "tempo_metrics_generator_registry_active_series",
        "tempo_distributor_spans_received_total",
        ...[...Object.values(unmeasured), ...Object.values(unkept)]
            .map((counter) => counter.replace(/\{.*/, ""))
            .filter((counter) => counter !== "tempo_ingester_failed_flushes_total"),
    ],
});

/**
 * What Tempo discards and reports only in its own metrics: it acknowledges spans beyond its limits like any others, so
 * that the collector counts them as delivered.
 */
export const traceAlerts: Alert[] = [
    {
        alert: "TracesDiscarded",
        expr: `sum by (namespace, reason) (${increaseOf("tempo_discarded_spans_total", "10m")}) > 0`,
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Tempo discards spans: {{ $labels.reason }}",
            description:
                "Their senders get no error. Tempo's limits follow from `traces.resources`, and more spans arrive than they allow.",
        },
    },
    {
        alert: "SpanMetricsIncomplete",
        expr: whyGrown(unmeasured, "10m"),
        // Longer than the window: what one restart missed cannot be repaired.
        for: "15m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Tempo leaves spans out of its metrics: {{ $labels.why }}",
            description:
                "Latency and rates of traced requests, or the service graph, show fewer requests than the traces do.",
        },
    },
    {
        alert: "TempoIngestFailing",
        expr: whyGrown(unkept, "10m"),
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Tempo does not keep spans: {{ $labels.why }}",
            description:
                "The collector retries for five minutes. What Tempo took and cannot store waits on its volume, and Tempo retries.",
        },
    },
    {
        alert: "SpanMetricsMissing",
        // Tempo's own counter shows that there were spans to derive them from.
        expr: [
            `sum by (namespace) (${increaseOf("tempo_distributor_spans_received_total", "15m")}) > 50`,
            `unless on () (sum(${increaseOf(`traces_spanmetrics_calls_total{${servedRequests}}`, "15m")}) > 0)`,
        ].join(" "),
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Spans arrive, but no metrics are made from them",
            description:
                "Tempo's metrics generator has written nothing to Prometheus for a quarter of an hour: the service graph and " +
                "span metrics with their exemplars are not updated.",
        },
    },
];

/** Without those on what Tempo derives from spans, where it derives nothing. */
export const storedTraceAlerts = traceAlerts.filter(({ alert }) => !alert.startsWith("SpanMetrics"));
