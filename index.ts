import * as k8s from "@pulumi/kubernetes";
import { connectAccess, publicAddresses } from "./components/access/access";
import { connectCluster } from "./components/cluster/connect";
import type { ClusterConnection } from "./components/cluster/connection";
import { connectGateway } from "./components/gateway/connect";
import { answeredRequest, untracedRoutes } from "./model/gateway";
import { samplingInWords } from "./model/sampling";
import type { HybridSettings } from "./components/gateway/hybrid/hybrid";
import { Collector } from "./components/observability/collector/collector";
import { Datasources } from "./components/observability/grafana/datasources";
import { provideGatewayDashboard } from "./components/observability/grafana/gatewayDashboard";
import { Logs } from "./components/observability/logs/logs";
import { Metrics } from "./components/observability/metrics/metrics";
import { provideSignalAlerts } from "./components/observability/alerts/signalAlerts";
import { Traces } from "./components/observability/traces/traces";
import type { StackOutputs } from "./components/outputs";
import { Sample } from "./components/sample/sample";
import { loadSettings, type Settings } from "./settings/load";

/** The whole system on one page: settings → cluster → observability → gateway → outputs. */
export = async (): Promise<StackOutputs> => {
    const settings = loadSettings();
    const { access, kong, gateway, sampling, stack, secrets, registry, chartOverrides: overrides } = settings;
    const clusterName = `${settings.project}-${stack}`;

    const cluster = await connectCluster("cluster", settings.cluster, { registry, overrides });
    const { provider, storageClass, live, nodesComeWithLoad } = cluster;
    const delivery = { registry, overrides, live };
    const newNamespace = (name: string, labels: Record<string, string>): k8s.core.v1.Namespace =>
        new k8s.core.v1.Namespace(name, { metadata: { name, labels } }, { provider, dependsOn: cluster.ready });

    // Observability. The node exporter must see the node, so this namespace cannot be restricted.
    const namespace = "observability";
    const observability = newNamespace(namespace, { "pod-security.kubernetes.io/enforce": "privileged" });
    const place = { namespace, delivery, storageClass, nodesComeWithLoad };

    const slack = settings.metrics.slack &&
        secrets.slackWebhookUrl && { ...settings.metrics.slack, webhookUrl: secrets.slackWebhookUrl };
    const oidc = access.grafana?.oidc &&
        secrets.grafanaOidcClientSecret && { ...access.grafana.oidc, clientSecret: secrets.grafanaOidcClientSecret };
    const metricsArgs = {
        ...settings.metrics,
        ...place,
        clusterName,
        slack,
        ingressController: kong.topology === "ingress-controller",
        addresses: publicAddresses(access),
        grafanaOidc: oidc,
    };
    const metrics = new Metrics("metrics", metricsArgs, { provider, dependsOn: [observability] });
    const { monitorLabels, rules } = metrics;
    // Everything below brings monitors, whose kinds kube-prometheus-stack installs.
    const monitored = { provider, dependsOn: [metrics.release] };

    const kongNamespace = "kong";
    const read = { ...gateway, namespace: kongNamespace, queryStrings: gateway.accessLog.queryString };
    const logs = new Logs(
        "logs",
        { ...settings.logs, ...place, monitorLabels, variant: settings.logs, gateway: read },
        monitored,
    );
    const traces = new Traces(
        "traces",
        { ...settings.traces, ...place, monitorLabels, metricsRemoteWriteUrl: metrics.remoteWriteUrl },
        monitored,
    );
    const backends = { tracesEndpoint: traces.otlpGrpcEndpoint, logsUrl: logs.otlpUrl, metricsUrl: metrics.otlpUrl };
    const telemetry = { ...backends, environment: stack, clusterName, queryStrings: read.queryStrings };
    const collectorArgs = { ...settings.collector, ...place, ...telemetry, monitorLabels, gateway: read };
    const collector = new Collector("collector", collectorArgs, monitored);
    const accessArgs = {
        ...access,
        namespace,
        registry,
        topology: kong.topology,
        inside: metrics.pages,
        oidcClientSecret: secrets.accessOidcClientSecret,
    };
    const ways = connectAccess("access", accessArgs, monitored);

    // The gateway serves the sample's first, so that its probe asks what is in the cluster.
    const restricted = { "pod-security.kubernetes.io/enforce": "restricted" };
    const sample = settings.sample
        ? new Sample(
              "sample",
              { namespace: "sample", registry },
              { provider, dependsOn: [newNamespace("sample", restricted)] },
          )
        : undefined;
    const services = [...(sample?.services ?? []), ...gateway.services];

    // Gateway.
    const gatewayNamespace = newNamespace(kongNamespace, {
        ...restricted,
        ...cluster.loadBalancer("internet-facing").namespaceLabels,
    });
    const inKong = { provider, dependsOn: [gatewayNamespace, metrics.release, ...(sample ? [sample.ready] : [])] };
    const views = { namespace, logIngestion: logs.ingestion, gatewayNamespace: kongNamespace };
    const urls = {
        prometheusUrl: metrics.queryUrl,
        alertmanagerUrl: metrics.alertmanagerUrl,
        lokiUrl: logs.queryUrl,
        tempoUrl: traces.queryUrl,
    };
    new Datasources("datasources", { ...views, ...urls, scrapeInterval: settings.metrics.scrapeInterval }, monitored);
    provideGatewayDashboard("gateway-dashboard", views, monitored);
    const seen = { samplingRate: sampling.rate, agents: collector.takesLogs, accessLines: gateway.accessLog.enabled };
    provideSignalAlerts(
        "signal-alerts",
        { ...views, ...seen, ...rules, untracedRoutes: untracedRoutes(services) },
        monitored,
    );

    const { proxies, controlPlane } = await connectGateway(
        kong.topology === "hybrid" ? { ...kong, database: databaseArgs(kong.database, settings, cluster) } : kong,
        {
            namespace: kongNamespace,
            delivery,
            ...rules,
            monitoringNamespace: namespace,
            loadBalancer: (scheme) => cluster.loadBalancer(scheme),
            licence: secrets.kongLicense,
        },
        {
            services,
            plugins: gateway.plugins,
            signals: {
                otlpHttpUrl: collector.otlpHttpUrl,
                takesLogs: collector.takesLogs,
                sampling,
                accessLog: gateway.accessLog,
                resourceAttributes: { "deployment.environment.name": stack, ...gateway.resourceAttributes },
            },
            selectTag: gateway.selectTag,
            access: ways?.gateway ?? { services: [], certificates: [] },
        },
        inKong,
    );

    const request = answeredRequest(services);
    return {
        kubeconfig: cluster.kubeconfig,
        proxies: Object.fromEntries(Object.entries(proxies).map(([name, { address }]) => [name, address])),
        grafana: { url: metrics.grafanaUrl, adminSecret: { namespace, name: metrics.grafanaAdminSecret } },
        ...(ways && { access: ways.output }),
        datasources: {
            prometheus: metrics.queryUrl,
            alertmanager: metrics.alertmanagerUrl,
            loki: logs.queryUrl,
            tempo: traces.queryUrl,
        },
        otlp: { grpc: collector.otlpGrpcEndpoint, http: collector.otlpHttpUrl },
        ...(controlPlane && { controlPlane }),
        topology: kong.topology,
        sampling: samplingInWords(sampling),
        probe: {
            proxies: Object.fromEntries(Object.entries(proxies).map(([name, { url }]) => [name, url])),
            ...(request && { request }),
            samplingRate: sampling.rate,
            trustCallers: sampling.trustCallers,
            accessLog: gateway.accessLog.enabled,
            logIngestion: logs.ingestion,
        },
    };
};

/** Each kind of database with what only this page knows. */
function databaseArgs(
    database: HybridDatabase,
    { protect, secrets, project, stack }: Settings,
    { network, storageClass }: ClusterConnection,
): HybridSettings["database"] {
    switch (database.kind) {
        case "cloudnativepg":
            return { ...database, storageClass };
        case "rds":
            return {
                ...database,
                identifier: `${project}-${stack}-kong`,
                protect,
                tags: { project, stack },
                network: checked(network),
            };
        case "external":
            return { ...database, password: checked(secrets.databasePassword) };
    }
}

type HybridDatabase = Extract<Settings["kong"], { topology: "hybrid" }>["database"];

/** What the checks of the settings have made sure of: a VPC for RDS, a password for a database elsewhere. */
function checked<T>(value: T | undefined): T {
    if (value === undefined) {
        throw new Error("the settings were not checked");
    }
    return value;
}
