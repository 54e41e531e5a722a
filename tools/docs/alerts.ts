import { gatewayAlerts } from "../../components/gateway/nodes/alerts";
import { databaseAlerts, databaseSource } from "../../components/gateway/database/alerts";
import { hybridSources } from "../../components/gateway/nodes/sources";
import { hybridAlerts } from "../../components/gateway/hybrid/alerts";
import { ingressControllerAlerts } from "../../components/gateway/ingressController/alerts";
import { contributions } from "../../components/observability/contributions";
import { clusterAlerts } from "../../components/observability/metrics/defaultRules";
import { probeAlerts } from "../../components/gateway/probes/alerts";
import { gathered } from "../../components/observability/shared/contribution";
import { withNamespaces } from "../../settings/applicationErrors";
import { alerts } from "../../settings/schema/alerts";
import { namespaces } from "../../settings/schema/namespaces";
import { watchAlerts } from "../../components/gateway/watch/watch";
import { objectiveAlerts } from "../../components/gateway/objectives/alerts";
import { budgetRecordings, objectiveRecordings } from "../../components/gateway/objectives/recordings";
import type { Alert, Recording } from "../../components/shared/alertRules";

/** Alerts that are installed together, and where. */
export interface AlertGroup {
    title: string;
    alerts: readonly Alert[];
    /**
     * The recording rules that they read.
     * @default nothing
     */
    recordings?: readonly Recording[];
}

const everything = {
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
    certificates: true,
    logDestinations: [],
    applicationErrors: withNamespaces(alerts.parse({}).applicationErrors, namespaces.parse({})),
};

const orders = {
    name: "orders",
    url: "http://orders",
    plugins: [],
    routes: [{ name: "orders", stripPath: true, preserveHost: false, plugins: [] }],
    slo: { availability: 99.9, latency: { objective: 99, threshold: "250ms" as const }, window: "360h" },
};

const namespace = "kong";
const gateways = ["kong-dp-kong"];
const sources = [...hybridSources(namespace, "kong-cp-kong", gateways), databaseSource(namespace)];
const gateway = { namespace, edition: "enterprise" as const, gateways, sources };

/** Every alert of this program, as in a stack with everything enabled. */
export const alertGroups: readonly AlertGroup[] = [
    { title: "The gateway, in both topologies", alerts: gatewayAlerts(gateway) },
    { title: "Topology `hybrid`", alerts: hybridAlerts("kong") },
    { title: "With `kong.database.kind: cloudnativepg`", alerts: databaseAlerts("kong") },
    { title: "Topology `ingress-controller`", alerts: ingressControllerAlerts("kong") },
    {
        title: "Services with `slo`",
        alerts: objectiveAlerts("kong"),
        recordings: [...objectiveRecordings("kong", [orders]), ...budgetRecordings("kong", [orders])],
    },
    {
        title: "The signals, in both topologies",
        alerts: [
            ...gathered(contributions(everything)).alerts,
            ...watchAlerts({ namespace, samplingRate: 1, accessLogs: true }),
        ],
    },
    { title: "With `probes.enabled`", alerts: probeAlerts("kong", "observability") },
    { title: "The cluster", alerts: clusterAlerts },
];

/** An alert's name as shown: without the labels of one case. */
const inWords = (text: string): string =>
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "*$1*").replaceAll(/\{\{ \$value[^}]*\}\}/g, "…");

const row = ({ alert, labels, annotations }: Alert): string =>
    `| [${alert}](${alert}.md) | ${labels.severity} | ${inWords(annotations.summary)} |`;

/** The index of all runbooks. */
export function runbooksPage(): string {
    const groups = alertGroups.map(
        ({ title, alerts }) => `## ${title}

| alert | severity | summary |
| --- | --- | --- |
${alerts.map(row).join("\n")}
`,
    );
    return `# Runbooks

<!-- Written by \`npm run docs\` from the alerts in components/. -->

One page for each alert of this program: what it means, where to look, what to do. The alert's annotation \`runbook_url\`
links to it in Grafana, Alertmanager and notifications. kube-prometheus-stack has its own alerts for the cluster, with
their own runbooks; [the alerts of kube-prometheus-stack](kube-prometheus-stack.md) describes how they behave here. Who is
notified: [alerting](../alerting.md).

## Names in the commands

Namespaces and releases in the commands are the defaults. A stack with \`namespaces\` or \`releaseNames\` has others in their place:

| in the commands | what it is | yours |
| --- | --- | --- |
| \`-n observability\` | the namespace of the stores, collector and agents | \`namespaces.observability\`; that of another stack in its own file |
| \`-n kong\` | the namespace of the gateway | \`namespaces.gateway\` |
| \`kong-cp\` | the release of the control plane | \`releaseNames.kong\` |
| \`kong-dp\` | the release of a data plane | \`kong.dataPlanes[].name\` |
| \`kong-controller\`, \`kong-gateway\` | what the release \`kong\` of the ingress controller makes | \`releaseNames.ingress\` before the dash |
| \`kube-prometheus-stack\`, \`loki\`, \`tempo\`, \`prometheus-blackbox-exporter\` … | releases with their chart's name | \`releaseNames.CHART\` |

\`helm list --all-namespaces\` shows all of them, and \`npm run plan -- STACK\` each release with its namespace.

${groups.join("\n")}`;
}
