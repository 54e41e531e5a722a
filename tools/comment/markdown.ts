/** A value as code: nothing in it is a link, a mention or HTML, and it stays in its table cell. */
export function code(text: string, limit = 200): string {
    const flat = shorten(text.replace(/\r?\n/g, "⏎").replace(/[\u0000-\u001f\u007f]/g, " "), limit).replaceAll("`", "ˋ").replaceAll("|", "\\|");
    return flat.trim() === "" ? "" : `\`${flat}\``;
}

/** Words in a table cell, with everything that Markdown or GitHub would read as more than words taken away. */
export function words(text: string, limit = 500): string {
    return shorten(text.replace(/\s+/g, " ").trim(), limit)
        .replace(/[\\`*_[\]<>|~&]/g, "\\$&")
        .replace(/@|#(?=\d)|:(?=\/\/)/g, "$&\u200b");
}

export function row(...cells: string[]): string {
    return `| ${cells.join(" | ")} |`;
}

/**
 * Lines between a head and a tail, as many as fit.
 * @returns nothing where there are no lines, or no room even for the first
 */
export function fitting(head: string[], lines: string[], budget: number, tail: string[] = []): string {
    const more = (left: number): string => `\n… and ${left} more, left out for length.`;
    const frame = [...head, more(lines.length), ...tail].join("\n").length + 1;
    const fits = linesThatFit(lines, budget - frame);
    if (fits === 0) {
        return "";
    }
    const left = lines.length - fits;
    return [...head, ...lines.slice(0, fits), ...(left > 0 ? [more(left)] : []), ...tail].join("\n");
}

function linesThatFit(lines: string[], budget: number): number {
    let used = 0;
    const firstTooMuch = lines.findIndex((line) => (used += line.length + 1) > budget);
    return firstTooMuch === -1 ? lines.length : firstTooMuch;
}

function shorten(text: string, limit: number): string {
    return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
