import { secondsOf } from "../../../model/duration";
import { type Bucket, buckets as bucketsOf, lifecycleRules, refusesPlainHttp } from "../../library/buckets";
import { at, listAt, type Seen, unknown } from "../../library/resource";
import { rule } from "../../library/rule";
import { type Store, stores } from "../../library/storage";
import type { System } from "../../library/system";

interface Config {
    marginDays: number;
}

/** Only its store reads a bucket, and data is neither deleted too early nor kept forever. */
export const buckets = rule<Config>({
    name: "buckets",
    description:
        "Every S3 bucket blocks public access, refuses requests without TLS, is encrypted with KMS with a bucket key, and " +
        "aborts incomplete uploads. Its lifecycle deletes only after the store's effective retention.",
    severity: "high",
    remediationSteps:
        "The program does all of this for the buckets that it creates: set logs.retention or traces.retention, from which " +
        "both the store's retention and the lifecycle follow, rather than chartOverrides.",
    enforcementLevel: "mandatory",
    config: {
        marginDays: {
            type: "integer",
            default: 1,
            description:
                "Minimum number of days after the retention before the lifecycle may delete; Loki needs a day's index for one more day",
        },
    },
    check(system, config) {
        return bucketsOf(system).flatMap((bucket) =>
            [...closed(bucket), ...encrypted(bucket), ...lifecycle(system, bucket, config)].map((message) => ({
                urn: bucket.seen.urn,
                message: `${bucket.seen.name}: ${message}`,
            })),
        );
    },
});

function closed(bucket: Bucket): string[] {
    const policies = bucket.parts("BucketPolicy").map(refusesPlainHttp);
    return [
        ...(bucket.parts("BucketPublicAccessBlock").length === 0
            ? ["has no BucketPublicAccessBlock, so a single policy or ACL could open it to everyone"]
            : []),
        ...(policies.some((refuses) => refuses !== false)
            ? []
            : ["no BucketPolicy denies requests with aws:SecureTransport false, so it can be read without TLS"]),
    ];
}

function encrypted(bucket: Bucket): string[] {
    const rules = bucket
        .parts("BucketServerSideEncryptionConfiguration")
        .flatMap(({ inputs }) => (inputs.rules === unknown ? [{}] : listAt(inputs, "rules")));
    const algorithms = rules.map((one) => at(one, "applyServerSideEncryptionByDefault", "sseAlgorithm"));
    if (!algorithms.some((algorithm) => algorithm === undefined || algorithm === unknown || isKms(algorithm))) {
        return [
            "is not encrypted with KMS (BucketServerSideEncryptionConfiguration), so access cannot be withdrawn with the key",
        ];
    }
    return rules.some(({ bucketKeyEnabled }) => bucketKeyEnabled === false)
        ? ["bucketKeyEnabled is false, so each object causes a KMS request, which is billed and throttled"]
        : [];
}

function isKms(algorithm: unknown): boolean {
    return typeof algorithm === "string" && algorithm.startsWith("aws:kms");
}

function lifecycle(system: System, bucket: Bucket, { marginDays }: Config): string[] {
    const known = bucket.parts("BucketLifecycleConfiguration").filter(({ inputs }) => inputs.rules !== unknown);
    const rules = known.flatMap(lifecycleRules);
    if (known.length < bucket.parts("BucketLifecycleConfiguration").length) {
        return [];
    }
    const aborts = rules.some((one) => at(one, "abortIncompleteMultipartUpload", "daysAfterInitiation") !== undefined);
    return [
        ...(aborts ? [] : ["no rule of its lifecycle aborts incomplete uploads, which are billed but not listed"]),
        ...stores(system)
            .filter(({ signal }) => signal === bucket.signal)
            .flatMap((store) => outlived(store, rules, marginDays)),
    ];
}

function outlived(store: Store, rules: Seen["inputs"][], marginDays: number): string[] {
    const kept = secondsOf(store.retention);
    const expiries = rules.flatMap((one) => {
        const days = at(one, "expiration", "days");
        return typeof days === "number" ? [{ id: String(one.id), days }] : [];
    });
    if (expiries.length === 0) {
        return [`no rule of its lifecycle deletes ${store.signal} that the store has left behind`];
    }
    const least = kept === undefined ? undefined : Math.ceil(kept / 86_400) + marginDays;
    return least === undefined
        ? []
        : expiries
              .filter(({ days }) => days < least)
              .map(
                  ({ id, days }) =>
                      `rule ${id} of its lifecycle deletes after ${days} days, and ${store.name} keeps ${store.signal} for ${String(store.retention)} ` +
                      `(${store.retentionKey}), so they would be deleted too early; allowed: ${least} days or more`,
              );
}
