import { pluginSettings } from "../../../../policy/rules/pluginSettings/rule";
import { clusterPlugin, kubernetes, messages } from "../../helpers";

export const collector = kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "opentelemetry", {
    metadata: { name: "opentelemetry", namespace: "observability" },
    spec: {
        config: {
            receivers: {
                otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } },
            },
        },
    },
});

export const base = "http://opentelemetry-collector.observability.svc:4318";

export const traced = { traces_endpoint: `${base}/v1/traces`, logs_endpoint: `${base}/v1/logs` };

export const otel = (config: object, settings: object = {}): string[] =>
    messages(pluginSettings, [collector, clusterPlugin("opentelemetry", { ...traced, ...config })], settings);

export const place = "KongClusterPlugin opentelemetry: config";
