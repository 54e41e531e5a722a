import { z } from "zod";
import { region, roleArn, text } from "./common";

const bucketName = text(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "a bucket's name: 3 to 63 lower-case letters, digits, dots and dashes",
);

const volume = z.strictObject({ kind: z.literal("volume") });

const s3 = {
    kind: z.literal("s3"),
    bucket: z
        .strictObject({ name: bucketName.describe("Its name"), region: region.describe("Its region") })
        .optional()
        .describe("A bucket that exists. Left out, one is made, which needs cluster.kind `eks`"),
    roleArn: roleArn
        .optional()
        .describe(
            "A role that may use `bucket`: on EKS its pods get it by Pod Identity, elsewhere by IRSA. Left out, EKS gets a " +
                "role of its own, and elsewhere the pods have what their cluster gives them",
        ),
    kmsKeyArn: text(/^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "the ARN of a KMS key, not of an alias")
        .optional()
        .describe(
            "The KMS key of the bucket: encrypts the one that is made, and the role made here may use it. Left out, the " +
                "one that is made has a key of its own",
        ),
};

/** Without quotes it is a point in time to Pulumi's parser of YAML, which hands that out in Go's words. */
const date = text(/^\d{4}-\d{2}-\d{2}( 00:00:00 \+0000 UTC)?$/, "a day such as 2026-12-15")
    .refine((written) => isDay(dayOf(written)), { error: "a day that there is", abort: true })
    .transform(dayOf);

function dayOf(written: string): string {
    return written.slice(0, "2026-12-15".length);
}

function isDay(day: string): boolean {
    return !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
}

const kinds =
    "on a volume, in one zone, or in S3, which makes bucket, key, lifecycle and role on EKS (docs/storage.md)";

/** Where Loki stores lines. A write-ahead log stays on its volume either way. */
export const logStorage = z
    .discriminatedUnion("kind", [
        volume,
        z.strictObject({
            ...s3,
            from: date
                .optional()
                .describe(
                    "For a Loki that has lines on its volume: the day (UTC) from which on new ones go to S3, after today. " +
                        "What is older is found on the volume until its retention is over",
                ),
        }),
    ])
    .prefault({ kind: "volume" })
    .describe(`Where lines are kept: ${kinds}`);

/** Where Tempo stores traces. */
export const traceStorage = z
    .discriminatedUnion("kind", [volume, z.strictObject(s3)])
    .prefault({ kind: "volume" })
    .describe(`Where traces are kept: ${kinds}`);

/** For the deprecated chart. */
export const volumeAlone = volume
    .prefault({ kind: "volume" })
    .describe("Stays on the volume: object storage needs the chart `loki`");
