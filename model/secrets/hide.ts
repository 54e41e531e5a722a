import { printableLines } from "../printable";
import { secretMark } from "../values";
import { replaced, secretSpans } from "./texts";

/** Makes a text safe for a screen. */
export type Hide = (text: string) => string;

/**
 * Keeps secrets out of texts from elsewhere, such as error messages, which quote their input. Hides known secrets and
 * what looks like a secret; writes control characters as escapes.
 */
export function hiding(secrets: Iterable<string>): Hide {
    const known = [...new Set([...secrets].flatMap(variants))].sort((a, b) => b.length - a.length);
    const [telling, common] = [known.filter(isTelling), known.filter((secret) => !isTelling(secret))];
    return (text) => {
        const without = telling.reduce((left, secret) => left.replaceAll(secret, secretMark), text);
        const inQuotes = (left: string, secret: string): string =>
            quotes.reduce((said, quote) => said.replaceAll(quote + secret + quote, quote + secretMark + quote), left);
        return hidden(common.reduce(inQuotes, without));
    };
}

/** A text without what looks like a secret, safe for a screen. */
export const hidden: Hide = (text) => printableLines(replaced(text, secretSpans(text), () => secretMark));

const quotes = ['"', "'", "`"];

/** Words such as `admin` or `secret` would be removed from every sentence: they are hidden only if quoted. */
function isTelling(secret: string): boolean {
    return secret.length >= 8 && !/^[a-z]{1,12}$/i.test(secret);
}

/** The forms in which a secret may appear in a message: as it is, JSON-escaped, URL-decoded, line by line. */
function variants(secret: string): string[] {
    const isTold = (line: string): boolean => line.length >= 16 && !line.startsWith("-----");
    const lines = secret.includes("\n") ? secret.split("\n").filter(isTold) : [];
    // The secret part: without a header's scheme, or a login's user.
    const partly = [/^(?:bearer|basic|token) (\S+)$/i, /^[^\s:]{1,64}:(\S+)$/];
    const alone = partly.flatMap((pattern) => pattern.exec(secret)?.[1] ?? []);
    const all = [secret, JSON.stringify(secret).slice(1, -1), decoded(secret), ...alone, ...lines];
    return all.filter((variant) => variant !== "");
}

function decoded(secret: string): string {
    try {
        return decodeURIComponent(secret);
    } catch {
        return secret;
    }
}
