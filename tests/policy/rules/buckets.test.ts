import assert from "node:assert/strict";
import type { Seen, Values } from "../../../policy/library/resource";
import { buckets } from "../../../policy/rules/buckets/rule";
import { planWith } from "../../tools/plan/stacks";
import { messages, release, seen, seenOf } from "../helpers";

const home = seen("kong-observability:observability:SignalBucket", "logs-bucket", { signal: "logs", made: true });
const name = { bucket: "[unknown]" };
const tls = { Statement: [{ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }] };
const expire = { id: "expire", status: "Enabled", expiration: { days: 10 } };
const abort = { id: "abort", status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } };
const sse = (sseAlgorithm: string, bucketKeyEnabled = true): Values => ({
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm }, bucketKeyEnabled }],
});
const parts: Record<string, Values> = {
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {},
    "aws:s3/bucketPolicy:BucketPolicy": { policy: JSON.stringify(tls) },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": sse("aws:kms"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": { rules: [expire, abort] },
};
const typeOf = (part: string): string => Object.keys(parts).find((type) => type.endsWith(`:${part}`)) ?? "";

/** A bucket in its component, with some of its parts changed; undefined takes one away. */
function made(changes: Record<string, Values | undefined> = {}): Seen[] {
    const all = { ...parts, ...Object.fromEntries(Object.entries(changes).map(([part, to]) => [typeOf(part), to])) };
    const bucket = seen("aws:s3/bucket:Bucket", "logs-bucket", { bucketPrefix: "p-logs-" }, { parent: home.urn });
    return [
        home,
        bucket,
        ...Object.entries(all).flatMap(([type, inputs]) =>
            inputs === undefined ? [] : [seen(type, "logs-bucket", { ...name, ...inputs }, { parent: home.urn })],
        ),
    ];
}
const loki = (retention_period: unknown): Seen =>
    release("loki", { loki: { limits_config: { retention_period }, compactor: { retention_enabled: true } } });

describe("policy buckets", () => {
    it("passes what the program makes", async () => {
        const stack = await planWith("dev", { logs: { chart: "loki", storage: { kind: "s3" } } });
        assert.deepEqual(messages(buckets, seenOf(stack)), []);
        assert.deepEqual(messages(buckets, [...made(), loki("168h")]), []);
    });

    const broken: [string, Record<string, Values | undefined>, string][] = [
        ["without a block", { BucketPublicAccessBlock: undefined }, "has no BucketPublicAccessBlock, so a single policy or ACL could open it to everyone"],
        ["without a policy", { BucketPolicy: undefined }, "no BucketPolicy denies requests with aws:SecureTransport false, so it can be read without TLS"],
        ["with a policy that lets plain HTTP in", { BucketPolicy: { policy: '{"Statement":[{"Effect":"Allow"}]}' } }, "no BucketPolicy denies requests with aws:SecureTransport false, so it can be read without TLS"],
        ["with S3's own key", { BucketServerSideEncryptionConfiguration: sse("AES256") }, "is not encrypted with KMS (BucketServerSideEncryptionConfiguration), so access cannot be withdrawn with the key"],
        ["whose objects each ask KMS", { BucketServerSideEncryptionConfiguration: sse("aws:kms", false) }, "bucketKeyEnabled is false, so each object causes a KMS request, which is billed and throttled"],
        ["that keeps broken uploads", { BucketLifecycleConfiguration: { rules: [expire] } }, "no rule of its lifecycle aborts incomplete uploads, which are billed but not listed"],
        ["that keeps all else for ever", { BucketLifecycleConfiguration: { rules: [{ ...expire, status: "Disabled" }, abort] } }, "no rule of its lifecycle deletes logs that the store has left behind"],
    ]; // prettier-ignore
    broken.forEach(([what, changes, message]) =>
        it(`reports a bucket ${what}`, () =>
            assert.deepEqual(messages(buckets, [...made(changes), loki("168h")]), [`logs-bucket: ${message}`])),
    );

    it("reports a lifecycle that is quicker than the retention, which an override may have raised", async () => {
        const says = (kept: string, least: number, rule = "expire", days = 10): string =>
            `logs-bucket: rule ${rule} of its lifecycle deletes after ${days} days, and loki keeps logs for ${kept} (loki.limits_config.retention_period), so they would be deleted too early; allowed: ${least} days or more`;
        assert.deepEqual(messages(buckets, [...made(), loki("240h")]), [says("240h", 11)]);
        assert.deepEqual(messages(buckets, [...made(), loki("240h")], { marginDays: 0 }), []);
        const stack = await planWith("dev", {
            logs: { chart: "loki", storage: { kind: "s3" } },
            chartOverrides: { loki: { loki: { limits_config: { retention_period: "90d" } } } },
        });
        assert.deepEqual(
            messages(buckets, seenOf(stack)).map((message) => message.replace("logs-loki", "loki")),
            [says("90d", 91, "expire-chunks"), says("90d", 91, "expire-index")],
        );
    });

    it("finds the parts of a bucket by its name, of a store or of anybody", () => {
        const bucket = seen("aws:s3/bucketV2:BucketV2", "mine", { bucket: "mine" });
        const named = Object.entries(parts).map(([type, inputs]) => seen(type, "mine", { ...inputs, bucket: "mine" }));
        assert.deepEqual(messages(buckets, [bucket, ...named]), []);
        assert.equal(messages(buckets, [bucket]).length, 4);
    });

    it("says nothing of what is not known yet", () => {
        const unknown = "[unknown]";
        const later = {
            BucketPolicy: { policy: unknown },
            BucketServerSideEncryptionConfiguration: { rules: unknown },
            BucketLifecycleConfiguration: { rules: unknown },
        };
        assert.deepEqual(messages(buckets, [...made(later), loki("900d")]), []);
        assert.deepEqual(messages(buckets, [...made(), loki(unknown)]), []);
    });
});
