import { collectorObjects } from "../../../charts/opentelemetry-operator/operated";
import type { MetricSource } from "../../shared/metricSources";

const always = ["otelcol_exporter_queue_size", "otelcol_exporter_queue_capacity"];
/** Version 0.160 exports none of these before the first event (seen on a collector without traffic). */
const later = [
    "otelcol_receiver_accepted_spans",
    "otelcol_receiver_accepted_log_records",
    "otelcol_receiver_refused_spans",
    "otelcol_receiver_refused_log_records",
    "otelcol_process_memory_rss",
    "otelcol_process_cpu_seconds",
    "otelcol_exporter_sent_spans",
    "otelcol_exporter_sent_log_records",
    ...["spans", "log_records", "metric_points"].flatMap((what) => [
        `otelcol_exporter_send_failed_${what}`,
        `otelcol_exporter_enqueue_failed_${what}`,
    ]),
];

/**
 * The operator sets the container's name.
 * @param resource the OpenTelemetryCollector's name
 */
export const collectorSource = (namespace: string, resource: string): MetricSource => ({
    namespace,
    container: "otc-container",
    pods: `${collectorObjects(resource)}-.+`,
    always,
    later,
});
