import type { Alert } from "../../shared/alertRules";

/** The job of every probe in Prometheus. */
export const probeJob = "gateway-probes";

const of = (series: string): string => `${series}{job="${probeJob}"}`;

/**
 * 1 for each address that answered, 0 for each that did not. The exporter (0.28) looks for Kong's words in every
 * answer, and has no body of a redirect that it does not follow: that counts as failed there, and as an answer here.
 */
export const answered =
    `(${of("probe_success")} == 1) or ` +
    `(${of("probe_http_status_code")} >= bool 300) * (${of("probe_http_status_code")} < bool 400)`;

/** 1 while its pod is ready, with the job that it should have: Prometheus may have found no Probe at all. */
const exporter =
    'label_replace(max(kube_pod_container_status_ready{container="blackbox-exporter"}) == 1, ' +
    `"job", "${probeJob}", "", "")`;

/** What is asked from inside the cluster says nothing of load balancers and DNS, which stand before the proxies. */
export const probeAlerts: Alert[] = [
    {
        alert: "RouteUnanswered",
        expr: `(${answered}) == 0`,
        for: "5m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "A route gives clients no answer: {{ $labels.instance }}",
            description:
                "For five minutes a request from inside the cluster has got no answer, a status of 500 or more, or none of Kong's routes.",
        },
    },
    {
        alert: "ProbesMissing",
        expr: `max by (job) (${of("up")}) == 0 or (${exporter} unless on (job) ${of("up")})`,
        for: "15m",
        labels: { severity: "warning" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "Nobody asks the gateway whether it answers",
            description: "For a quarter of an hour Prometheus has got nothing from the blackbox exporter.",
        },
    },
];
