import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { dashboardUids } from "../../../../model/dashboards";
import type { ExistingGrafana } from "../../../../model/existing";
import type { DashboardPlace } from "../../../../model/layers";
import { kongFolder } from "../../shared/grafana";
import { sidecarLabels, sidecarLabelValue } from "../relies";
import { applicationsDashboard } from "./applications";
import { costDashboard } from "./cost";
import { deepflowDashboard } from "./deepflow";
import type { DashboardFacts } from "./facts";
import { logsDashboard } from "./logs";
import { requestDashboard } from "./request";
import { telemetryDashboard } from "./telemetry";

/**
 * The dashboards that need no gateway, without those for which a stack has no data. `request` is one of them: it takes
 * a trace's id, whoever sent the trace, and Loki's and Tempo's datasources link to it.
 */
export function ourDashboards(facts: DashboardFacts): Partial<Record<keyof typeof dashboardUids, Dashboard>> {
    const { loki, tempo } = facts.stores;
    return {
        ...((loki || tempo) && { request: requestDashboard(facts).build() }),
        ...(loki && { logs: logsDashboard(facts).build() }),
        applications: applicationsDashboard(facts).build(),
        telemetry: telemetryDashboard(facts).build(),
        // What it costs is of interest to who pays for it.
        ...(facts.ownPrometheus && { cost: costDashboard(facts).build() }),
        ...(facts.deepflow && { deepflow: deepflowDashboard().build() }),
    };
}

/** Where Grafana's sidecar looks for dashboards of ours. */
export function dashboardPlace(namespace: string, existing: ExistingGrafana | undefined): DashboardPlace {
    return existing === undefined
        ? {
              namespace,
              labels: { [sidecarLabels.dashboards]: sidecarLabelValue },
              annotations: { grafana_folder: kongFolder },
          }
        : {
              namespace: existing.namespace,
              labels: { [existing.dashboardLabel.key]: existing.dashboardLabel.value },
              annotations: { [existing.folderAnnotation]: kongFolder },
          };
}
