import type * as pulumi from "@pulumi/pulumi";

/**
 * The collector's base addresses for agents' OTLP/HTTP: one for the first destination of log records, and one for each
 * further destination.
 */
export interface Ways {
    endpoint: pulumi.Input<string>;
    /** @default none */
    others?: { name: string; endpoint: pulumi.Input<string> }[];
}

/** One of the addresses; the first has no name. */
interface Way {
    name: string | undefined;
    endpoint: pulumi.Input<string>;
}

/** An exporter of log records or counts, with its own queue. */
export interface Exporter {
    endpoint: pulumi.Input<string>;
    sending_queue: object;
    retry_on_failure: object;
}

/** All of them, in order. */
export function waysOf({ endpoint, others = [] }: Ways): Way[] {
    return [{ name: undefined, endpoint }, ...others];
}

/**
 * An agent's exporters, one for each address, with a queue on the node's disk. If the first one's queue is full,
 * reading stops and nothing is lost. The others drop data and count it, because their destinations must not block the
 * first.
 *
 * @param called returns an exporter's name
 * @param queue its size in bytes, and the collector's batch settings, if any
 */
export function exportersOnDisk(
    ways: Ways,
    called: (way: string | undefined) => string,
    queue: { size: number; batch?: object },
): Record<string, Exporter> {
    const exporter = ({ name, endpoint }: Way): Exporter => ({
        endpoint,
        sending_queue: {
            enabled: true,
            storage: "file_storage",
            sizer: "bytes",
            queue_size: queue.size,
            num_consumers: 2,
            ...(name === undefined && { block_on_overflow: true }),
            ...(queue.batch && { batch: queue.batch }),
        },
        retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "0s" },
    });
    return Object.fromEntries(waysOf(ways).map((way) => [called(way.name), exporter(way)]));
}
