import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { DashboardPlace } from "../../../model/layers";

/** Each dashboard in a ConfigMap that Grafana's sidecar finds. Nothing is downloaded when a pod starts. */
export function provideDashboards(
    dashboards: Partial<Record<string, Dashboard>>,
    { namespace, labels, annotations }: DashboardPlace,
    opts: pulumi.CustomResourceOptions,
): void {
    for (const [name, dashboard] of Object.entries(dashboards)) {
        const uid = dashboard?.uid ?? name;
        new k8s.core.v1.ConfigMap(
            `${name}-dashboard`,
            {
                metadata: { name: `grafana-dashboard-${uid}`, namespace, labels, annotations },
                data: { [`${uid}.json`]: JSON.stringify(dashboard) },
            },
            opts,
        );
    }
}
