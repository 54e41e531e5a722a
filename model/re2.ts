/**
 * What JavaScript takes and RE2 does not: lookaround, backreferences, atomic groups, possessive quantifiers, and escapes
 * of other letters than its own (https://github.com/google/re2/wiki/Syntax).
 */
const beyond = /\(\?<?[=!]|\\[1-9]|\(\?>|[*+?}]\+|\\[ceg-moquyF-OR-VXYZ]/;

/** Repetitions that RE2 would have to write out. */
const mostRepetitions = 1000;

/** Whether RE2 takes a regular expression, as far as can be told without it. */
export function isRe2(written: string): boolean {
    const plain = written.replaceAll("\\\\", "");
    const counts = [...plain.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least, most]) => [least, most ?? 0]);
    return (
        !beyond.test(plain) &&
        counts.every((count) => Number(count) <= mostRepetitions) &&
        fits("", written) !== undefined
    );
}

/** Whether all of a text matches; undefined if the expression cannot be read. */
export function fits(text: string, written: string): boolean | undefined {
    try {
        return new RegExp(`^(?:${written.replaceAll("(?P<", "(?<").replace(/^\(\?[imsU]+\)/, "")})$`).test(text);
    } catch {
        return undefined;
    }
}
