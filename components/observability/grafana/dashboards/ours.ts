import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { kongFolder } from "../../shared/grafana";
import { sidecarLabels, sidecarLabelValue } from "../relies";
import { gatewayDashboard, type GatewayDashboardArgs } from "./gateway";

/** The program's own dashboards, each a ConfigMap that Grafana's sidecar picks up. */
export function provideDashboards(
    { namespace, ...facts }: GatewayDashboardArgs & { namespace: string },
    opts: pulumi.CustomResourceOptions,
): void {
    const { uid, ...dashboard } = gatewayDashboard(facts).build();
    new k8s.core.v1.ConfigMap(
        "gateway-dashboard",
        {
            metadata: {
                name: `grafana-dashboard-${uid}`,
                namespace,
                labels: { [sidecarLabels.dashboards]: sidecarLabelValue },
                annotations: { grafana_folder: kongFolder },
            },
            data: { [`${uid}.json`]: JSON.stringify({ uid, ...dashboard }) },
        },
        opts,
    );
}
