/** What AWS says of something that should exist. */
export type Answer<T> = { found: T } | { missing: true } | { unknown: string };

/**
 * Not every lookup of the AWS provider fails in the same words if there is nothing: internal/tfresource/errors.go and
 * AWS' own codes (`InvalidSubnetID.NotFound`).
 */
const nothing = /couldn't find resource|no matching .* found|no results|empty result|NotFound|does not exist/i;

/** The answer to a lookup. Unknown, with the reason, if AWS did not say: without a permission, for example. */
export async function answerOf<T>(asked: Promise<T>): Promise<Answer<T>> {
    try {
        return { found: await asked };
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return nothing.test(message) ? { missing: true } : { unknown: message.split("\n").at(-1) ?? message };
    }
}
