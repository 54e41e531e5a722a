import type * as pulumi from "@pulumi/pulumi";
import { namesIn, type OwnPart, type PipelineSignal, queueless } from "../../../model/collectorParts";
import { toBytes } from "../../../model/quantity";
import type { Values } from "../../../model/values";
import type { ContainerResources } from "../../shared/kubernetes";
import { agentExporterOf } from "../shared/series";
import type { ElsewhereExporter, ExporterSettings } from "./destinationExporters";

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
    /** Exporters of the stack's own. @default none */
    own?: readonly OwnPart[];
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

/** Somewhere that a signal goes. */
interface Place {
    type: string;
    name: string;
    id: string;
    /** For what agents send; that of what has no queue is the same. */
    agentId: string;
    settings: ExporterSettings;
    /** Whether its queue and retries are as the stack file says, where it says any. */
    own: boolean;
}

/** What is in the cluster first, then destinations, then exporters of the stack's own. */
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

/** An exporter with its queue; a load balancer's stands in what it makes for each address. */
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
 * An agent is answered when the place has answered. Only on the first way may a full queue make it wait: elsewhere it is
 * told so, and what it tries again is on the node's disk meanwhile, not in the memory that all share.
 */
function answering(first: boolean): (one: Delivery) => Delivery {
    return ({ sending_queue, retry_on_failure }) => ({
        sending_queue: { ...sending_queue, ...(first && { block_on_overflow: true }), wait_for_result: true },
        // As long as the agent waits for the answer. What is refused for good is not tried again.
        retry_on_failure: { ...retry_on_failure, max_elapsed_time: "0s" },
    });
}

type Delivery = Pick<Exporter, "sending_queue" | "retry_on_failure">;

/** How a backend's outage is ridden out: five minutes of retries from a queue in memory. */
function delivery(queueSize: number): Delivery {
    return {
        sending_queue: { enabled: true, sizer: "bytes", queue_size: Math.floor(queueSize), num_consumers: 4 },
        retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "5m" },
    };
}
