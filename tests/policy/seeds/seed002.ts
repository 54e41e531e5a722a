import type { Seen } from "../../../policy/library/resource";
import { clusterPlugin } from "../helpers";

/** What the third post sets up: both plugins, for DeepFlow's agent. */
export const opentelemetry: Seen = clusterPlugin("opentelemetry", {
    endpoint: "http://deepflow-agent.deepflow.svc/api/v1/otel/trace",
});

export const prometheus: Seen = clusterPlugin("prometheus", {
    status_code_metrics: true,
    bandwidth_metrics: true,
    upstream_health_metrics: true,
    latency_metrics: true,
    per_consumer: true,
});
