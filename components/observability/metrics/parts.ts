import type { ExistingGrafana } from "../../../model/existing";
import type { MetricsValues } from "./values";

const off = { enabled: false } as const;

/**
 * The chart's values for Grafana alone, of which nothing is cluster-wide. The chart labels a ServiceMonitor of Grafana
 * `release` itself, beside which another Prometheus' label of that name would be a duplicate key. Pure.
 */
export function grafanaAlone({ grafana }: MetricsValues): object {
    return {
        crds: off,
        defaultRules: { create: false },
        prometheusOperator: off,
        prometheus: off,
        alertmanager: off,
        kubeStateMetrics: off,
        nodeExporter: off,
        kubernetesServiceMonitors: off,
        grafana: { ...grafana, serviceMonitor: off },
    };
}

/**
 * The chart's values without Grafana. The chart's dashboards, to which its alerts link, go where the sidecar of the
 * Grafana that exists finds them. Pure.
 */
export function withoutGrafana(values: MetricsValues, { namespace, dashboardLabel }: ExistingGrafana): MetricsValues {
    return {
        ...values,
        grafana: {
            enabled: false,
            forceDeployDashboards: true,
            namespaceOverride: namespace,
            sidecar: { dashboards: { label: dashboardLabel.key, labelValue: dashboardLabel.value } },
        },
    };
}
