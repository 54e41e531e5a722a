import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer, ObservabilityLayer, WatchedGateway } from "../../model/layers";
import type { Delivery } from "../release/chartRelease";
import { alertRules } from "../shared/alertRules";
import { Collector, type CollectorArgs } from "./collector/collector";
import { contributions } from "./contributions";
import { Dashboards } from "./grafana/dashboards";
import { Datasources } from "./grafana/datasources";
import { provideGatewayDashboard } from "./grafana/gatewayDashboard";
import type { GrafanaOidc } from "./metrics/grafana/login";
import { Logs, type LogsArgs } from "./logs/logs";
import { Metrics, type MetricsArgs } from "./metrics/metrics";
import { type Contribution, gathered } from "./shared/contribution";
import { Traces, type TracesArgs } from "./traces/traces";

/** What can be chosen about each signal, as plain values. */
export interface ObservabilityArgs {
    metrics: Pick<MetricsArgs, MetricsChoice> & { slack?: { channel: string } };
    logs: Pick<LogsArgs, "retention" | "volumeSize" | "resources"> &
        LogsArgs["variant"] &
        Pick<CollectorArgs, "containers">;
    traces: Pick<TracesArgs, "retention" | "volumeSize" | "resources">;
    collector: Pick<CollectorArgs, "replicas" | "resources">;
    /** Login to Grafana by OpenID Connect. @default the administrator's alone */
    grafanaOidc?: GrafanaOidc;
    /** Where browsers reach each page, without a trailing slash. */
    addresses: MetricsArgs["addresses"];
    /** What the choices above need beside them. */
    secrets: Partial<Record<"slackWebhookUrl" | "grafanaOidcClientSecret", pulumi.Output<string> | undefined>>;
    clusterName: string;
    cluster: Pick<ClusterLayer, "storageClass" | "nodesComeWithLoad">;
    gateway: WatchedGateway;
    /** Of rooms that come after the gateway, or that not every stack has; shown last. @default none */
    contributions?: Contribution[];
    delivery: Delivery;
}

type MetricsChoice =
    | ("scrapeInterval" | "evaluationInterval" | "retention" | "volumeSize" | "resources" | "grafana")
    | ("runbookBaseUrl" | "serviceMonitors" | "podMonitors");

export interface ObservabilityConnection {
    layer: ObservabilityLayer<pulumi.Output<string>>;
    /** The kinds of monitors and rules exist once these do. */
    ready: pulumi.Resource[];
}

/**
 * Metrics, logs and traces, the collector between them and the gateway, and Grafana's view of it all.
 * @param name of the namespace
 */
export function connectObservability(
    name: string,
    args: ObservabilityArgs,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): ObservabilityConnection {
    const { cluster, gateway, delivery, clusterName } = args;
    // The node exporter must see the node, so this namespace cannot be restricted.
    const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
    const namespace = new k8s.core.v1.Namespace(name, { metadata: { name, labels } }, opts);
    const place = { namespace: name, delivery, ...cluster };

    const metrics = new Metrics("metrics", metricsArgs(args, place), { ...opts, dependsOn: [namespace] });
    const { rules } = metrics;
    const files = args.metrics.grafana.dashboards.filter((dashboard) => dashboard.kind === "file");
    if (files.length > 0) {
        new Dashboards("metrics-dashboards", { namespace: name, files }, { parent: metrics, dependsOn: [namespace] });
    }
    // Everything below brings monitors, whose kinds kube-prometheus-stack installs.
    const monitored = { ...opts, dependsOn: [metrics.release] };
    const kept = { ...place, monitorLabels: rules.monitorLabels };
    const watched = { ...gateway, queryStrings: gateway.accessLog.queryString };
    const logs = new Logs("logs", { ...args.logs, ...kept, variant: args.logs, gateway: watched }, monitored);
    const metricsRemoteWriteUrl = metrics.remoteWriteUrl;
    const traces = new Traces("traces", { ...args.traces, ...kept, metricsRemoteWriteUrl }, monitored);
    const backends = { tracesEndpoint: traces.otlpGrpcEndpoint, logsUrl: logs.otlpUrl, metricsUrl: metrics.otlpUrl };
    const read = { queryStrings: watched.queryStrings, containers: args.logs.containers };
    const telemetry = { ...backends, ...read, environment: gateway.environment, clusterName, gateway };
    const collector = new Collector("collector", { ...args.collector, ...kept, ...telemetry }, monitored);

    const datasources = { ...metrics.datasources, ...logs.datasources, ...traces.datasources };
    const views = { namespace: name, logIngestion: logs.ingestion, gatewayNamespace: gateway.namespace };
    const { scrapeInterval } = args.metrics;
    new Datasources("datasources", { ...views, urls: datasources, scrapeInterval }, monitored);
    const { sampling, accessLog, untracedRoutes } = gateway;
    const seen = { samplingRate: sampling.rate, agents: collector.takesLogs, accessLines: accessLog.enabled };
    const facts = { ...views, ...seen, untracedRoutes };
    const { alerts, panels, checks } = gathered([...contributions(facts), ...(args.contributions ?? [])]);
    provideGatewayDashboard("gateway-dashboard", { ...views, panels }, monitored);
    alertRules("signal-alerts", { group: "signals", namespace: name, ...rules, rules: alerts }, monitored);

    return {
        layer: {
            namespace: name,
            datasources,
            otlp: { grpc: collector.otlpGrpcEndpoint, http: collector.otlpHttpUrl },
            logIngestion: logs.ingestion,
            pages: metrics.pages,
            grafanaAdminSecret: { namespace: name, name: metrics.grafanaAdminSecret },
            rules,
            checks,
        },
        ready: [metrics.release],
    };
}

type Place = Pick<MetricsArgs, "namespace" | "delivery" | "storageClass" | "nodesComeWithLoad">;

/** Those of the choices that go with a secret are taken up only together with it. */
function metricsArgs({ metrics, grafanaOidc, secrets, ...args }: ObservabilityArgs, place: Place): MetricsArgs {
    const { slackWebhookUrl, grafanaOidcClientSecret } = secrets;
    return {
        ...metrics,
        ...place,
        clusterName: args.clusterName,
        addresses: args.addresses,
        ingressController: args.gateway.topology === "ingress-controller",
        slack: metrics.slack && slackWebhookUrl && { ...metrics.slack, webhookUrl: slackWebhookUrl },
        grafanaOidc: grafanaOidc &&
            grafanaOidcClientSecret && { ...grafanaOidc, clientSecret: grafanaOidcClientSecret },
    };
}
