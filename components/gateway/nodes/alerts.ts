import type { Alert } from "../../shared/alertRules";
import { metricsMissing, type MetricSource } from "../../shared/metricSources";
import { increaseOf } from "../../shared/promql";
import { kongSource } from "./sources";

export interface GatewayAlertsArgs {
    namespace: string;
    edition: "open-source" | "enterprise";
    /** Deployments of the nodes that serve traffic. */
    gateways: readonly string[];
    /** Further scraped pods of this topology. */
    sources: readonly MetricSource[];
}

/** Alerts for either topology. */
export function gatewayAlerts({ namespace, edition, gateways, sources }: GatewayAlertsArgs): Alert[] {
    return [
        gatewayDown(namespace, gateways),
        gatewayFailing(namespace),
        upstreamUnreachable(namespace),
        targetUnhealthy(namespace),
        ...(edition === "enterprise" ? [licenceExpiring(namespace)] : []),
        metricsMissing("KongMetricsMissing", [kongSource(namespace), ...sources]),
    ];
}

/** Number of requests answered in five minutes, by the given labels. */
const answered = (namespace: string, by: string, labels = ""): string =>
    `sum by (${by}) (${increaseOf(`kong_http_requests_total{namespace="${namespace}"${labels}}`, "5m")})`;

const gatewayDown = (namespace: string, gateways: readonly string[]): Alert => {
    const of = `{namespace="${namespace}", deployment=~"${gateways.join("|")}"}`;
    return {
        alert: "KongGatewayDown",
        expr: `kube_deployment_status_replicas_ready${of} == 0 and kube_deployment_spec_replicas${of} > 0`,
        for: "2m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "No pod of the gateway {{ $labels.deployment }} is ready",
            description: "Its callers get no answer: the Service has nowhere to send them.",
        },
    };
};

const gatewayFailing = (namespace: string): Alert => {
    const failed = answered(namespace, "namespace", ', code=~"5.."');
    return {
        alert: "KongAnswersErrors",
        expr: `${failed} / ${answered(namespace, "namespace")} > 0.5 and ${failed} > 20`,
        for: "3m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "{{ $value | humanizePercentage }} of all requests are answered with 5xx",
            description:
                "Not one service fails but most of what the gateway serves: look for something that they share.",
        },
    };
};

const upstreamUnreachable = (namespace: string): Alert => {
    const failed = answered(namespace, "namespace, service", ', source="kong", code=~"502|503|504"');
    return {
        alert: "UpstreamUnreachable",
        expr: `${failed} / ${answered(namespace, "namespace, service")} > 0.1 and ${failed} > 10`,
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "gateway", by: ["service"] },
        annotations: {
            summary: "Kong does not reach {{ $labels.service }}: {{ $value | humanizePercentage }} of its requests",
            description: "Kong answers them itself: 502 no connection, 503 no address, 504 no answer in time.",
        },
    };
};

const targetUnhealthy = (namespace: string): Alert => ({
    alert: "UpstreamTargetUnhealthy",
    expr: [
        "max by (namespace, upstream, target, state)",
        `(kong_upstream_target_health{namespace="${namespace}", state=~"unhealthy|dns_error"}) == 1`,
    ].join(" "),
    for: "5m",
    labels: { severity: "warning" },
    dashboard: { name: "gateway" },
    annotations: {
        summary: "{{ $labels.target }} of {{ $labels.upstream }} is out: {{ $labels.state }}",
        description: "Kong sends it no requests. The remaining targets take them, as long as there are any.",
    },
});

const licenceExpiring = (namespace: string): Alert => ({
    alert: "KongLicenceExpiring",
    // A metric of the enterprise edition: seconds since 1970, minus a day because of time zones.
    expr: `min by (namespace) (kong_enterprise_license_expiration{namespace="${namespace}"}) - time() < 30 * 86400`,
    for: "1h",
    labels: { severity: "warning" },
    dashboard: { name: "gateway" },
    annotations: {
        summary: "Kong's licence ends in {{ $value | humanizeDuration }}",
        description: "After its end the configuration can no longer be changed, and new pods may not start.",
    },
});
