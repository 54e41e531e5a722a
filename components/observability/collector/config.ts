import type { OwnPart, PipelineSignal } from "../../../model/collectorParts";
import type { ContainerResources } from "../../shared/kubernetes";
import { telemetry } from "../shared/collectorMonitor";
import { agentReceiverOf } from "../../shared/series";
import { agentMessageBytes, type Backends, type Exporter, exportersOf, type LogsWay } from "./exporters";
import { senderParts, type SenderParts, waitingLimiter } from "./receive/config";
import { logTransform, spanTransform } from "./transforms";

interface CollectorConfigArgs extends Backends {
    resources: ContainerResources;
    /** Set as `deployment.environment.name` on spans and log records that have none. */
    environment: string;
    /** Set on every span and log record as `k8s.cluster.name`. */
    clusterName: string;
    /** Whether spans and messages keep the query strings of requests. */
    queryStrings: boolean;
    /**
     * The stack's own processors, which run after ours.
     * @default none
     */
    processors?: readonly OwnPart[];
    /**
     * Whether it also takes what other clusters send.
     * @default false
     */
    receives?: boolean;
}

/**
 * Ports of the collector's Service and container. Agents have their own, so that slowing them down affects no other
 * sender.
 */
export const collectorPorts = { otlpGrpc: 4317, otlpHttp: 4318, agentHttp: 4319 } as const;

/** The port for agents' data to a destination of log records, counted from 0. */
export const agentPort = (way: number): number => collectorPorts.agentHttp + way;

interface Pipeline {
    receivers: string[];
    processors: string[];
    exporters: string[];
}
interface Listener {
    endpoint: string;
    max_request_body_size?: number;
}

/** A collector configuration with the component names of v0.160; older names only cause a warning for now. */
export interface CollectorConfig {
    receivers: {
        otlp: { protocols: { grpc: Listener; http: Listener } };
        /** One receiver for each destination of agents' data. */
        [agents: `otlp/agent${string}`]: { protocols: { http: Listener } };
    } & Partial<SenderParts["receivers"]>;
    processors: Record<string, object>;
    exporters: Record<string, Exporter>;
    extensions: { health_check: { endpoint: string; path: "/" } };
    service: {
        extensions: ["health_check"];
        telemetry: { metrics: { readers: readonly object[] } };
        pipelines: { traces: Pipeline; logs?: Pipeline; [others: `${"traces" | "logs"}/${string}`]: Pipeline };
    };
}

/**
 * Kong → OTLP → enriched and batched → Tempo, Loki and other destinations. Data that agents read from files takes the
 * same way, no faster than it is accepted.
 */
export function collectorConfig(args: CollectorConfigArgs): CollectorConfig {
    const { exporters, traces, logs } = exportersOf(args);
    const listener = (port: number): Listener => ({ endpoint: `0.0.0.0:${port}` });
    const parts = logs.length === 0 ? undefined : logParts(args, logs);
    const own = { traces: ownProcessors("traces", args), logs: ownProcessors("logs", args) };
    const senders = args.receives === true ? senderParts({ traces, logs }, own) : undefined;
    return {
        receivers: {
            otlp: { protocols: { grpc: listener(collectorPorts.otlpGrpc), http: listener(collectorPorts.otlpHttp) } },
            ...parts?.receivers,
            ...senders?.receivers,
        },
        processors: {
            ...sharedProcessors(args),
            "transform/spans": spanTransform(args.queryStrings),
            ...parts?.processors,
            ...((parts ?? senders) && { [waitingLimiter]: agentsFirst }),
            ...Object.fromEntries((args.processors ?? []).map(({ id, settings }) => [id, settings])),
        },
        exporters,
        extensions: { health_check: telemetry.healthCheck },
        service: {
            extensions: ["health_check"],
            telemetry: telemetry.own,
            pipelines: {
                traces: {
                    receivers: ["otlp"],
                    processors: [
                        ...["memory_limiter", "k8s_attributes", "transform/spans", "resource"],
                        ...own.traces,
                        "batch",
                    ],
                    exporters: traces,
                },
                ...parts?.pipelines,
                ...senders?.pipelines,
            },
        },
    };
}

/** They run after ours, and see no query strings that ours have removed. */
function ownProcessors(signal: PipelineSignal, { processors = [] }: CollectorConfigArgs): string[] {
    return processors.filter(({ signals }) => signals.includes(signal)).map(({ id }) => id);
}

/** Shared by all pipelines. */
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
            // Kong sends directly from its pod, so the connection identifies the pod.
            pod_association: [
                { sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] },
                { sources: [{ from: "connection" }] },
            ],
        },
        resource: {
            attributes: [
                // A gateway names its own, and several environments may share this collector.
                { key: "deployment.environment.name", value: environment, action: "insert" },
                { key: "k8s.cluster.name", value: clusterName, action: "upsert" },
            ],
        },
        // Tempo's receiver accepts at most 4 MiB per message: 2048 spans stay below that up to 2 KiB per span.
        batch: { send_batch_size: 2048, send_batch_max_size: 2048, timeout: "1s" },
    };
}

/** Those that wait are refused before all others, because only they lose nothing by it. */
const agentsFirst = { check_interval: "1s", limit_percentage: 60, spike_limit_percentage: 15 };

interface LogParts {
    receivers: Record<`otlp/agent${string}`, { protocols: { http: Listener } }>;
    processors: Record<string, object>;
    pipelines: { logs: Pipeline } & Record<`logs/agent${string}`, Pipeline>;
}

/**
 * Kong has only a short queue, so its lines are always accepted, and dropped and counted if a destination does not
 * accept them. An agent can read its file again, so it is answered only when the destination has answered, and its data
 * is never in memory alone: without `batch`, which answers for data it has not sent yet, and over HTTP, with which an
 * agent retries what Loki's limits refused.
 */
function logParts(args: CollectorConfigArgs, ways: LogsWay[]): LogParts {
    const own = ownProcessors("logs", args);
    const agents = ways.map(({ name, agentExporter }, way) => ({
        receiver: agentReceiverOf(name),
        pipeline: `logs/agent${name === undefined ? "" : `_${name}`}` as const,
        listener: { endpoint: `0.0.0.0:${agentPort(way)}`, max_request_body_size: agentMessageBytes },
        agentExporter,
    }));
    return {
        receivers: Object.fromEntries(
            agents.map(({ receiver, listener }) => [receiver, { protocols: { http: listener } }]),
        ),
        processors: {
            "transform/logs": logTransform(args.queryStrings),
        },
        pipelines: {
            logs: {
                receivers: ["otlp"],
                processors: ["memory_limiter", "k8s_attributes", "transform/logs", "resource", ...own, "batch"],
                exporters: ways.map(({ exporter }) => exporter),
            },
            ...Object.fromEntries(
                agents.map(({ receiver, pipeline, agentExporter }) => [
                    pipeline,
                    {
                        receivers: [receiver],
                        processors: [waitingLimiter, "k8s_attributes", "transform/logs", "resource", ...own],
                        exporters: [agentExporter],
                    },
                ]),
            ),
        },
    };
}
