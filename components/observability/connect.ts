import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import {
    destinationInWords,
    type LogsDestination,
    type MetricsDestination,
    staysInCluster,
    workspacesIn,
    type TracesDestination,
} from "../../model/destinations";
import { declaredDatasources } from "../../model/datasources";
import type { ClusterLayer, ObservabilityLayer, ReadGateway, RuleSettings } from "../../model/layers";
import type { SignalCheck } from "../../model/signalCheck";
import type { Delivery } from "../release/chartRelease";
import { alertRules } from "../shared/alertRules";
import type { CredentialTexts } from "../shared/credentials";
import { provideDashboards } from "../shared/dashboards/provide";
import type { ContainerLogs } from "./collector/agent/containers/containerLogs";
import type { CollectorSettings } from "./collector/args";
import { Collector } from "./collector/collector";
import type { ApplicationErrors } from "./alerts/applicationErrors";
import { type OwnRuleGroup, provideOwnRules } from "./alerts/ownRules";
import { contributions } from "./contributions";
import { Dashboards } from "./grafana/dashboards/files";
import { Datasources, type DatasourcesArgs } from "./grafana/datasources";
import { dashboardPlace, ourDashboards } from "./grafana/dashboards/ours";
import type { GrafanaOidc } from "./metrics/grafana/login";
import { Promtail, type PromtailArgs } from "./logs/promtail/promtail";
import { Logs, type LogsArgs } from "./logs/logs";
import { type LogsChoice, logsVariant } from "./logs/variant";
import type { Alerting } from "./metrics/alertmanager/config";
import { withSlack } from "./metrics/alertmanager/slackShortForm";
import { Metrics, type MetricsArgs } from "./metrics/metrics";
import { gathered } from "./shared/contribution";
import type { ObjectStores } from "./storage/connect";
import { guardStores, type Store, type StoreAccess } from "./storeAccess";
import { Traces, type TracesArgs } from "./traces/traces";

/** The choices about each signal, as plain values. */
export interface ObservabilityArgs {
    metrics: Pick<MetricsArgs, MetricsChoice> & { slack?: { channel: string } };
    logs: Pick<LogsArgs, "retention" | "volumeSize" | "resources"> &
        LogsChoice &
        Pick<CollectorSettings, "events"> & { containers: ContainerLogs; destinations: LogsDestination[] };
    traces: Pick<TracesArgs, "retention" | "volumeSize" | "resources"> & { destinations: TracesDestination[] };
    collector: Pick<CollectorSettings, "replicas" | "resources" | "exporters" | "processors" | "env" | "receive">;
    /** Receivers and routes of alerts, in addition to `metrics.slack`. */
    alerts: Alerting &
        Pick<RuleSettings, "runbookBaseUrl"> & { rules: OwnRuleGroup[]; applicationErrors: ApplicationErrors };
    /**
     * Login to Grafana by OpenID Connect.
     * @default only the administrator can log in
     */
    grafanaOidc?: GrafanaOidc;
    /** For the signals that are not stored on a volume. */
    objectStores: ObjectStores;
    /** AWS permissions for Alertmanager to publish to its topics, and for Prometheus and Grafana to use workspaces. */
    metricsIdentities: pulumi.Resource[];
    networkPolicies: StoreAccess;
    /** Addresses of the pages in browsers, without a trailing slash. */
    addresses: MetricsArgs["addresses"];
    /** Secrets for the choices above. */
    secrets: Partial<Record<"slackWebhookUrl" | "grafanaOidcClientSecret", pulumi.Output<string> | undefined>>;
    /** Secret texts that settings refer to by name. */
    credentials: CredentialTexts;
    /** Namespace of all of it, which is created here. */
    namespace: string;
    clusterName: string;
    cluster: Pick<ClusterLayer, "storageClass" | "nodesComeWithLoad" | "loadBalancers">;
    telemetry: TelemetrySettings;
    delivery: Delivery;
}

/** What is known of gateways, by settings alone: there may be none in this stack, and several in others. */
interface TelemetrySettings extends Pick<CollectorSettings, "environment" | "queryStrings" | "ownGateway"> {
    /** Whose lines agents read. */
    gateways: ReadGateway[];
    /** Whether one of them may have an ingress controller. */
    ingressController: boolean;
}

type MetricsChoice =
    | ("scrapeInterval" | "evaluationInterval" | "retention" | "replicas" | "volumeSize" | "resources" | "grafana")
    | ("serviceMonitors" | "podMonitors" | "destinations");

export interface ObservabilityConnection {
    layer: ObservabilityLayer<pulumi.Output<string>>;
    /** Resources after which the CRDs of monitors and rules exist. */
    ready: pulumi.Resource[];
    /** What senders in other clusters show to the collector, by their names; secrets. */
    senderCertificates: Collector["senderCertificates"];
}

/**
 * Metrics, logs and traces, the collector between the gateway and the stores, and Grafana.
 */
export function connectObservability(
    name: string,
    args: ObservabilityArgs,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): ObservabilityConnection {
    const { namespace, cluster, delivery, clusterName } = args;
    const { environment, queryStrings, gateways, ownGateway } = args.telemetry;
    const metadata = { name: namespace, labels: namespaceLabels(args) };
    const made = new k8s.core.v1.Namespace(name, { metadata }, opts);
    const place = { namespace, delivery, ...cluster };

    const metrics = new Metrics("metrics", metricsArgs(args, place), { ...opts, dependsOn: [made] });
    const { rules } = metrics;
    dashboardFiles(args, { namespace }, { parent: metrics, dependsOn: [made] });
    // Everything below creates monitors, whose CRDs kube-prometheus-stack installs.
    const monitored = { ...opts, dependsOn: [metrics.release] };
    const kept = { ...place, monitorLabels: rules.monitorLabels };
    const read = { gateways: gateways.map((gateway) => gateway.namespace), queryStrings };
    const destinations = { traces: args.traces.destinations, logs: args.logs.destinations };
    const { logs, traces } = storesOf(args, { ...kept, ...read }, metrics, monitored);
    const stores = { tracesEndpoint: traces?.otlpGrpcEndpoint, logsUrl: logs?.otlpUrl };
    const backends = { ...stores, metricsUrls: metrics.otlpUrls, destinations, credentials: args.credentials };
    const promtail = promtailOf(args.logs, logs, { ...kept, ...read }, monitored);
    // With promtail, agents do not read the same lines again.
    const containers = { ...args.logs.containers, ...(promtail && { enabled: false }) };
    const lines = { queryStrings, gateways, ownGateway, containers, events: args.logs.events };
    const telemetry = { ...backends, ...lines, environment, clusterName };
    const collector = new Collector("collector", { ...args.collector, ...kept, ...telemetry }, monitored);

    const datasources = { ...metrics.datasources, ...logs?.datasources, ...traces?.datasources };
    const views = { namespace, logIngestion: logs?.ingestion ?? "otlp" };
    new Datasources("datasources", { ...views, urls: datasources, ...furtherDatasources(args) }, monitored);
    const allLines = promtail !== undefined || (collector.takesLogs && containers.enabled);
    const there = {
        ...{ tempo: traces !== undefined, loki: logs !== undefined, promtail: promtail !== undefined },
        ...{ agents: collector.takesLogs, allLines, certificates: collector.hasCertificates },
    };
    const checks = watch(args, { ...views, ...rules, there }, monitored);

    return {
        layer: {
            namespace,
            datasources,
            otlp: collector.otlp,
            logIngestion: views.logIngestion,
            destinations: inWords({ metrics: args.metrics.destinations, ...destinations }),
            pages: metrics.pages,
            grafanaAdminSecret: { namespace, name: metrics.grafanaAdminSecret },
            rules,
            dashboards: dashboardPlace(namespace),
            ...(collector.takesLogs && { agents: { gateways: gateways.map(asRead) } }),
            queryStrings,
            checks,
            heard: metrics.heard,
        },
        ready: [metrics.release],
        senderCertificates: collector.senderCertificates,
    };
}

function namespaceLabels({ collector, cluster }: ObservabilityArgs): Record<string, string> {
    const service = collector.receive?.service;
    return {
        // The node exporter needs access to the node, so this namespace cannot be restricted.
        "pod-security.kubernetes.io/enforce": "privileged",
        ...(service?.type === "LoadBalancer" && cluster.loadBalancers[service.scheme]?.namespaceLabels),
    };
}

/**
 * Rules and dashboards of the parts here.
 * @returns the checks for signals
 */
function watch(
    { logs, alerts: { applicationErrors, rules: groups } }: ObservabilityArgs,
    {
        there,
        ...place
    }: RuleSettings &
        Views & { there: Record<"tempo" | "loki" | "promtail" | "agents" | "allLines" | "certificates", boolean> },
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): SignalCheck[] {
    const counted = there.allLines ? { applicationErrors } : {};
    const { alerts, recordings, panels, checks } = gathered(
        contributions({ ...place, ...there, ...counted, logDestinations: logs.destinations }),
    );
    const stores = (["loki", "tempo"] as const).filter((store) => there[store]);
    const dashboards = ourDashboards({ ...place, stores, errorsCounted: there.allLines, panels });
    provideDashboards(dashboards, dashboardPlace(place.namespace), opts);
    provideOwnRules("own-rules", { ...place, groups }, opts);
    alertRules("recordings", { ...place, group: "recordings", rules: recordings }, opts);
    alertRules("signal-alerts", { ...place, group: "signals", rules: alerts }, opts);
    return checks;
}

const asRead = ({ namespace, environment }: ReadGateway): Pick<ReadGateway, "namespace" | "environment"> => ({
    namespace,
    environment,
});

/** What dashboards and datasources need to know about the signals. */
type Views = Pick<DatasourcesArgs, "namespace" | "logIngestion">;

/** What Grafana asks beside the stores, and how often Prometheus has something new. */
const furtherDatasources = ({
    metrics: { scrapeInterval, destinations, grafana },
}: ObservabilityArgs): Pick<DatasourcesArgs, "scrapeInterval" | "own" | "workspaces"> => ({
    scrapeInterval,
    own: grafana.datasources,
    workspaces: workspacesIn(destinations),
});

/** Dashboards from files of the stack. */
function dashboardFiles(
    { metrics, logs, traces }: ObservabilityArgs,
    place: { namespace: string },
    opts: { parent: Metrics; dependsOn: pulumi.Resource[] },
): void {
    const datasources = declaredDatasources({ metrics, logs, traces });
    const files = metrics.grafana.dashboards.filter((dashboard) => dashboard.kind === "file");
    if (files.length > 0) {
        new Dashboards("metrics-dashboards", { ...place, files, datasources }, opts);
    }
}

/** The charts of the stores in the cluster. */
function storesHere({ logs, traces }: Pick<ObservabilityArgs, "logs" | "traces">): Store[] {
    return [
        "kube-prometheus-stack",
        ...(staysInCluster(logs.destinations) ? [logs.chart] : []),
        ...(staysInCluster(traces.destinations) ? ["tempo" as const] : []),
    ];
}

/** Loki and Tempo, if their signal is stored in the cluster, and the network policies of all stores. */
function storesOf(
    { logs, traces, objectStores, networkPolicies }: ObservabilityArgs,
    around: Omit<
        LogsArgs & TracesArgs,
        "retention" | "volumeSize" | "resources" | "variant" | "metricsRemoteWriteUrls"
    >,
    metrics: Metrics,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): { logs: Logs | undefined; traces: Traces | undefined } {
    const { namespace, delivery } = around;
    const { releaseNames } = delivery;
    const guarded = { namespace, releaseNames, stores: storesHere({ logs, traces }) };
    guardStores(networkPolicies, guarded, opts);
    const more = { metricsRemoteWriteUrls: metrics.remoteWriteUrls, objectStore: objectStores.traces };
    return {
        logs: staysInCluster(logs.destinations)
            ? new Logs("logs", { ...logs, ...around, variant: logsVariant(logs, objectStores.logs) }, opts)
            : undefined,
        traces: staysInCluster(traces.destinations)
            ? new Traces("traces", { ...traces, ...around, ...more }, opts)
            : undefined,
    };
}

/** Promtail, if enabled. */
function promtailOf(
    choice: ObservabilityArgs["logs"],
    logs: Logs | undefined,
    around: Omit<PromtailArgs, "lokiUrl" | "lines">,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): Promtail | undefined {
    return logs !== undefined && choice.chart === "loki" && choice.shipper === "promtail"
        ? new Promtail("promtail", { ...around, lokiUrl: logs.url, lines: choice.containers }, opts)
        : undefined;
}

function inWords(
    lists: Record<"metrics" | "logs" | "traces", (TracesDestination | MetricsDestination)[]>,
): ObservabilityLayer["destinations"] {
    const { metrics, logs, traces } = lists;
    const words = (list: (TracesDestination | MetricsDestination)[]): string[] => list.map(destinationInWords);
    return { metrics: words(metrics), logs: words(logs), traces: words(traces) };
}

type Place = Pick<MetricsArgs, "namespace" | "delivery" | "storageClass" | "nodesComeWithLoad">;

/** Choices that need a secret are passed on only together with it. */
function metricsArgs({ metrics, alerts, grafanaOidc, secrets, ...args }: ObservabilityArgs, place: Place): MetricsArgs {
    const { slackWebhookUrl, grafanaOidcClientSecret } = secrets;
    return {
        ...metrics,
        ...place,
        credentials: args.credentials,
        identities: args.metricsIdentities,
        clusterName: args.clusterName,
        addresses: args.addresses,
        ingressController: args.telemetry.ingressController,
        datasources: declaredDatasources({ metrics, logs: args.logs, traces: args.traces }),
        runbookBaseUrl: alerts.runbookBaseUrl,
        alerting: metrics.slack && slackWebhookUrl ? withSlack(alerts, metrics.slack.channel) : alerts,
        slackWebhookUrl: metrics.slack && slackWebhookUrl,
        grafanaOidc: grafanaOidc &&
            grafanaOidcClientSecret && { ...grafanaOidc, clientSecret: grafanaOidcClientSecret },
    };
}
