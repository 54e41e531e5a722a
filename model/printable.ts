/**
 * What a terminal obeys (C0 and C1 controls, with which every escape sequence begins) and what a reader does not see:
 * marks that turn the direction of writing, characters without width, separators of lines, halves of a pair, and the
 * fillers of Hangul.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
const unprintableInLines = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

const named: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escape(character: string): string {
    const code = character.codePointAt(0)!.toString(16).padStart(4, "0");
    return named[character] ?? (code.length === 4 ? `\\u${code}` : `\\u{${code}}`);
}

/** A text on one line, with everything in it that would not show as itself written as an escape: `\u001b`, `\u202e`. */
export function printable(text: string): string {
    return text.replace(unprintable, escape);
}

/** A text of several lines: line ends and tabs stay. */
export function printableLines(text: string): string {
    return text.replaceAll("\r\n", "\n").replace(unprintableInLines, escape);
}

/** JSON in which such characters are escapes: the same to a machine, and harmless where somebody prints the file. */
export function printableJson(value: unknown, indent?: number): string {
    const units = (character: string): string =>
        Array.from({ length: character.length }, (_, at) => hex(character.charCodeAt(at))).join("");
    return JSON.stringify(value, null, indent).replace(unprintableInLines, units);
}

function hex(unit: number): string {
    return `\\u${unit.toString(16).padStart(4, "0")}`;
}
