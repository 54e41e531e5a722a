import { secondsOf } from "../../../model/duration";
import type { StoredSignal } from "./signals";

/**
 * The store itself deletes data after its retention; the lifecycle only deletes what it missed, because the compactor
 * was down, or its list of deletions was lost. It must never run first. Loki needs a day's index until the day's last
 * line is past its retention, a day later than the file, and both stores delete hours after the decision. Two more days
 * let someone notice a store that deletes nothing before lifecycle and store disagree.
 */
const marginDays = 3;

/** After how many days the lifecycle deletes an object. S3 counts whole days. */
export function expiryDays(retention: string): number {
    const seconds = secondsOf(retention);
    if (seconds === undefined) {
        throw new Error(`"${retention}" is not a duration such as 168h`);
    }
    return Math.ceil(seconds / 86_400) + marginDays;
}

/**
 * Prefixes of objects with a retention: the data of the single tenant, and Loki's index, by its prefix in
 * lokiSchema.ts. Not the few long-lived objects next to them, such as Loki's list of deletion requests.
 */
const prefixes: Record<StoredSignal, Record<string, string>> = {
    logs: { chunks: "fake/", index: "index/loki_index_" },
    traces: { blocks: "single-tenant/" },
};

/** A rule of a bucket's lifecycle, in AWS' form. */
export interface LifecycleRule {
    id: string;
    status: "Enabled";
    filter: { prefix: string };
    expiration?: { days: number };
    abortIncompleteMultipartUpload?: { daysAfterInitiation: number };
}

/** The rules for a signal. Parts of unfinished uploads are billed, but no listing shows them. Pure. */
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
