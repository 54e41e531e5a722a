/**
 * Grafana's uids of the dashboards that the program brings. They never change: links lead to them, in messages that were
 * sent too.
 */
export const dashboardUids = {
    gateway: "kong-gateway-signals",
    objectives: "kong-observability-objectives",
    request: "kong-observability-request",
    logs: "kong-observability-logs",
    applications: "kong-observability-applications",
    telemetry: "kong-observability-telemetry",
    cost: "kong-observability-cost",
} as const;

/** Of kube-prometheus-stack's, at 88.5.3 (templates/grafana/dashboards-1.14). */
const chartDashboardUids = {
    kubelet: "3138fa155d5915769fbded898ac09fd9",
    volumes: "919b92a8e8041bd567af9edab12c840c",
} as const;

const uids = { ...dashboardUids, ...chartDashboardUids };

/** Where one sees what an alert is about. */
export interface AlertDashboard {
    name: keyof typeof uids;
    /** Labels of the alert by which the dashboard chooses, as its variables are called. */
    by?: readonly string[];
}

/**
 * The address of a dashboard as an annotation of Prometheus', which fills in the alert's labels; those that are not there
 * choose nothing. It has a query already, to which a message adds the time.
 *
 * @param grafana where browsers reach it, without a trailing slash
 */
export function dashboardAddress(grafana: string, { name, by = [] }: AlertDashboard): string {
    const variables = by.map((label) => `{{ with $labels.${label} }}&var-${label}={{ . | urlquery }}{{ end }}`);
    return `${grafana}/d/${uids[name]}?orgId=1${variables.join("")}`;
}
