import type * as pulumi from "@pulumi/pulumi";
import { namesIn, type OwnPart, type PipelineSignal, queueless } from "../../../model/collectorParts";
import { toBytes } from "../../../model/quantity";
import type { Values } from "../../../model/values";
import type { ContainerResources } from "../../shared/kubernetes";
import { agentExporterOf } from "../../shared/series";
import type { ElsewhereExporter, ExporterSettings } from "./destinationExporters";

/**
 * Largest message from agents. Their queues below and Loki's limits have room for it; a larger one would be retried
 * forever.
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

/** Destinations of telemetry, inside and outside the cluster. */
export interface Backends {
    /** Tempo's `host:port`; undefined if no trace is stored in the cluster. */
    tracesEndpoint: pulumi.Input<string> | undefined;
    /** Loki's OTLP address, without `/v1/logs`; undefined without a Loki that accepts OTLP. */
    logsUrl: pulumi.Input<string> | undefined;
    /** @default none */
    elsewhere?: Record<"traces" | "logs", ElsewhereExporter[]>;
    /**
     * The stack's own exporters.
     * @default none
     */
    own?: readonly OwnPart[];
}

/** A destination of log records, with its own queue on the node's disk. */
export interface LogsWay {
    /** Its name in agents; undefined for the first one, which can stop agents from reading. */
    name: string | undefined;
    /** The exporter for data of gateways, and the one for data of agents. */
    exporter: string;
    agentExporter: string;
}

/** The resulting exporters. */
interface Exporters {
    exporters: Record<string, Exporter>;
    /** Names of the exporters for spans. */
    traces: string[];
    logs: LogsWay[];
}

/**
 * An exporter for each signal and destination, each with its own queue: the collector passes a batch to all of them in
 * turn, and if one destination fails, only its own queue fills up. That requires that no exporter makes its senders
 * wait. Agents' data is meant to wait, so it has a separate path to each destination, from its own queue on the node's
 * disk. With one path for all, a destination that hangs would block the others, and each retry would send them
 * duplicates.
 *
 * All queues share 30 % of the container's memory, well below the 45 % at which the first memory limiter refuses data.
 */
export function exportersOf(args: ExportersArgs): Exporters {
    const share = (part: number): number => Math.floor(toBytes(args.resources.limits.memory) * part);
    const traces = placesOf("traces", args);
    const logs = placesOf("logs", args);
    const queued = (places: Place[]): number => places.filter(({ type }) => !queueless.includes(type)).length;
    const spans = delivery(share(logs.length > 0 ? 0.15 : 0.3) / queued(traces));
    const records = delivery(share(0.1) / queued(logs));
    const held = delivery(Math.max(share(0.05) / queued(logs), 2 * agentMessageBytes));
    const ways = logs.map((place, index) => ({ ...place, first: index === 0 }));
    return {
        exporters: {
            ...Object.fromEntries(traces.map((place) => [place.id, delivered(place, spans)])),
            ...Object.fromEntries(
                ways.flatMap((way) => [
                    [way.id, delivered(way, records)],
                    [way.agentId, delivered(way, held, answering(way.first))],
                ]),
            ),
        },
        traces: traces.map(({ id }) => id),
        logs: ways.map(({ name, id, agentId, first }) => ({
            name: first ? undefined : name,
            exporter: id,
            agentExporter: agentId,
        })),
    };
}

/** A destination of a signal. */
interface Place {
    type: string;
    name: string;
    id: string;
    /** The exporter for agents' data; the same one if it has no queue. */
    agentId: string;
    settings: ExporterSettings;
    /** Whether the stack file sets its queue and retries, if it has any. */
    own: boolean;
}

/** Stores in the cluster first, then destinations, then the stack's own exporters. */
function placesOf(signal: PipelineSignal, { tracesEndpoint, logsUrl, elsewhere, own = [] }: Backends): Place[] {
    const here =
        signal === "traces"
            ? { type: "otlp_grpc", name: "tempo", endpoint: tracesEndpoint, more: { tls: { insecure: true } } }
            : { type: "otlp_http", name: "loki", endpoint: logsUrl, more: {} };
    const place = (type: string, name: string, id: string, settings: ExporterSettings): Place => {
        const agentId = queueless.includes(type) ? id : agentExporterOf(type, name);
        return { type, name, id, agentId, settings, own: false };
    };
    return [
        ...(here.endpoint === undefined
            ? []
            : [place(here.type, here.name, `${here.type}/${here.name}`, { endpoint: here.endpoint, ...here.more })]),
        ...(elsewhere?.[signal] ?? []).map(({ type, name, settings }) =>
            place(type, name, `${type}/${name}_${signal}`, settings),
        ),
        ...own
            .filter(({ signals }) => signals.includes(signal))
            .map(({ id, settings }) => {
                const { type, name } = namesIn(id);
                return { ...place(type, name, id, settings as ExporterSettings), own: true };
            }),
    ];
}

/** An exporter with its queue. A load-balancing exporter has it in the exporter that it creates for each address. */
function delivered(place: Place, ours: Delivery, change: (one: Delivery) => Delivery = (one) => one): Exporter {
    const { type, settings, own } = place;
    if (queueless.includes(type)) {
        return settings as Exporter;
    }
    const within = (part: Values): Values => {
        const theirs = own ? (part as Partial<Delivery>) : {};
        const { sending_queue = ours.sending_queue, retry_on_failure = ours.retry_on_failure } = theirs;
        return { ...part, ...change({ sending_queue, retry_on_failure }) };
    };
    if (type !== "load_balancing") {
        return within(settings) as Exporter;
    }
    const { protocol = {} } = settings as { protocol?: { otlp?: Values } };
    return { ...settings, protocol: { ...protocol, otlp: within(protocol.otlp ?? {}) } } as unknown as Exporter;
}

type ExportersArgs = Backends & { resources: ContainerResources };

/**
 * An agent is answered when the destination has answered. Only the first destination's full queue may make the agent
 * wait. Others refuse, and the data to retry is on the node's disk, not in the memory that all share.
 */
function answering(first: boolean): (one: Delivery) => Delivery {
    return ({ sending_queue, retry_on_failure }) => ({
        sending_queue: { ...sending_queue, ...(first && { block_on_overflow: true }), wait_for_result: true },
        // For as long as the agent waits. What is refused permanently is not retried.
        retry_on_failure: { ...retry_on_failure, max_elapsed_time: "0s" },
    });
}

type Delivery = Pick<Exporter, "sending_queue" | "retry_on_failure">;

/** How to survive a backend's outage: five minutes of retries from a queue in memory. */
function delivery(queueSize: number): Delivery {
    return {
        sending_queue: { enabled: true, sizer: "bytes", queue_size: Math.floor(queueSize), num_consumers: 4 },
        retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "5m" },
    };
}
