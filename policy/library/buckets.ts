import { readJsonOr } from "../../model/parsing";
import { at, isValues, listAt, type Seen, textAt, unknown } from "./resource";
import { once, type System } from "./system";

/** A bucket of the stack, with the resources that configure it. */
export interface Bucket {
    seen: Seen;
    /** The signal of the store that uses it; undefined for other buckets. */
    signal: string | undefined;
    /** The resources of one type, such as `BucketPolicy`, that configure this bucket. */
    parts(type: string): Seen[];
}

/** Before an `up` no bucket has its name yet, so resources in its component are assumed to configure it. */
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

/** `aws:s3/bucketPolicy:BucketPolicy`, and the names of some types in earlier versions of the provider. */
function endsWith(type: string, name: string): boolean {
    return type.endsWith(`:${name}`) || type.endsWith(`:${name}V2`);
}

/** Whether a policy refuses requests without TLS; undefined if it is unknown. */
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

/** The enabled rules of a bucket's lifecycle. */
export function lifecycleRules({ inputs }: Seen): Record<string, unknown>[] {
    return listAt(inputs, "rules").filter(({ status }) => status === "Enabled");
}
