import { ofProbes } from "../../../components/gateway/probes/connect";
import type { SignalFacts } from "../../../components/gateway/watch/alerts/signals";
import type { GatewayFacts } from "../../../components/gateway/watch/dashboards/facts";
import { gatewayDashboards } from "../../../components/gateway/watch/dashboards/ours";
import { watchAlerts } from "../../../components/gateway/watch/watch";
import { databaseSource } from "../../../components/gateway/database/alerts";
import { controllerSource, hybridSources, kongSource } from "../../../components/gateway/nodes/sources";
import type { MetricSource } from "../../../components/shared/metricSources";
import { contributions, type StackFacts } from "../../../components/observability/contributions";
import type { Alerting } from "../../../components/observability/metrics/alertmanager/config";
import type { DashboardFacts } from "../../../components/observability/grafana/dashboards/facts";
import { ourDashboards } from "../../../components/observability/grafana/dashboards/ours";
import { declaredDatasources } from "../../../model/datasources";
import { gathered } from "../../../components/observability/shared/contribution";
import type { Alert } from "../../../components/shared/alertRules";
import type { StoreName } from "../../../model/layers";

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
export const signalAlerts = ({
    agents = true,
    ...facts
}: Partial<SignalFacts> & Pick<SignalFacts, "samplingRate" | "accessLogs"> & { agents?: boolean }): Alert[] => [
    ...gathered(contributions({ ...rooms, agents })).alerts,
    ...watchAlerts({ namespace: "kong", ...facts }),
];

/** The rooms of a stack that has everything, as it is where nothing is set. */
export const rooms: StackFacts = {
    namespace: "observability",
    agents: true,
    lineCounts: true,
    spanMetrics: true,
    collector: true,
    ownPrometheus: true,
    tempo: true,
    loki: true,
    promtail: false,
    metricsToDeepFlow: false,
    certificates: false,
    logDestinations: [],
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
export const dashboardsOf = ({
    gateway = {},
    stores = ["loki", "tempo"],
    ...facts
}: Partial<Pick<DashboardFacts, "logIngestion" | "panels">> & {
    stores?: StoreName[];
    gateway?: Partial<GatewayFacts>;
} = {}): ReturnType<typeof ourDashboards> => {
    const { logIngestion = "otlp" } = facts;
    const there = { loki: stores.includes("loki"), tempo: stores.includes("tempo") };
    return {
        ...gatewayDashboards({
            ...{ namespace: "kong", topology: "hybrid", objectives: true, panels: ofProbes(probes, "kong").panels },
            ...{ spanMetrics: true, logIngestion, ...there },
            ...gateway,
        }),
        ...ourDashboards({
            ...{ ...rooms, ...there, stores: there, errorsCounted: true, deepflow: false, logIngestion },
            ...{ prometheusNamespace: rooms.namespace, panels: gathered(contributions(rooms)).panels },
            ...facts,
        }),
    };
};

const probes = { enabled: true, interval: "30s", resources };
