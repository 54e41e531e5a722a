import type * as pulumi from "@pulumi/pulumi";
import { toBytes } from "../../../model/quantity";
import type { ContainerResources } from "../../shared/kubernetes";
import { telemetry } from "../shared/collectorMonitor";
import { agentExporter, agentReceiver } from "../shared/series";
import { logTransform, spanTransform } from "./transforms";

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
    /** Whether spans and messages keep the query strings of requests. */
    queryStrings: boolean;
}

/**
 * Ports of the collector's Service and container. Agents have one of their own, so that holding them back holds back
 * nobody else.
 */
export const collectorPorts = { otlpGrpc: 4317, otlpHttp: 4318, agentHttp: 4319 } as const;

/**
 * The largest message that agents may send. Their queue below and Loki's limits have room for it: what has not would be
 * sent again for ever.
 */
export const agentMessageBytes = 8 * 2 ** 20;

interface Queue {
    enabled: true;
    sizer: "bytes";
    queue_size: number;
    num_consumers: number;
    /** A full queue makes the sender wait. */
    block_on_overflow?: true;
    /** The sender is answered when the backend has answered. */
    wait_for_result?: true;
}
interface Exporter {
    endpoint: pulumi.Input<string>;
    tls?: { insecure: true };
    sending_queue: Queue;
    retry_on_failure: { enabled: true; initial_interval: string; max_interval: string; max_elapsed_time: string };
}

interface Pipeline {
    receivers: string[];
    processors: string[];
    exporters: string[];
}
interface Listener {
    endpoint: string;
    max_request_body_size?: number;
}

/** A collector configuration with the component names of v0.160, whose older names only warn for now. */
export interface CollectorConfig {
    receivers: {
        otlp: { protocols: { grpc: Listener; http: Listener } };
        "otlp/agent"?: { protocols: { http: Listener } };
    };
    processors: Record<string, object>;
    exporters: Record<string, Exporter>;
    extensions: { health_check: { endpoint: string; path: "/" } };
    service: {
        extensions: ["health_check"];
        telemetry: { metrics: { readers: readonly object[] } };
        pipelines: { traces: Pipeline; logs?: Pipeline; "logs/agent"?: Pipeline };
    };
}

/**
 * Kong → OTLP → enriched and batched → Tempo and Loki; and what agents read from files → Loki, no faster than it takes
 * it.
 */
export function collectorConfig(args: CollectorConfigArgs): CollectorConfig {
    const { tracesEndpoint, logsUrl, queryStrings } = args;
    const listener = (port: number): Listener => ({ endpoint: `0.0.0.0:${port}` });
    const logs = logsUrl === undefined ? undefined : logPipelines(args, logsUrl);
    return {
        receivers: {
            otlp: { protocols: { grpc: listener(collectorPorts.otlpGrpc), http: listener(collectorPorts.otlpHttp) } },
            ...logs?.receivers,
        },
        processors: { ...sharedProcessors(args), "transform/spans": spanTransform(queryStrings), ...logs?.processors },
        exporters: {
            "otlp_grpc/tempo": {
                endpoint: tracesEndpoint,
                tls: { insecure: true },
                ...delivery(share(args, logs ? 0.15 : 0.3)),
            },
            ...logs?.exporters,
        },
        extensions: { health_check: telemetry.healthCheck },
        service: {
            extensions: ["health_check"],
            telemetry: telemetry.own,
            pipelines: {
                traces: {
                    receivers: ["otlp"],
                    processors: ["memory_limiter", "k8s_attributes", "transform/spans", "resource", "batch"],
                    exporters: ["otlp_grpc/tempo"],
                },
                ...logs?.pipelines,
            },
        },
    };
}

/** What all pipelines use. */
function sharedProcessors({ environment, clusterName }: CollectorConfigArgs): Record<string, object> {
    return {
        // First, so that a flood is refused (and retried by Kong) before it costs memory. Percentages are of the
        // container's limit.
        memory_limiter: { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 },
        k8s_attributes: {
            auth_type: "serviceAccount",
            extract: {
                metadata: ["k8s.namespace.name", "k8s.pod.name", "k8s.pod.uid", "k8s.deployment.name", "k8s.node.name"],
            },
            // Kong sends straight from its pod, so the connection tells which one.
            pod_association: [
                { sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] },
                { sources: [{ from: "connection" }] },
            ],
        },
        resource: {
            attributes: [
                { key: "deployment.environment.name", value: environment, action: "upsert" },
                { key: "k8s.cluster.name", value: clusterName, action: "upsert" },
            ],
        },
        // Tempo's receiver takes at most 4 MiB a message: 2048 spans stay below it up to 2 KiB a span.
        batch: { send_batch_size: 2048, send_batch_max_size: 2048, timeout: "1s" },
    };
}

type LogParts = Pick<CollectorConfig, "processors" | "exporters"> & {
    receivers: object;
    pipelines: { logs: Pipeline; "logs/agent": Pipeline };
};

/**
 * Kong keeps what it cannot send in a short queue, so its lines are taken, and dropped and counted where Loki does not
 * take them. An agent has a file to read again from, so it is answered when Loki has answered, and what it sends is
 * never in memory alone: without `batch`, which answers for what it has not yet sent, and by HTTP, in which an agent
 * tries again whatever Loki's limits refused.
 */
function logPipelines(args: CollectorConfigArgs, logsUrl: pulumi.Input<string>): LogParts {
    const held = delivery(Math.max(share(args, 0.05), 2 * agentMessageBytes));
    return {
        receivers: {
            [agentReceiver]: {
                protocols: {
                    http: { endpoint: `0.0.0.0:${collectorPorts.agentHttp}`, max_request_body_size: agentMessageBytes },
                },
            },
        },
        processors: {
            "transform/logs": logTransform(args.queryStrings),
            // Agents are refused before anybody else, since they alone lose nothing by it.
            "memory_limiter/agent": { check_interval: "1s", limit_percentage: 60, spike_limit_percentage: 15 },
        },
        exporters: {
            "otlp_http/loki": { endpoint: logsUrl, ...delivery(share(args, 0.1)) },
            [agentExporter]: {
                endpoint: logsUrl,
                sending_queue: { ...held.sending_queue, block_on_overflow: true, wait_for_result: true },
                // As long as the agent waits for the answer. What Loki refuses for good is not tried again.
                retry_on_failure: { ...held.retry_on_failure, max_elapsed_time: "0s" },
            },
        },
        pipelines: {
            logs: {
                receivers: ["otlp"],
                processors: ["memory_limiter", "k8s_attributes", "transform/logs", "resource", "batch"],
                exporters: ["otlp_http/loki"],
            },
            "logs/agent": {
                receivers: [agentReceiver],
                processors: ["memory_limiter/agent", "k8s_attributes", "transform/logs", "resource"],
                exporters: [agentExporter],
            },
        },
    };
}

/**
 * A share of the container's memory, in bytes. All queues together get 30 %, well below the 45 % at which the first
 * memory limiter refuses.
 */
function share({ resources }: CollectorConfigArgs, part: number): number {
    return Math.floor(toBytes(resources.limits.memory) * part);
}

/** How a backend's outage is ridden out: five minutes of retries from a queue in memory. */
function delivery(queueSize: number): Pick<Exporter, "sending_queue" | "retry_on_failure"> {
    return {
        sending_queue: { enabled: true, sizer: "bytes", queue_size: queueSize, num_consumers: 4 },
        retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "5m" },
    };
}
