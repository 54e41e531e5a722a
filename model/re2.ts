import { RE2JS } from "re2js";

/** Whether RE2, whose regular expressions Go's programs read, takes this one. */
export function isRe2(written: string): boolean {
    return compiled(written) !== undefined;
}

/** Whether all of a text matches; undefined if the expression cannot be read. */
export function fits(text: string, written: string): boolean | undefined {
    return compiled(written)?.matches(text);
}

function compiled(written: string): RE2JS | undefined {
    try {
        return RE2JS.compile(written);
    } catch {
        return undefined;
    }
}
