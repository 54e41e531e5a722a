import type { Alert } from "../../../shared/alertRules";
import { increaseOf } from "../../../shared/promql";
import { agentSeries } from "../../shared/series";

export interface AgentAlertsArgs {
    gatewayNamespace: string;
    /** Whether agents read an access line for each request. */
    accessLogs: boolean;
}

/** What only agents see of the gateway, and what is queued in them. */
export function agentAlerts({ gatewayNamespace, accessLogs }: AgentAlertsArgs): Alert[] {
    return [...(accessLogs ? [requestsWithoutRoute(gatewayNamespace)] : []), kongQueueDropping, telemetryWaiting];
}

function requestsWithoutRoute(gatewayNamespace: string): Alert {
    const within = (labels: string): string => {
        const requests = `${agentSeries.requests}{namespace="${gatewayNamespace}"${labels}}`;
        return `sum by (namespace) (${increaseOf(requests, "5m")})`;
    };
    const unrouted = within(', routed="false"');
    return {
        alert: "RequestsWithoutRoute",
        // Strangers request unknown paths from every public gateway, but not as a fifth of all requests. The alert
        // waits for longer than the window, because at night one scanner's minute may be all traffic.
        expr: `${unrouted} / ${within("")} > 0.2 and ${unrouted} > 35`,
        for: "10m",
        labels: { severity: "warning" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "{{ $value | humanizePercentage }} of requests to {{ $labels.namespace }} find no route",
            description: "Kong answers them itself, with 404. Callers ask for what is not there, or a route is gone.",
        },
    };
}

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
