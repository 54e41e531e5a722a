import type { Alert } from "../../../shared/alertRules";
import { increaseOf } from "../../../shared/promql";
import { agentSeries } from "../../../shared/series";

const kongQueueDropping: Alert = {
    alert: "KongQueueDropping",
    expr: `sum by (namespace, pod, plugin, queue) (${increaseOf(agentSeries.dropped, "10m")}) > 0`,
    for: "1m",
    labels: { severity: "warning" },
    dashboard: { name: "telemetry" },
    annotations: {
        summary: "{{ $labels.pod }} dropped {{ $value | humanize }} {{ $labels.queue }} of {{ $labels.plugin }}",
        description:
            "The plugin's destination does not accept its data, so its full queue drops some. Kong's log says why.",
    },
};

const telemetryWaiting: Alert = {
    alert: "TelemetryWaiting",
    expr: [
        "max by (namespace, pod, exporter)",
        "(otelcol_exporter_queue_size / (otelcol_exporter_queue_capacity > 0)) > 0.5",
    ].join(" "),
    for: "5m",
    labels: { severity: "warning" },
    dashboard: { name: "telemetry" },
    annotations: {
        summary: "{{ $labels.pod }} fills {{ $value | humanizePercentage }} of its queue for {{ $labels.exporter }}",
        description:
            "With a full queue an agent stops reading, and the node deletes lines unread; a collector drops data.",
    },
};

/** What agents see of the queues of all gateways, and what waits in them. */
export const agentAlerts = [kongQueueDropping, telemetryWaiting];

/** Without what agents count of lines. */
export const uncountedAgentAlerts = [telemetryWaiting];
