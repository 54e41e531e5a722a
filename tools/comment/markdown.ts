import { printable } from "../../model/printable";

/** A value as code, in which nothing is a link, a mention or HTML, and which stays in its table cell. */
export function code(text: string, limit = 200): string {
    const line = printable(
        text
            .slice(0, 4 * limit)
            .replace(/\r?\n/g, "⏎")
            .replaceAll("\t", " "),
    );
    const flat = shorten(line, limit).replaceAll("`", "ˋ").replaceAll("|", "\\|");
    return flat.trim() === "" ? "" : `\`${flat}\``;
}

/**
 * Text in a table cell, without anything that Markdown or GitHub would interpret. An empty comment, which readers do
 * not see, breaks up mentions, issue numbers and addresses.
 */
export function words(text: string, limit = 500): string {
    return shorten(
        printable(
            text
                .slice(0, 16 * limit)
                .replace(/\s+/g, " ")
                .trim(),
        ),
        limit,
    )
        .replace(/[\\`*_[\]<>|~&]/g, "\\$&")
        .replace(/@|#(?=\d)|:(?=\/\/)/g, "$&<!-- -->");
}

export function row(...cells: string[]): string {
    return `| ${cells.join(" | ")} |`;
}

/** A function creates its line only if there is room for it. */
export type Line = string | (() => string);

/**
 * As many lines as fit between a head and a tail.
 * @returns nothing if there are no lines, or no room even for the first
 */
export function fitting(head: string[], lines: readonly Line[], budget: number, tail: string[] = []): string {
    const more = (left: number): string => `\n… and ${left} more, left out for length.`;
    const frame = [...head, more(lines.length), ...tail].join("\n").length + 1;
    const fit = linesThatFit(lines, budget - frame);
    if (fit.length === 0) {
        return "";
    }
    const left = lines.length - fit.length;
    return [...head, ...fit, ...(left > 0 ? [more(left)] : []), ...tail].join("\n");
}

function linesThatFit(lines: readonly Line[], budget: number): string[] {
    const fit: string[] = [];
    let used = 0;
    for (const line of lines) {
        const written = typeof line === "string" ? line : line();
        used += written.length + 1;
        if (used > budget) {
            return fit;
        }
        fit.push(written);
    }
    return fit;
}

function shorten(text: string, limit: number): string {
    return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
