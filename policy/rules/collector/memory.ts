import type { Collector } from "../../library/collector";
import { deliveryOf, type Pipeline } from "./pipelines";
import { bytesOf, mebibytes } from "../../../model/quantity";
import { at, isValues, unknown, type Values } from "../../library/resource";

const mebibyte = 2 ** 20;

/** Problems with a memory limiter, as the ends of sentences. */
export function limiterProblems(settings: unknown, memory: unknown): string[] {
    const limiter: Values = isValues(settings) ? settings : {};
    if (settings === unknown) {
        return [];
    }
    const problems: string[] = [];
    const interval = limiter.check_interval;
    if (interval === undefined || interval === "0s" || interval === 0) {
        problems.push("has no check_interval, and the collector does not start without; set it to 1s");
    }
    const { limit_mib: limit, limit_percentage: percentage } = limiter;
    const container = bytesOf(memory);
    if (limit === undefined && percentage === undefined) {
        problems.push(
            "has neither limit_percentage nor limit_mib, and the collector does not start without; set limit_percentage: 75",
        );
    } else if (
        limit !== undefined &&
        limit !== unknown &&
        container !== undefined &&
        Number(limit) * mebibyte >= container
    ) {
        problems.push(
            `has limit_mib ${String(limit)}, not below the container's memory of ${String(memory)}: the kernel would end it first; make it smaller`,
        );
    } else if (limit === undefined && memory === undefined) {
        problems.push(
            "has limit_percentage, which counts from the container's memory limit, but spec.resources.limits.memory is not set: it would count from the node's memory",
        );
    } else if (limit === undefined && typeof percentage === "number" && percentage >= 100) {
        problems.push(
            `has limit_percentage ${percentage}, not below the container's memory: the kernel would end it first; allowed: below 100`,
        );
    }
    const spikes = [
        ["spike_limit_percentage", "limit_percentage"],
        ["spike_limit_mib", "limit_mib"],
    ] as const;
    for (const [spike, whole] of spikes) {
        if (
            typeof limiter[spike] === "number" &&
            typeof limiter[whole] === "number" &&
            limiter[spike] >= limiter[whole]
        ) {
            problems.push(
                `has ${spike} ${limiter[spike]}, not below ${whole} ${limiter[whole]}, and the collector does not start`,
            );
        }
    }
    return problems;
}

/**
 * Bytes above which a memory limiter refuses data; undefined if unknown. Without a spike limit that is a fifth of the
 * limit.
 */
export function refusedFrom(settings: unknown, memory: unknown): number | undefined {
    const container = bytesOf(memory);
    const mib = at(settings, "limit_mib");
    const percentage = at(settings, "limit_percentage");
    if (typeof mib === "number") {
        const spike = at(settings, "spike_limit_mib");
        return (mib - (typeof spike === "number" && spike > 0 ? spike : mib * 0.2)) * mebibyte;
    }
    if (typeof percentage === "number" && container !== undefined) {
        const spike = at(settings, "spike_limit_percentage");
        return ((percentage - (typeof spike === "number" && spike > 0 ? spike : percentage * 0.2)) / 100) * container;
    }
    return undefined;
}

/**
 * Bytes that all queues may take together, as far as they are limited in bytes. An exporter has a queue for each
 * signal.
 */
export function queuedBytes({ config }: Collector, pipelines: readonly Pipeline[]): number {
    const exporters = Object.entries(isValues(config.exporters) ? config.exporters : {});
    return exporters.reduce((sum, [id, settings]) => {
        const queue = at(deliveryOf(id, settings).settings, "sending_queue");
        const size = at(queue, "queue_size");
        const signals = new Set(
            pipelines.filter(({ exporters: used }) => used.includes(id)).map(({ signal }) => signal),
        ).size;
        // A queue on disk takes no memory.
        const counted =
            at(queue, "sizer") === "bytes" &&
            at(queue, "enabled") !== false &&
            at(queue, "storage") === undefined &&
            typeof size === "number";
        return sum + (counted ? size * signals : 0);
    }, 0);
}

/** A problem with the sum of the queues, as the end of a sentence. */
export function queueProblem(queued: number, limit: number | undefined, memory: unknown): string | undefined {
    const container = bytesOf(memory);
    if (queued === 0) {
        return undefined;
    }
    if (limit !== undefined && queued >= limit) {
        return `the queues of its exporters may take ${mebibytes(queued)}, but the memory limiter refuses data from ${mebibytes(limit)} on; make queue_size smaller, or the container's memory larger`;
    }
    return container !== undefined && queued >= container
        ? `the queues of its exporters may take ${mebibytes(queued)}, but the container has only ${String(memory)}; make queue_size smaller`
        : undefined;
}
