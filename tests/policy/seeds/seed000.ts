import type { Seen, Values } from "../../../policy/library/resource";
import { clusterPlugin, kubernetes, release } from "../helpers";

/** What the first post sets up: the ingress controller beside kube-prometheus-stack, loki-stack and Tempo. */
const from = (repo: string): Values => ({ namespace: "observability", repositoryOpts: { repo } });
const grafana = from("https://grafana.github.io/helm-charts");

export const metrics: Seen = release(
    "kube-prometheus-stack",
    {
        prometheus: { prometheusSpec: { scrapeInterval: "10s", evaluationInterval: "30s" } },
        grafana: {
            persistence: { enabled: true },
            dashboardProviders: {
                "dashboardproviders.yaml": {
                    apiVersion: 1,
                    providers: [
                        { name: "default", orgId: 1, folder: "", type: "file", disableDeletion: false, editable: true },
                    ],
                },
                options: { path: "/var/lib/grafana/dashboards/default" },
            },
            datasources: {
                "datasources.yaml": {
                    apiVersion: 1,
                    datasources: [
                        {
                            name: "Prometheus",
                            type: "prometheus",
                            url: "http://kube-prometheus-stack-prometheus:9090",
                            isDefault: true,
                        },
                        { name: "Loki", type: "loki", url: "http://loki-stack:3100" },
                        { name: "Tempo", type: "tempo", url: "http://tempo:3100" },
                    ],
                },
            },
            dashboards: { default: { "kong-dashboard": { gnetId: 7424, revision: 11, datasource: "Prometheus" } } },
        },
    },
    { ...from("https://prometheus-community.github.io/helm-charts"), version: "73.1.0" },
);

export const logs: Seen = release(
    "loki-stack",
    { loki: { image: { tag: "2.9.3" } } },
    { ...grafana, version: "2.10.2" },
);

export const traces: Seen = release("tempo", {}, grafana);

/** The post writes values for the operator, and then installs it without them. */
export const bareOperator: Seen = release(
    "opentelemetry-operator",
    {},
    from("https://open-telemetry.github.io/opentelemetry-helm-charts"),
);

export const operator: Seen = release(
    "opentelemetry-operator",
    {
        manager: { collectorImage: { repository: "otel/opentelemetry-collector-k8s" } },
        admissionWebhooks: { certManager: { enabled: false }, autoGenerateCert: { enabled: true } },
    },
    from("https://open-telemetry.github.io/opentelemetry-helm-charts"),
);

export const collector: Seen = kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "opentelemetry", {
    metadata: { namespace: "observability" },
    spec: {
        mode: "daemonset",
        config: {
            receivers: {
                otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } },
            },
            processors: {
                memory_limiter: { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 },
                batch: { send_batch_size: 10000, timeout: "10s" },
            },
            exporters: {
                "otlp/tempo": { endpoint: "tempo:4317", tls: { insecure: true } },
                "otlphttp/loki": { endpoint: "http://loki-stack:3100/otlp", tls: { insecure: true } },
            },
            service: {
                pipelines: {
                    traces: { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["otlp/tempo"] },
                    logs: {
                        receivers: ["otlp"],
                        processors: ["memory_limiter", "batch"],
                        exporters: ["otlphttp/loki"],
                    },
                },
            },
        },
    },
});

const monitored = { serviceMonitor: { enabled: true, labels: { release: "kube-prometheus-stack" } } };

export const gateway: Seen = release(
    "ingress",
    { gateway: { ...monitored, env: { tracing_instrumentations: "all", tracing_sampling_rate: 1 } } },
    { name: "kong", repositoryOpts: { repo: "https://charts.konghq.com" } },
);

/** The release as the post would have it without its one line about instrumentation. */
export const untracedGateway: Seen = release(
    "ingress",
    { gateway: { ...monitored, env: { tracing_sampling_rate: 1 } } },
    { name: "kong", repositoryOpts: { repo: "https://charts.konghq.com" } },
);

const collectorUrl = "http://opentelemetry-collector.observability.svc.cluster.local:4318";
const endpoints = { traces_endpoint: `${collectorUrl}/v1/traces`, logs_endpoint: `${collectorUrl}/v1/logs` };

/** With the post's own misspelling. */
export const opentelemetry: Seen = clusterPlugin("opentelemetry", {
    resource_arrtibutes: { "service.name": "kong" },
    ...endpoints,
});

/** The plugin with a rate of its own, which wins over the release's. */
export const sampledPlugin: Seen = clusterPlugin("opentelemetry", { sampling_rate: 0.1, ...endpoints });
