import type { Alert } from "../../shared/alertRules";
import { increaseOf } from "../../shared/promql";
import { toAgents } from "../../shared/series";

/** What the collector itself loses or refuses, by its own series (`otelcol_…`, without a suffix in version 0.160). */
export const collectorAlerts: Alert[] = [
    {
        alert: "TelemetryDropped",
        // What the collector cannot deliver for an agent, the agent still has; it counts itself what it drops.
        expr: ["spans", "log_records", "metric_points"]
            .flatMap((what) => [`send_failed_${what}`, `enqueue_failed_${what}`])
            .map((what) => increaseOf(`otelcol_exporter_${what}{${toAgents.noExporters}}`, "10m"))
            .map((dropped) => `sum by (namespace, exporter) (${dropped}) > 0`)
            .join(" or "),
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "The collector drops what {{ $labels.exporter }} cannot deliver",
            description:
                "All retries failed, so traces, log lines or counts are lost. See the collector's logs and whether " +
                "the backend is up.",
        },
    },
    {
        alert: "TelemetryRefused",
        // What an agent refuses, or is refused, it reads again from its file.
        expr: ["spans", "log_records"]
            .map((what) => increaseOf(`otelcol_receiver_refused_${what}{receiver="otlp"}`, "10m"))
            .map((refused) => `sum by (namespace, pod) (${refused}) > 0`)
            .join(" or "),
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "The collector {{ $labels.pod }} refuses telemetry",
            description: "Its memory limiter rejects incoming data. Kong retries for some seconds and then drops it.",
        },
    },
];
