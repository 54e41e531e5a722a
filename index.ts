import * as k8s from "@pulumi/kubernetes";
import { connectCluster } from "./components/cluster/connect";
import type { ClusterConnection } from "./components/cluster/connection";
import { ClusterCertificate } from "./components/kong/clusterCertificate";
import { ControlPlane } from "./components/kong/controlPlane";
import { DataPlane } from "./components/kong/dataPlane";
import { connectDatabase, type DatabaseSettings } from "./components/kong/database/connect";
import { GatewayConfiguration } from "./components/kong/gateway/configuration";
import { licenceSecret } from "./components/kong/licence";
import { alertRules } from "./components/kong/rules";
import { Collector } from "./components/observability/collector";
import { Datasources } from "./components/observability/datasources";
import { Logs } from "./components/observability/logs";
import { Metrics } from "./components/observability/metrics";
import { Traces } from "./components/observability/traces";
import type { StackOutputs } from "./components/outputs";
import { loadSettings, type Settings } from "./settings/load";

/** The whole system on one page: settings → cluster → observability → gateway → outputs. */
export = async (): Promise<StackOutputs> => {
    const settings = loadSettings();
    const { kong, gateway, sampling, stack, secrets } = settings;
    const clusterName = `${settings.project}-${stack}`;
    const delivery = { registry: settings.registry, overrides: settings.chartOverrides };

    const cluster = await connectCluster("cluster", settings.cluster, delivery);
    const { provider, storageClass } = cluster;
    const newNamespace = (name: string, labels: Record<string, string>): k8s.core.v1.Namespace =>
        new k8s.core.v1.Namespace(name, { metadata: { name, labels } }, { provider, dependsOn: cluster.ready });

    // Observability. The node exporter must see the node, so this namespace cannot be restricted.
    const namespace = "observability";
    const observability = newNamespace(namespace, { "pod-security.kubernetes.io/enforce": "privileged" });
    const place = { namespace, delivery, storageClass };

    const slack = settings.metrics.slack && secrets.slackWebhookUrl && { ...settings.metrics.slack, webhookUrl: secrets.slackWebhookUrl };
    const metrics = new Metrics("metrics", { ...settings.metrics, ...place, clusterName, slack }, { provider, dependsOn: [observability] });
    const { monitorLabels } = metrics;
    // Everything below brings monitors, whose kinds kube-prometheus-stack installs.
    const monitored = { provider, dependsOn: [metrics.release] };

    const logs = new Logs("logs", { ...settings.logs, ...place, monitorLabels, variant: settings.logs }, monitored);
    const traces = new Traces("traces", { ...settings.traces, ...place, monitorLabels, metricsRemoteWriteUrl: metrics.remoteWriteUrl }, monitored);
    const collector = new Collector(
        "collector",
        { ...settings.collector, ...place, monitorLabels, environment: stack, clusterName, tracesEndpoint: traces.otlpGrpcEndpoint, logsUrl: logs.otlpUrl },
        monitored,
    );
    const urls = { prometheusUrl: metrics.queryUrl, alertmanagerUrl: metrics.alertmanagerUrl, lokiUrl: logs.queryUrl, tempoUrl: traces.queryUrl };

    const kongNamespace = "kong";
    const gatewayNamespace = newNamespace(kongNamespace, { "pod-security.kubernetes.io/enforce": "restricted", ...cluster.loadBalancer("internet-facing").namespaceLabels });
    // Gateway.
    const inKong = { provider, dependsOn: [gatewayNamespace, metrics.release] };
    new Datasources("datasources", { namespace, ...urls, scrapeInterval: settings.metrics.scrapeInterval, logIngestion: logs.ingestion, gatewayNamespace: kongNamespace }, monitored);

    const certificate = new ClusterCertificate("kong-cluster-certificate", { namespace: kongNamespace, ...kong.certificate }, inKong);
    const node = {
        namespace: kongNamespace,
        delivery,
        monitorLabels,
        scrapeInterval: kong.scrapeInterval,
        certificate: certificate.ref,
        edition: kong.edition === "enterprise" && secrets.kongLicense
            ? { kind: "enterprise" as const, licenceSecret: licenceSecret("kong-licence", { namespace: kongNamespace, licence: secrets.kongLicense }, inKong) }
            : { kind: "open-source" as const },
    };
    const database = await connectDatabase("kong-database", { ...databaseArgs(settings, cluster), ...node }, inKong);
    const controlPlane = new ControlPlane("kong-cp", { ...kong.controlPlane, ...node, database, manager: kong.manager, rbac: kong.rbac, monitoringNamespace: namespace }, inKong);
    const configuration = new GatewayConfiguration(
        "kong-gateway",
        {
            namespace: kongNamespace,
            registry: settings.registry,
            database: kong.database.kind === "external" ? kong.database.host : kong.database.kind,
            adminUrl: controlPlane.adminUrl,
            adminToken: controlPlane.adminToken,
            otlpHttpUrl: collector.otlpHttpUrl,
            services: gateway.services,
            selectTag: gateway.selectTag,
            plugins: {
                takesLogs: collector.takesLogs,
                samplingRate: sampling.rate,
                resourceAttributes: { "deployment.environment.name": stack, ...gateway.resourceAttributes },
                extra: gateway.plugins,
            },
        },
        inKong,
    );
    const { clusterEndpoint, telemetryEndpoint } = controlPlane;
    const dataPlanes = kong.dataPlanes.map(({ name, proxy, ...dataPlane }) => {
        const exposure = proxy.type === "LoadBalancer" ? { type: proxy.type, ...cluster.loadBalancer(proxy.scheme) } : proxy;
        const args = { ...dataPlane, ...node, releaseName: name, exposure, sampling, clusterEndpoint, telemetryEndpoint };
        return [name, new DataPlane(name, args, { ...inKong, dependsOn: [...inKong.dependsOn, configuration.applied] })] as const;
    });
    alertRules("kong-alerts", { namespace: kongNamespace, monitorLabels }, inKong);

    return {
        kubeconfig: cluster.kubeconfig,
        proxies: Object.fromEntries(dataPlanes.map(([name, dataPlane]) => [name, dataPlane.proxyAddress])),
        grafana: { url: metrics.grafanaUrl, adminSecret: { namespace, name: metrics.grafanaAdminSecret } },
        datasources: { prometheus: metrics.queryUrl, alertmanager: metrics.alertmanagerUrl, loki: logs.queryUrl, tempo: traces.queryUrl },
        otlp: { grpc: collector.otlpGrpcEndpoint, http: collector.otlpHttpUrl },
        controlPlane: { clusterEndpoint, telemetryEndpoint, adminUrl: controlPlane.adminUrl },
        sampling: `${sampling.rate * 100} % of requests are traced, decided at the gateway`,
    };
};

/** Each kind of database with what only this page knows. The checks of the settings have made sure that there is a network or a password. */
function databaseArgs({ kong: { database }, protect, secrets, project, stack }: Settings, { network, storageClass }: ClusterConnection): DatabaseSettings {
    switch (database.kind) {
        case "cloudnativepg":
            return { ...database, storageClass };
        case "rds":
            if (network === undefined) {
                throw new Error("kong.database.kind rds needs a cluster with a VPC");
            }
            return { ...database, identifier: `${project}-${stack}-kong`, protect, network };
        case "external":
            if (secrets.databasePassword === undefined) {
                throw new Error("kong.database.kind external needs databasePassword");
            }
            return { ...database, password: secrets.databasePassword };
    }
}
