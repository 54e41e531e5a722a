import type { Alert } from "../../shared/alertRules";

/** The job of every probe in Prometheus. */
export const probeJob = "gateway-probes";

/** Series of the probes of one gateway: its namespace is a label of them. */
export const probesOf = (gateway: string, series: string): string =>
    `${series}{job="${probeJob}", gateway="${gateway}"}`;

/**
 * 1 for each address that answered, 0 for each that did not. The exporter (0.28) searches every answer for Kong's error
 * text, but does not read the body of a redirect that it does not follow. It reports that as failed; here it counts as
 * an answer.
 */
export function answered(gateway: string): string {
    const status = probesOf(gateway, "probe_http_status_code");
    return `(${probesOf(gateway, "probe_success")} == 1) or (${status} >= bool 300) * (${status} < bool 400)`;
}

/** 1 while the exporter's pod is ready, with the job of the probes: Prometheus may have found no Probe at all. */
const exporterIn = (namespace: string): string =>
    `label_replace(max(kube_pod_container_status_ready{namespace="${namespace}", container="blackbox-exporter"}) == 1, ` +
    `"job", "${probeJob}", "", "")`;

/**
 * Requests from inside the cluster do not cover load balancers and DNS before the proxies.
 *
 * @param gateway its namespace
 * @param namespace of the exporter
 */
export function probeAlerts(gateway: string, namespace: string): Alert[] {
    const up = probesOf(gateway, "up");
    return [
        {
            alert: "RouteUnanswered",
            expr: `(${answered(gateway)}) == 0`,
            for: "5m",
            labels: { severity: "critical", namespace: gateway },
            dashboard: { name: "gateway" },
            annotations: {
                summary: "A route does not answer: {{ $labels.instance }}",
                description:
                    "For five minutes probes from inside the cluster have got no answer, a status of 500 or more, or an answer without any of Kong's routes.",
            },
        },
        {
            alert: "ProbesMissing",
            expr: `max by (job) (${up}) == 0 or (${exporterIn(namespace)} unless on (job) ${up})`,
            for: "15m",
            labels: { severity: "warning", namespace: gateway },
            dashboard: { name: "gateway" },
            annotations: {
                summary: "The gateway's routes are not probed",
                description:
                    "Prometheus has received nothing from the blackbox exporter for a quarter of an hour, so no alert can say that a route does not answer.",
            },
        },
    ];
}
