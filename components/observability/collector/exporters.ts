import type * as pulumi from "@pulumi/pulumi";
import { toBytes } from "../../../model/quantity";
import type { ContainerResources } from "../../shared/kubernetes";
import { agentExporterOf } from "../shared/series";
import type { ElsewhereExporter, ExporterSettings } from "./elsewhere";

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
export type Exporter = ExporterSettings & {
    sending_queue: Queue;
    retry_on_failure: { enabled: true; initial_interval: string; max_interval: string; max_elapsed_time: string };
};

/** Where telemetry goes: what is in the cluster, and what is not. */
export interface Backends {
    /** Tempo's `host:port`; undefined where no trace stays in the cluster. */
    tracesEndpoint: pulumi.Input<string> | undefined;
    /** Loki's OTLP address, without `/v1/logs`; undefined where there is no Loki, or none that takes OTLP. */
    logsUrl: pulumi.Input<string> | undefined;
    /** @default nowhere */
    elsewhere?: Record<"traces" | "logs", ElsewhereExporter[]>;
}

/** One place that log records go to, each on a way of its own from the node's disk. */
export interface LogsWay {
    /** What agents call it; undefined for the first, which holds back what they read. */
    name: string | undefined;
    /** For what gateways send, and for what agents send. */
    exporter: string;
    agentExporter: string;
}

/** What all of it comes to. */
interface Exporters {
    exporters: Record<string, Exporter>;
    /** Names of those that spans go to. */
    traces: string[];
    logs: LogsWay[];
}

/**
 * An exporter for each signal and place, each with its own queue: the collector hands a batch to all of them, one after
 * the other, and one that takes nothing has only its own queue fill up. That holds as long as none makes its senders
 * wait. So what agents send, which is to wait, takes another way to each place, from a queue of its own on the node's
 * disk: on one way for all, a place that hangs would hold back the others, and each new try would repeat to them what
 * they have.
 *
 * Queues share 30 % of the container's memory, well below the 45 % at which the first memory limiter refuses.
 */
export function exportersOf({ tracesEndpoint, logsUrl, elsewhere, resources }: ExportersArgs): Exporters {
    const share = (part: number): number => Math.floor(toBytes(resources.limits.memory) * part);
    const traces = [
        ...(tracesEndpoint === undefined
            ? []
            : [{ id: "otlp_grpc/tempo", settings: { endpoint: tracesEndpoint, tls: { insecure: true } } }]),
        ...(elsewhere?.traces ?? []).map(({ type, name, settings }) => ({ id: `${type}/${name}_traces`, settings })),
    ];
    const logs = [
        ...(logsUrl === undefined
            ? []
            : [
                  {
                      name: undefined,
                      type: "otlp_http",
                      called: "loki",
                      id: "otlp_http/loki",
                      settings: { endpoint: logsUrl },
                  },
              ]),
        ...(elsewhere?.logs ?? []).map(({ type, name, settings }) => ({
            name,
            type,
            called: name,
            id: `${type}/${name}_logs`,
            settings,
        })),
    ];
    const spans = delivery(share(logs.length > 0 ? 0.15 : 0.3) / traces.length);
    const records = delivery(share(0.1) / logs.length);
    const held = delivery(Math.max(share(0.05) / logs.length, 2 * agentMessageBytes));
    const ways = logs.map(({ name, type, called, id, settings }, index) => ({
        name: index === 0 ? undefined : name,
        exporter: id,
        agentExporter: agentExporterOf(type, called),
        settings,
    }));
    return {
        exporters: {
            ...Object.fromEntries(traces.map(({ id, settings }) => [id, { ...settings, ...spans }])),
            ...Object.fromEntries(
                ways.flatMap(({ name, exporter, agentExporter, settings }) => [
                    [exporter, { ...settings, ...records }],
                    [agentExporter, { ...settings, ...answering(held, name === undefined) }],
                ]),
            ),
        },
        traces: traces.map(({ id }) => id),
        logs: ways.map(({ name, exporter, agentExporter }) => ({ name, exporter, agentExporter })),
    };
}

type ExportersArgs = Backends & { resources: ContainerResources };

/**
 * An agent is answered when the place has answered. Only on the first way may a full queue make it wait: elsewhere it is
 * told so, and what it tries again is on the node's disk meanwhile, not in the memory that all share.
 */
function answering({ sending_queue, retry_on_failure }: Delivery, first: boolean): Delivery {
    return {
        sending_queue: { ...sending_queue, ...(first && { block_on_overflow: true }), wait_for_result: true },
        // As long as the agent waits for the answer. What is refused for good is not tried again.
        retry_on_failure: { ...retry_on_failure, max_elapsed_time: "0s" },
    };
}

type Delivery = Pick<Exporter, "sending_queue" | "retry_on_failure">;

/** How a backend's outage is ridden out: five minutes of retries from a queue in memory. */
function delivery(queueSize: number): Delivery {
    return {
        sending_queue: { enabled: true, sizer: "bytes", queue_size: Math.floor(queueSize), num_consumers: 4 },
        retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "5m" },
    };
}
