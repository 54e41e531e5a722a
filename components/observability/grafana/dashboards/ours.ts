import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type dashboardUids } from "../../../../model/dashboards";
import { kongFolder } from "../../shared/grafana";
import { sidecarLabels, sidecarLabelValue } from "../relies";
import { applicationsDashboard } from "./applications";
import { costDashboard } from "./cost";
import { type DashboardFacts, storesOf } from "./facts";
import { gatewayDashboard } from "./gateway";
import { logsDashboard } from "./logs";
import { objectivesDashboard } from "./objectives";
import { requestDashboard } from "./request";
import { telemetryDashboard } from "./telemetry";

/** The program's own dashboards, without those for which a stack has no data. */
export function ourDashboards(facts: DashboardFacts): Partial<Record<keyof typeof dashboardUids, Dashboard>> {
    const { loki, tempo } = storesOf(facts);
    return {
        gateway: gatewayDashboard(facts).build(),
        ...(facts.objectives && { objectives: objectivesDashboard().build() }),
        ...((loki || tempo) && { request: requestDashboard(facts).build() }),
        ...(loki && { logs: logsDashboard(facts).build() }),
        applications: applicationsDashboard(facts).build(),
        telemetry: telemetryDashboard(facts).build(),
        cost: costDashboard(facts).build(),
    };
}

/** Each dashboard in a ConfigMap that Grafana's sidecar finds. Nothing is downloaded when a pod starts. */
export function provideDashboards(facts: DashboardFacts, opts: pulumi.CustomResourceOptions): void {
    for (const [name, dashboard] of Object.entries(ourDashboards(facts))) {
        new k8s.core.v1.ConfigMap(
            `${name}-dashboard`,
            {
                metadata: {
                    name: `grafana-dashboard-${dashboard.uid}`,
                    namespace: facts.namespace,
                    labels: { [sidecarLabels.dashboards]: sidecarLabelValue },
                    annotations: { grafana_folder: kongFolder },
                },
                data: { [`${dashboard.uid}.json`]: JSON.stringify(dashboard) },
            },
            opts,
        );
    }
}
