import type { Alert } from "../../../shared/alertRules";
import { increaseOf } from "../../../shared/promql";
import { agentSeries } from "../../../shared/series";

export interface RoutesFacts {
    /** The gateway's. */
    namespace: string;
    /** Whether agents read an access line for each request. */
    accessLogs: boolean;
}

/** Requests for which the gateway finds no route. */
export const routesAlerts = (facts: RoutesFacts): Alert[] => [
    ...(facts.accessLogs ? [requestsWithoutRoute(facts.namespace)] : []),
    routesNothing(facts),
];

function requestsWithoutRoute(namespace: string): Alert {
    const within = (labels: string): string => {
        const requests = `${agentSeries.requests}{namespace="${namespace}"${labels}}`;
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

const name = "KongRoutesNothing";
const pods = "(namespace, pod)";

/**
 * Requests to a pod in five minutes that are not traffic: probes and scrapes, which nginx counts too. 90 with a scrape
 * every 10 s.
 */
const own = 300;

/**
 * A gateway that has lost its routes: it is ready, and answers 404 to everything. Kong counts only requests that match
 * a route (`kong/plugins/prometheus/exporter.lua`, 3.9). Requests without a route are taken from access lines, or else
 * from the difference between nginx's count and Kong's (proven on Kong 3.9.3).
 *
 * Strangers request unknown paths from every public gateway, at night sometimes nobody else does. So requests must have
 * been routed until just before, and half as many must be without a route now: real callers keep trying, while a
 * scanner comes when there are none. A new pod is expected to get the others' average. Once the alert fires, it stays
 * until a request is routed or none arrives.
 */
function routesNothing({ namespace, accessLogs }: RoutesFacts): Alert {
    const from = (series: string, labels = ""): string => `${series}{namespace="${namespace}"${labels}}`;
    const within = (series: string): string => `sum by ${pods} (${increaseOf(series, "5m")})`;
    const routed = from("kong_http_requests_total");
    const unrouted = accessLogs
        ? within(from(agentSeries.requests, ', routed="false"'))
        : `(${within(from("kong_nginx_requests_total"))} - ${own})`;
    const before = `(sum by ${pods} (increase(${routed}[10m] offset 5m)) > 40)`;
    const others = `0 * ${unrouted} + on (namespace) group_left () avg by (namespace) ${before}`;
    return {
        alert: name,
        expr: [
            `${unrouted} > 20 unless on ${pods} (${within(routed)} > 0)`,
            `and on ${pods} ((${before} or on ${pods} ${others}) / 4 < on ${pods} ${unrouted}`,
            `or on ${pods} ${from("ALERTS", `, alertname="${name}", alertstate="firing"`)})`,
        ].join(" "),
        for: "2m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "The gateway {{ $labels.pod }} finds no route for any request",
            description: "It routed requests until a while ago and now answers 404 to all of them, though it is ready.",
        },
    };
}
