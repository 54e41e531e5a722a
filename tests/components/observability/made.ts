import type { SignalFacts } from "../../../components/observability/alerts/signals";
import { databaseSource } from "../../../components/gateway/database/alerts";
import { controllerSource, hybridSources, kongSource } from "../../../components/gateway/nodes/sources";
import type { MetricSource } from "../../../components/shared/metricSources";
import { contributions } from "../../../components/observability/contributions";
import type { Alerting } from "../../../components/observability/metrics/alertmanager/config";
import type { DashboardFacts } from "../../../components/observability/grafana/dashboards/facts";
import { ourDashboards } from "../../../components/observability/grafana/dashboards/ours";
import { probesContribution } from "../../../components/observability/probes/connect";
import { declaredDatasources } from "../../../model/datasources";
import { gathered } from "../../../components/observability/shared/contribution";
import type { Alert } from "../../../components/shared/alertRules";

export const resources = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } };

/** Alerting as it is where nothing is set. */
export const quiet: Alerting = {
    receivers: [],
    routes: [],
    groupBy: ["alertname", "namespace"],
    groupWait: "30s",
    groupInterval: "5m",
    repeatInterval: "12h",
    inhibition: [],
    muteTimes: [],
};

/** What Grafana has where nothing is set. */
export const datasources = declaredDatasources({
    ...{ logs: { destinations: [{ kind: "in-cluster" }] }, traces: { destinations: [{ kind: "in-cluster" }] } },
    metrics: { destinations: [], grafana: { datasources: [] } },
});

export const monitorLabels = { release: "kube-prometheus-stack" };

/** What the rooms of every stack raise alerts for. */
export const signalAlerts = (facts: SignalFacts): Alert[] =>
    gathered(contributions({ namespace: "observability", ...facts })).alerts;

const rooms = {
    ...{ namespace: "observability", gatewayNamespace: "kong" },
    ...{ samplingRate: 1, agents: true, accessLines: true },
};

/** What all rooms of a stack with everything measure. */
export const everySource: MetricSource[] = [
    kongSource("kong"),
    controllerSource("kong"),
    databaseSource("kong"),
    ...hybridSources("kong", "kong-cp-kong", ["kong-dp-kong"]),
    ...contributions({ ...rooms, promtail: true }).flatMap((contribution) => contribution.sources ?? []),
];

/** All dashboards of a stack that has everything, with what its rooms contribute. */
export const dashboardsOf = (facts: Partial<DashboardFacts> = {}): ReturnType<typeof ourDashboards> =>
    ourDashboards({
        ...{ namespace: "observability", gatewayNamespace: "kong", topology: "hybrid", logIngestion: "otlp" },
        ...{ objectives: true, panels: gathered([...contributions(rooms), probesContribution(probes)]).panels },
        ...facts,
    });

const probes = { enabled: true, interval: "30s", resources };
