import { gatewayAlerts } from "../../components/gateway/nodes/alerts";
import { databaseAlerts, databaseSource } from "../../components/gateway/database/alerts";
import { hybridSources } from "../../components/gateway/nodes/sources";
import { hybridAlerts } from "../../components/gateway/hybrid/alerts";
import { ingressControllerAlerts } from "../../components/gateway/ingressController/alerts";
import { contributions } from "../../components/observability/contributions";
import { clusterAlerts } from "../../components/observability/metrics/defaultRules";
import { probeAlerts } from "../../components/observability/probes/probeAlerts";
import { gathered } from "../../components/observability/shared/contribution";
import { objectiveAlerts } from "../../components/gateway/objectives/alerts";
import { objectiveRecordings } from "../../components/gateway/objectives/recordings";
import type { Alert, Recording } from "../../components/shared/alertRules";

/** Alerts that exist together, and where they do. */
export interface AlertGroup {
    title: string;
    alerts: readonly Alert[];
    /** What they read that is recorded. @default nothing */
    recordings?: readonly Recording[];
}

const everything = {
    namespace: "observability",
    gatewayNamespace: "kong",
    samplingRate: 1,
    agents: true,
    accessLines: true,
};

const orders = {
    name: "orders",
    routes: [{ name: "orders", stripPath: true, preserveHost: false, plugins: [] }],
    slo: { availability: 99.9, latency: { objective: 99, threshold: "250ms" as const }, window: "360h" },
};

const namespace = "kong";
const gateways = ["kong-dp-kong"];
const sources = [...hybridSources(namespace, "kong-cp-kong", gateways), databaseSource(namespace)];
const gateway = { namespace, edition: "enterprise" as const, gateways, sources };

/** Every alert of ours, as a stack with all that there is would have it. */
export const alertGroups: readonly AlertGroup[] = [
    { title: "The gateway, in both topologies", alerts: gatewayAlerts(gateway) },
    { title: "Topology `hybrid`", alerts: hybridAlerts("kong") },
    { title: "With `kong.database.kind: cloudnativepg`", alerts: databaseAlerts("kong") },
    { title: "Topology `ingress-controller`", alerts: ingressControllerAlerts("kong") },
    {
        title: "Of services with `slo`",
        alerts: objectiveAlerts,
        recordings: objectiveRecordings("kong", [{ ...orders, url: "http://orders", plugins: [] }]),
    },
    { title: "The signals, in both topologies", alerts: gathered(contributions(everything)).alerts },
    { title: "With `probes.enabled`", alerts: probeAlerts },
    { title: "The cluster", alerts: clusterAlerts },
];

/** How an alert's name is shown: without the labels of one case. */
const inWords = (text: string): string =>
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "*$1*").replaceAll(/\{\{ \$value[^}]*\}\}/g, "…");

const row = ({ alert, labels, annotations }: Alert): string =>
    `| [${alert}](${alert}.md) | ${labels.severity} | ${inWords(annotations.summary)} |`;

/** The list of all runbooks. */
export function runbooksPage(): string {
    const groups = alertGroups.map(
        ({ title, alerts }) => `## ${title}

| alert | severity | what it says |
| --- | --- | --- |
${alerts.map(row).join("\n")}
`,
    );
    return `# Runbooks

<!-- Written by \`npm run docs\` from the alerts in components/. -->

One page for each alert of ours: what it means, where to look, what to do. The annotation \`runbook_url\` of the alert leads there, in Grafana,
Alertmanager and messages. kube-prometheus-stack brings its own for the cluster, with runbooks of their own:
[the alerts of kube-prometheus-stack](kube-prometheus-stack.md) goes through them. Where alerts go: [alerting](../alerting.md).

${groups.join("\n")}`;
}
