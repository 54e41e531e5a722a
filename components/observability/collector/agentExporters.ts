import type * as pulumi from "@pulumi/pulumi";

/** The collector's base addresses for agents' OTLP/HTTP: the first, and that of each further place for log records. */
export interface Ways {
    endpoint: pulumi.Input<string>;
    /** @default none */
    others?: { name: string; endpoint: pulumi.Input<string> }[];
}

/** One of them; the first has no name. */
interface Way {
    name: string | undefined;
    endpoint: pulumi.Input<string>;
}

/** What hands records or counts on, with a queue of its own. */
export interface Exporter {
    endpoint: pulumi.Input<string>;
    sending_queue: object;
    retry_on_failure: object;
}

/** All of them, the first first. */
export function waysOf({ endpoint, others = [] }: Ways): Way[] {
    return [{ name: undefined, endpoint }, ...others];
}

/**
 * An agent's exporter for each way, with its queue on the node's disk. Full, that of the first holds the reading back
 * rather than drop what was read. Those of the others drop, and count what they drop: what they send to must not hold
 * back the first.
 *
 * @param called an exporter's name
 * @param queue its size in bytes, and the collector's settings for putting messages together, if any
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
