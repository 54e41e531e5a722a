import { secondsOf } from "../../../model/duration";
import type { StoredSignal } from "./signals";

/**
 * The store itself deletes what is past its retention; the lifecycle takes what it left: of a compactor that was away,
 * or whose list of what to delete was lost. It must never come first. Loki needs the index of a day until the day's
 * last line is past its retention, a day later than the file, and both stores delete hours after they have decided to.
 * Two more days are for somebody to notice a store that deletes nothing before the two disagree.
 */
const marginDays = 3;

/** After how many days an object is deleted, whatever the store says. S3 counts whole days. */
export function expiryDays(retention: string): number {
    const seconds = secondsOf(retention);
    if (seconds === undefined) {
        throw new Error(`"${retention}" is not a duration such as 168h`);
    }
    return Math.ceil(seconds / 86_400) + marginDays;
}

/**
 * Where what has a retention stands: the data of the one tenant, and Loki's index, by its prefix in lokiSchema.ts. Not
 * the few objects beside it that stay as they are for years, such as Loki's list of requests for deletion.
 */
const prefixes: Record<StoredSignal, Record<string, string>> = {
    logs: { chunks: "fake/", index: "index/loki_index_" },
    traces: { blocks: "single-tenant/" },
};

/** A rule of a bucket's lifecycle, as AWS takes it. */
export interface LifecycleRule {
    id: string;
    status: "Enabled";
    filter: { prefix: string };
    expiration?: { days: number };
    abortIncompleteMultipartUpload?: { daysAfterInitiation: number };
}

/** The rules for a signal. What an upload left that never ended is billed, and no listing shows it. Pure. */
export function lifecycleRules(signal: StoredSignal, retention: string): LifecycleRule[] {
    return [
        ...Object.entries(prefixes[signal]).map(([what, prefix]): LifecycleRule => ({
            id: `expire-${what}`,
            status: "Enabled",
            filter: { prefix },
            expiration: { days: expiryDays(retention) },
        })),
        {
            id: "abort-incomplete-uploads",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
    ];
}
