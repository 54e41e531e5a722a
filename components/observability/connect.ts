import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
    destinationInWords,
    goesToDeepFlow,
    type MetricsDestination,
    type TracesDestination,
} from "../../model/destinations";
import { declaredDatasources } from "../../model/datasources";
import type {
    DashboardPlace,
    DatasourceUrls,
    ObservabilityLayer,
    ReadGateway,
    RuleSettings,
    StoreName,
} from "../../model/layers";
import type { SignalCheck } from "../../model/signalCheck";
import { alertRules } from "../shared/alertRules";
import { provideDashboards } from "../shared/dashboards/provide";
import type { ComponentOptions } from "../shared/component";
import type { Collector } from "./collector/collector";
import type { ObservabilityArgs } from "./args";
import { collectorOf, type CollectorConnection } from "./collectorChoice";
import { provideOwnRules } from "./alerts/ownRules";
import { contributions, type StackFacts } from "./contributions";
import { connectDeepFlow, reachingDeepFlow } from "./deepflow/connect";
import { deepflowDatasources } from "./deepflow/datasource";
import { storeSecrets, whatExists } from "./existingParts";
import { Dashboards } from "./grafana/dashboards/files";
import type { DatasourcesArgs } from "./grafana/datasources";
import { provideDatasources } from "./grafana/provisioned";
import { dashboardPlace, ourDashboards } from "./grafana/dashboards/ours";
import { withSlack } from "./metrics/alertmanager/slackShortForm";
import { connectMetrics, type ConnectMetricsArgs } from "./metrics/connect";
import type { MetricsArgs } from "./metrics/metrics";
import { gathered } from "./shared/contribution";
import type { Promtail } from "./logs/promtail/promtail";
import { promtailOf, type Stores, storesOf } from "./stores";

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
    given: ObservabilityArgs,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): ObservabilityConnection {
    const args = reachingDeepFlow(given);
    const { namespace, cluster, delivery, existing } = args;
    const { queryStrings, gateways } = args.telemetry;
    const metadata = { name: namespace, labels: namespaceLabels(args) };
    const made = new k8s.core.v1.Namespace(name, { metadata }, opts);
    const place = { namespace, delivery, ...cluster };

    const deepflow = connectDeepFlow("deepflow", { ...args, ...place }, { ...opts, dependsOn: [made] });
    const metrics = connectMetrics("metrics", metricsArgs(args, place), { ...opts, dependsOn: [made] });
    const { rules } = metrics;
    const dashboards = dashboardPlace(namespace, existing.grafana);
    dashboardFiles(args, dashboards, { ...opts, ...(metrics.parent && { parent: metrics.parent }), dependsOn: [made] });
    // Everything below creates monitors, whose CRDs kube-prometheus-stack installs.
    const monitored = { ...opts, dependsOn: metrics.ready.length > 0 ? metrics.ready : [made] };
    const kept = { ...place, monitorLabels: rules.monitorLabels };
    const read = { gateways: gateways.map((gateway) => gateway.namespace), queryStrings };
    const stores = storesOf(args, { ...kept, ...read }, metrics, monitored);
    const { logs, sent, spanMetrics } = stores;
    const promtail = promtailOf(args.logs, logs, { ...kept, ...read }, monitored);
    // With promtail, agents do not read the same lines again.
    const containers = { ...args.logs.containers, ...(promtail && { enabled: false }) };
    const fed = { ...monitored, dependsOn: [...monitored.dependsOn, ...(deepflow?.ready ?? [])] };
    const collector = collectorOf(args, { ...kept, containers }, metrics, stores, fed);

    const urls = { ...metrics.datasources, ...stores.datasources, ...deepflow?.datasources };
    const views = { namespace, logIngestion: logs?.ingestion ?? "otlp" } as const;
    provideDatasources(args, { ...views, urls, spanMetrics, brought: deepflowDatasources(args) }, monitored);
    const lineCounts = metrics.otlpUrls.length > 0;
    const allLines = promtail !== undefined || (collector.takesLogs && containers.enabled && lineCounts);
    const there = whatIsThere(given, { ...stores, promtail, collector, lineCounts });
    const asked = { loki: urls.loki !== undefined, tempo: urls.tempo !== undefined };
    const checks = watch(args, { ...views, ...rules, there, allLines, stores: asked, dashboards }, monitored);

    return {
        layer: {
            namespace,
            datasources: outputs(urls),
            otlp: collector.otlp,
            logIngestion: views.logIngestion,
            destinations: collector.destinations ?? inWords({ metrics: args.metrics.destinations, ...sent }),
            pages: metrics.pages,
            ...whatExists(args, metrics),
            rules,
            dashboards,
            lineCounts,
            spanMetrics,
            queryStrings,
            checks,
            ...(collector.takesLogs && { agents: { gateways: gateways.map(asRead) } }),
            heard: metrics.heard,
        },
        ready: metrics.ready,
        senderCertificates: collector.senderCertificates,
    };
}

function namespaceLabels({ collector, cluster, existing }: ObservabilityArgs): Record<string, string> {
    const service = collector.receive?.service;
    return {
        // The node exporter needs access to the node, so this namespace cannot be restricted.
        "pod-security.kubernetes.io/enforce": "privileged",
        ...existing.prometheus?.namespaceLabels,
        ...(service?.type === "LoadBalancer" && cluster.loadBalancers[service.scheme]?.namespaceLabels),
    };
}

/**
 * Rules and dashboards of the parts here.
 * @returns the checks for signals
 */
function watch(
    { alerts: { applicationErrors, rules: groups }, existing, deepflow: { enabled: deepflow } }: ObservabilityArgs,
    { there, allLines, stores, dashboards: found, ...place }: Watched,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): SignalCheck[] {
    const counted = allLines ? { applicationErrors } : {};
    const { alerts, recordings, panels, checks } = gathered(contributions({ ...place, ...there, ...counted }));
    const prometheusNamespace = existing.prometheus?.namespace ?? place.namespace;
    const facts = { ...place, ...there, stores, prometheusNamespace, errorsCounted: allLines, deepflow, panels };
    const dashboards = ourDashboards(facts);
    provideDashboards(dashboards, found, opts);
    provideOwnRules("own-rules", { ...place, groups }, opts);
    alertRules("recordings", { ...place, group: "recordings", rules: recordings }, opts);
    alertRules("signal-alerts", { ...place, group: "signals", rules: alerts }, opts);
    return checks;
}

const asRead = ({ namespace, environment }: ReadGateway): Pick<ReadGateway, "namespace" | "environment"> => ({
    namespace,
    environment,
});

/** What is there to be watched. */
interface Watched extends RuleSettings, Views {
    there: There;
    /** Whether errors in lines of all containers are counted. */
    allLines: boolean;
    /** Those that Grafana asks. */
    stores: Record<StoreName, boolean>;
    dashboards: DashboardPlace;
}

type There = Omit<StackFacts, "namespace" | "applicationErrors">;

type Parts = Stores & Pick<There, "lineCounts"> & { promtail: Promtail | undefined; collector: CollectorConnection };

function whatIsThere(
    { existing, metrics, logs: { destinations } }: Pick<ObservabilityArgs, "existing" | "metrics" | "logs">,
    { logs, traces, spanMetrics, promtail, collector, lineCounts }: Parts,
): There {
    return {
        agents: collector.takesLogs,
        lineCounts,
        spanMetrics,
        collector: existing.otlp === undefined,
        ownPrometheus: existing.prometheus === undefined,
        tempo: traces !== undefined,
        loki: logs !== undefined,
        promtail: promtail !== undefined,
        metricsToDeepFlow: goesToDeepFlow(metrics.destinations),
        certificates: collector.hasCertificates,
        logDestinations: destinations,
    };
}

/** What dashboards and datasources need to know about the signals. */
type Views = Pick<DatasourcesArgs, "namespace" | "logIngestion">;

/** Dashboards from files of the stack. */
function dashboardFiles(
    { metrics, logs, traces, existing, deepflow }: ObservabilityArgs,
    place: DashboardPlace,
    opts: ComponentOptions,
): void {
    const datasources = declaredDatasources({ metrics, logs, traces, existing, deepflow });
    const files = metrics.grafana.dashboards.filter((dashboard) => dashboard.kind === "file");
    if (files.length > 0) {
        new Dashboards("metrics-dashboards", { place, files, datasources }, opts);
    }
}

/** As outputs, which those are already that are installed here. */
function outputs({
    prometheus,
    ...others
}: DatasourceUrls<pulumi.Input<string>>): DatasourceUrls<pulumi.Output<string>> {
    const rest = Object.entries(others).map(([name, url]) => [name, pulumi.output(url)]);
    return { prometheus: pulumi.output(prometheus), ...Object.fromEntries(rest) };
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
function metricsArgs(
    { metrics, alerts, grafanaOidc, secrets, existing, ...args }: ObservabilityArgs,
    place: Place,
): ConnectMetricsArgs {
    const { slackWebhookUrl, grafanaOidcClientSecret } = secrets;
    return {
        ...metrics,
        ...place,
        existing,
        storeSecrets: storeSecrets(existing),
        deepflowPlugins: args.deepflow.enabled && args.deepflow.grafanaPlugins,
        watched: [place.namespace, ...args.telemetry.gateways.map(({ namespace }) => namespace)],
        credentials: args.credentials,
        identities: args.metricsIdentities,
        clusterName: args.clusterName,
        addresses: args.addresses,
        ingressController: args.telemetry.ingressController,
        datasources: declaredDatasources({ ...args, metrics, existing }),
        runbookBaseUrl: alerts.runbookBaseUrl,
        alerting: metrics.slack && slackWebhookUrl ? withSlack(alerts, metrics.slack.channel) : alerts,
        slackWebhookUrl: metrics.slack && slackWebhookUrl,
        grafanaOidc: grafanaOidc &&
            grafanaOidcClientSecret && { ...grafanaOidc, clientSecret: grafanaOidcClientSecret },
    };
}
