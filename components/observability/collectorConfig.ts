import type * as pulumi from "@pulumi/pulumi";
import { type ContainerResources, toMebibytes } from "../kubernetes";

/** The three places that telemetry goes to. */
export interface Backends {
    /** Tempo's `host:port`. */
    tracesEndpoint: pulumi.Input<string>;
    /** Loki's OTLP address, without `/v1/logs`; undefined where Loki takes none, and then there is no logs pipeline. */
    logsUrl: pulumi.Input<string> | undefined;
}

interface CollectorConfigArgs extends Backends {
    resources: ContainerResources;
    /** Put on every span and log record as `deployment.environment.name`. */
    environment: string;
    /** Put on every span and log record as `k8s.cluster.name`. */
    clusterName: string;
}

/** Ports of the collector's Service and container. */
export const collectorPorts = { otlpGrpc: 4317, otlpHttp: 4318 } as const;
const healthPort = 13133;
const metricsPort = 8888;

/** How a collector of ours tells of itself. */
export const telemetry = {
    healthCheck: { endpoint: `0.0.0.0:${healthPort}`, path: "/" },
    own: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: metricsPort } } } }] } },
} as const;

interface Exporter {
    endpoint: pulumi.Input<string>;
    tls?: { insecure: true };
    sending_queue: { enabled: true; sizer: "bytes"; queue_size: number; num_consumers: number };
    retry_on_failure: { enabled: true; initial_interval: string; max_interval: string; max_elapsed_time: string };
}

type Processor = "memory_limiter" | "k8s_attributes" | "resource" | "batch";
interface Pipeline {
    receivers: ["otlp"];
    processors: Processor[];
    exporters: string[];
}

/** A collector configuration with the component names of v0.160, whose older names only warn for now. */
export interface CollectorConfig {
    receivers: { otlp: { protocols: { grpc: { endpoint: string }; http: { endpoint: string } } } };
    processors: Record<Processor, object>;
    exporters: Record<string, Exporter>;
    extensions: { health_check: { endpoint: string; path: "/" } };
    service: {
        extensions: ["health_check"];
        telemetry: { metrics: { readers: readonly object[] } };
        pipelines: { traces: Pipeline; logs?: Pipeline };
    };
}

/** Kong → OTLP → enriched and batched → Tempo and Loki. */
export function collectorConfig({ tracesEndpoint, logsUrl, resources, environment, clusterName }: CollectorConfigArgs): CollectorConfig {
    const delivery = exporterDelivery(resources, logsUrl === undefined ? 1 : 2);
    const pipeline = (exporter: string): Pipeline => ({ receivers: ["otlp"], processors: ["memory_limiter", "k8s_attributes", "resource", "batch"], exporters: [exporter] });
    return {
        receivers: { otlp: { protocols: { grpc: { endpoint: `0.0.0.0:${collectorPorts.otlpGrpc}` }, http: { endpoint: `0.0.0.0:${collectorPorts.otlpHttp}` } } } },
        processors: {
            // First, so that a flood is refused (and retried by Kong) before it costs memory. Percentages are of the container's limit.
            memory_limiter: { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 },
            k8s_attributes: {
                auth_type: "serviceAccount",
                extract: { metadata: ["k8s.namespace.name", "k8s.pod.name", "k8s.pod.uid", "k8s.deployment.name", "k8s.node.name"] },
                // Kong sends straight from its pod, so the connection tells which one.
                pod_association: [{ sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] }, { sources: [{ from: "connection" }] }],
            },
            resource: {
                attributes: [
                    { key: "deployment.environment.name", value: environment, action: "upsert" },
                    { key: "k8s.cluster.name", value: clusterName, action: "upsert" },
                ],
            },
            // Tempo's receiver takes at most 4 MiB a message: 2048 spans stay below it up to 2 KiB a span.
            batch: { send_batch_size: 2048, send_batch_max_size: 2048, timeout: "1s" },
        },
        exporters: {
            "otlp_grpc/tempo": { endpoint: tracesEndpoint, tls: { insecure: true }, ...delivery },
            ...(logsUrl !== undefined && { "otlp_http/loki": { endpoint: logsUrl, ...delivery } }),
        },
        extensions: { health_check: telemetry.healthCheck },
        service: {
            extensions: ["health_check"],
            telemetry: telemetry.own,
            pipelines: { traces: pipeline("otlp_grpc/tempo"), ...(logsUrl !== undefined && { logs: pipeline("otlp_http/loki") }) },
        },
    };
}

/**
 * How a backend's outage is ridden out: five minutes of retries from a queue in memory. All queues together get 30 % of the
 * container's limit, well below the 60 % at which the memory limiter starts to refuse.
 */
function exporterDelivery({ limits }: ContainerResources, exporters: number): Pick<Exporter, "sending_queue" | "retry_on_failure"> {
    return {
        sending_queue: { enabled: true, sizer: "bytes", queue_size: Math.floor((toMebibytes(limits.memory) * 1024 * 1024 * 0.3) / exporters), num_consumers: 4 },
        retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "5m" },
    };
}
