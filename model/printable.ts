/**
 * Control characters that a terminal executes (C0 and C1, which start every escape sequence), and characters that
 * readers do not see: marks that change the writing direction, zero-width characters, line separators, lone surrogates,
 * and the fillers of Hangul.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
const unprintableInLines = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

const named: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escape(character: string): string {
    const code = character.codePointAt(0)!.toString(16).padStart(4, "0");
    return named[character] ?? (code.length === 4 ? `\\u${code}` : `\\u{${code}}`);
}

/** A text on one line, in which invisible and control characters are escapes: `\u001b`, `\u202e`. */
export function printable(text: string): string {
    return text.replace(unprintable, escape);
}

/** The same for a text of several lines: line ends and tabs stay. */
export function printableLines(text: string): string {
    return text.replaceAll("\r\n", "\n").replace(unprintableInLines, escape);
}

/** JSON in which such characters are escapes: the same to a parser, and harmless when printed. */
export function printableJson(value: unknown, indent?: number): string {
    const units = (character: string): string =>
        Array.from({ length: character.length }, (_, at) => hex(character.charCodeAt(at))).join("");
    return JSON.stringify(value, null, indent).replace(unprintableInLines, units);
}

function hex(unit: number): string {
    return `\\u${unit.toString(16).padStart(4, "0")}`;
}
