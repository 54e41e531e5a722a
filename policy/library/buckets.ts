import { readJsonOr } from "../../model/parsing";
import { at, isValues, listAt, type Seen, textAt, unknown } from "./resource";
import { once, type System } from "./system";

/** A bucket that is made here, and what is said of it by resources of their own. */
export interface Bucket {
    seen: Seen;
    /** The signal whose store it is made for; undefined for anybody else's. */
    signal: string | undefined;
    /** Each part of S3 that is about this bucket, of one type such as `BucketPolicy`. */
    parts(type: string): Seen[];
}

/** Before an `up` no bucket has its name yet: what stands in its component is about it then. */
export const buckets = once((system: System): Bucket[] =>
    system.resources
        .filter(({ type }) => /^aws:s3\/bucket(V2)?:/.test(type))
        .map((seen) => {
            const name = textAt(seen.inputs, "bucket");
            const home = system.find(seen.parent);
            const isAbout = ({ inputs, parent }: Seen): boolean =>
                inputs.bucket === unknown ? parent === seen.parent : name !== undefined && inputs.bucket === name;
            return {
                seen,
                signal: home?.type.endsWith(":SignalBucket") ? textAt(home.inputs, "signal") : undefined,
                parts: (type) =>
                    system.resources.filter(
                        (part) => part.type.startsWith("aws:s3/") && endsWith(part.type, type) && isAbout(part),
                    ),
            };
        }),
);

/** `aws:s3/bucketPolicy:BucketPolicy`, and the names that some types had in earlier versions of the provider. */
function endsWith(type: string, name: string): boolean {
    return type.endsWith(`:${name}`) || type.endsWith(`:${name}V2`);
}

/** Whether a policy refuses what comes without TLS; undefined where it is not known yet. */
export function refusesPlainHttp({ inputs }: Seen): boolean | undefined {
    if (inputs.policy === unknown) {
        return undefined;
    }
    const statements = at(
        typeof inputs.policy === "string" ? readJsonOr(inputs.policy, undefined) : inputs.policy,
        "Statement",
    );
    return (Array.isArray(statements) ? statements : [statements])
        .filter(isValues)
        .some(
            (statement) =>
                statement.Effect === "Deny" &&
                String(at(statement, "Condition", "Bool", "aws:SecureTransport")) === "false",
        );
}

/** The rules of a bucket's lifecycle that are in force. */
export function lifecycleRules({ inputs }: Seen): Record<string, unknown>[] {
    return listAt(inputs, "rules").filter(({ status }) => status === "Enabled");
}
