import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { SignalFacts } from "../../../components/observability/alerts/signalAlerts";
import { contributions } from "../../../components/observability/contributions";
import { gatewayDashboard } from "../../../components/observability/grafana/dashboards/gateway";
import type { Alerting } from "../../../components/observability/metrics/alertmanager/config";
import { gathered } from "../../../components/observability/shared/contribution";
import type { Alert } from "../../../components/shared/alertRules";
import type { LogIngestion } from "../../../model/layers";

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

export const monitorLabels = { release: "kube-prometheus-stack" };

/** What the rooms of every stack raise alerts for. */
export const signalAlerts = (facts: SignalFacts): Alert[] =>
    gathered(contributions({ namespace: "observability", ...facts })).alerts;

/** The dashboard as stacks with agents have it. */
export const gatewaySignals = (logIngestion: LogIngestion, gatewayNamespace: string): Dashboard => {
    const facts = { namespace: "observability", gatewayNamespace, samplingRate: 1, agents: true, accessLines: true };
    return gatewayDashboard({ logIngestion, gatewayNamespace, panels: gathered(contributions(facts)).panels }).build();
};
