import type { Alert } from "../../shared/alertRules";
import { increaseOf } from "../../shared/promql";

const grown = (counter: string): string => increaseOf(counter, "10m");
/** What Tempo's metrics generator could not take, and the counter that knows, as version 2.10.8 names it. */
const unmeasured = {
    "its queue is full": 'tempo_distributor_queue_pushes_failures_total{name="metrics-generator"}',
    "they come late": 'tempo_metrics_generator_spans_discarded_total{reason="outside_metrics_ingestion_slack"}',
    "the service graph waits for too many": "tempo_metrics_generator_processor_service_graphs_dropped_spans",
    "there are too many series": "tempo_metrics_generator_registry_series_limited_total",
    // The remote write's own name. Prometheus has no tenants, should it write somewhere too.
    "Prometheus refuses them": 'prometheus_remote_storage_samples_failed_total{tenant!=""}',
};

/**
 * What Tempo throws away and tells nobody but its own metrics: it acknowledges spans beyond its limits like any others,
 * so that the collector counts them as delivered.
 */
export const traceAlerts: Alert[] = [
    {
        alert: "TracesDiscarded",
        expr: `sum by (namespace, reason) (${grown("tempo_discarded_spans_total")}) > 0`,
        for: "5m",
        labels: { severity: "warning" },
        annotations: {
            summary: "Tempo throws spans away: {{ $labels.reason }}",
            description:
                "It tells nobody that sends them. Its limits follow `traces.resources`; more come than these can hold.",
        },
    },
    {
        alert: "SpanMetricsIncomplete",
        expr: Object.entries(unmeasured)
            .map(
                ([why, counter]) =>
                    `label_replace(sum by (namespace) (${grown(counter)}) > 0, "why", "${why}", "", "")`,
            )
            .join(" or "),
        // Longer than the window: what one restart leaves out is past mending.
        for: "15m",
        labels: { severity: "warning" },
        annotations: {
            summary: "Tempo leaves spans out of its metrics: {{ $labels.why }}",
            description:
                "Latency and rates of traced requests, or the service graph, show less than the traces themselves.",
        },
    },
];
