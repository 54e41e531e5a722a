import { createHash } from "node:crypto";

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
    deepflow: "kong-observability-deepflow",
} as const;

/** Of kube-prometheus-stack's, at 88.5.3 (templates/grafana/dashboards-1.14). */
const chartDashboardUids = {
    kubelet: "3138fa155d5915769fbded898ac09fd9",
    volumes: "919b92a8e8041bd567af9edab12c840c",
} as const;

const uids = { ...dashboardUids, ...chartDashboardUids };

/** Uids that differ from those above. */
export type OwnUids = Partial<Record<keyof typeof dashboardUids, string>>;

/** Grafana's limit (pkg/util/shortid_generator.go at v13). */
const longest = 40;

/**
 * Uids of the dashboards of a gateway whose Grafana is another stack's, and may have those of other gateways: with its
 * namespace, or what identifies it where that is too long.
 */
export function uidsOf(namespace: string): Required<Pick<OwnUids, "gateway" | "objectives">> {
    const hash = createHash("sha256").update(namespace).digest("hex");
    const own = (uid: string): string => {
        const named = `${uid}-${namespace}`;
        return named.length <= longest ? named : `${uid}-${hash}`.slice(0, longest);
    };
    return { gateway: own(dashboardUids.gateway), objectives: own(dashboardUids.objectives) };
}

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
 * @param own uids of dashboards that have others
 */
export function dashboardAddress(grafana: string, { name, by = [] }: AlertDashboard, own: OwnUids = {}): string {
    const variables = by.map((label) => `{{ with $labels.${label} }}&var-${label}={{ . | urlquery }}{{ end }}`);
    return `${grafana}/d/${{ ...uids, ...own }[name]}?orgId=1${variables.join("")}`;
}
