/** One condition on an alert's labels, in Alertmanager's form. */
export interface Matcher {
    label: string;
    operator: "=" | "!=" | "=~" | "!~";
    value: string;
}

/** Label, operator and value. The value is quoted, or contains neither quote nor comma. */
const matcher =
    /^\s*(?:"((?:\\.|[^"\\])+)"|([a-zA-Z_:][\w:]*))\s*(=~|!~|!=|=)\s*(?:"((?:\\.|[^"\\])*)"\s*|([^",]*))(?:,|$)/;

/**
 * The conditions in a text, which may hold several (`{severity="critical", namespace=~"kong|shop"}`), or a message
 * about what is wrong with it. Alertmanager refuses a whole configuration because of one invalid matcher
 * (prometheus/alertmanager, matcher/parse and pkg/labels/parse.go at 0.34).
 */
export function parseMatchers(text: string): Matcher[] | string {
    const braced = /^\s*\{(.*)\}\s*$/s.exec(text);
    let rest = braced?.[1] ?? text;
    const found: Matcher[] = [];
    while (rest.trim() !== "") {
        const read = matcher.exec(rest);
        if (read === null) {
            return wrongWith(rest);
        }
        const [all, quotedLabel, label = quotedLabel ?? "", operator, quoted, bare = ""] = read;
        const value = quoted === undefined ? bare.trim() : unescaped(quoted);
        found.push({ label, operator: operator as Matcher["operator"], value });
        rest = rest.slice(all.length);
    }
    return found.length === 0 ? "no condition" : found;
}

function wrongWith(text: string): string {
    const quotes = text.replace(/\\./g, "").split('"').length - 1;
    if (quotes % 2 === 1) {
        return "a quote that never closes";
    }
    return /(=~|!~|!=|=)/.test(text) ? "no condition that Alertmanager reads" : "no =, !=, =~ or !~";
}

const unescaped = (text: string): string =>
    text.replace(/\\(.)/gs, (_, letter: string) =>
        letter === "n" ? "\n" : /["\\]/.test(letter) ? letter : `\\${letter}`,
    );

/** A condition in Alertmanager's syntax, with any value. */
export function written({ label, operator, value }: Matcher): string {
    return `${label} ${operator} "${value.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
