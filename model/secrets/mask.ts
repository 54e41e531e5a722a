import { isValues, secretMark, type Values } from "../values";
import { documentsIn } from "./documents";
import { isPlaceholder } from "./keys";
import { deepest, insideOf, type Literal, literals, type Place, placeOf, visitChildren } from "./literals";
import { type SecretPart, secretParts } from "./meaning";
import { settingsIn } from "./settings";
import { replaced, secretSpans, type Span } from "./texts";

/** Largest size of a Kubernetes object; a longer text is neither shown nor searched. */
export const longestText = 1024 * 1024;

/**
 * A copy of a value in which every secret is `[secret]`.
 * @param key the key of the value
 */
export function masked<T>(value: T, key = ""): T {
    return mask(value, placeOf(key)) as T;
}

/** An unchanged value is returned as the same object, so that callers can compare by identity. */
function mask(value: unknown, place: Place): unknown {
    if (typeof value === "string") {
        return maskText(value, place);
    }
    if (typeof value === "number") {
        return secretParts({ ...place, value }).length > 0 ? secretMark : value;
    }
    if (!Array.isArray(value) && !isValues(value)) {
        return value;
    }
    if (place.depth >= deepest) {
        return "[nested too deep to be shown]";
    }
    if (isValues(value) && isLicence(value)) {
        return secretMark;
    }
    let isChanged = false;
    const entries: [string, unknown][] = [];
    visitChildren(value, place, (key, item, at) => {
        const [name, shown] = [typeof key === "string" ? maskPlain(key) : "", mask(item, at)];
        isChanged ||= shown !== item || (typeof key === "string" && name !== key);
        entries.push([name, shown]);
    });
    return !isChanged ? value : Array.isArray(value) ? entries.map(([, shown]) => shown) : Object.fromEntries(entries);
}

/** A licence that is already parsed, so that no single text contains it. */
export function isLicence(value: Values): boolean {
    return typeof value.signature === "string" && isValues(value.payload);
}

function maskText(text: string, place: Place): string {
    if (text.length > longestText) {
        return `[${text.length} characters, not shown]`;
    }
    const parts = secretParts({ ...place, value: text });
    if (parts.some(({ start, end }) => start === 0 && end === text.length)) {
        return secretMark;
    }
    const documents = place.depth < deepest ? documentsIn(text) : undefined;
    if (documents === undefined) {
        return replaced(text, parts, markIn(text));
    }
    const shown = documents.values.map((document) => mask(document, insideOf(place)));
    const isChanged = shown.some((document, index) => document !== documents.values[index]);
    const written = isChanged ? documents.write(shown) : text;
    return replaced(written, [...secretSpans(written), ...inComments(written)], markIn(written));
}

/** YAML parses an unquoted `[secret]` as a list, so as a whole value the mark is quoted. */
function markIn(text: string): (span: Span) => string {
    return ({ start, end }) => {
        const isAlone = /:\s$/.test(text.slice(start - 2, start)) && /^\s*$|^\s*\n/.test(text.slice(end, end + 2));
        return isAlone ? `"${secretMark}"` : secretMark;
    };
}

/** Secrets in a document's comments, which are not part of its values. */
function inComments(text: string): Span[] {
    const settings = /(^|\s)#/.test(text) ? settingsIn(text) : [];
    const isComment = (at: number): boolean => /(^|\s)#/.test(text.slice(text.lastIndexOf("\n", at) + 1, at));
    return settings
        .filter(({ value, start }) => !isPlaceholder(value) && isComment(start))
        .map(({ start, end }) => ({ start, end, kind: "a secret", certain: false }));
}

function maskPlain(text: string): string {
    return replaced(text, secretSpans(text), () => secretMark);
}

/** A literal with the secrets in it. */
export interface JudgedLiteral {
    literal: Literal;
    parts: SecretPart[];
}

export function judgedLiterals(values: Values): JudgedLiteral[] {
    return literals(values).map((literal) => ({ literal, parts: secretParts(literal) }));
}

/**
 * The secrets themselves, to be kept out of other texts.
 * @param judged the values' literals
 */
export function secretsIn(values: Values, judged = judgedLiterals(values)): string[] {
    const texts = judged.flatMap(({ literal, parts }) =>
        parts.map(({ start, end }) => String(literal.value).slice(start, end)),
    );
    return [...new Set([...texts, ...licencesIn(values)])];
}

function licencesIn(value: unknown, depth = 0): string[] {
    if ((!isValues(value) && !Array.isArray(value)) || depth > deepest) {
        return [];
    }
    const own = isValues(value) && isLicence(value) ? [String(value.signature)] : [];
    return [...own, ...Object.values(value).flatMap((item) => licencesIn(item, depth + 1))];
}
