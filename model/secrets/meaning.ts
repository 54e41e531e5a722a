import { isPlaceholder, isSecretKey } from "./keys";
import { type Literal, literals } from "./literals";
import type { Values } from "../values";
import { settingsIn } from "./settings";
import { secretSpans, type Span } from "./texts";

/** A part of a literal, or all of it, that is a secret. */
export interface SecretPart extends Span {
    /** Whether the text itself or its name shows that it is a secret. */
    by: "looks" | "name";
}

/**
 * THE definition of "this is a secret", for all code that judges, hides or counts secrets: by a literal's name, its
 * place, and its text. Names of Secrets, references, variables and files are not secrets.
 */
export function secretParts(literal: Literal): SecretPart[] {
    const { value } = literal;
    if (typeof value === "number") {
        const name = nameOfSecret(literal);
        const isPassword = name !== undefined && /passw|pwd/i.test(name);
        const whole = { start: 0, end: String(value).length };
        return isPassword ? [{ ...whole, kind: "a password", certain: true, by: "name" }] : [];
    }
    if (isPlaceholder(value)) {
        return [];
    }
    const whole = wholeByName(literal);
    const byLooks = secretSpans(value).map((span): SecretPart => ({ ...span, by: "looks" }));
    // Lines of a text are separate literals, or belong to a document; a single line is not.
    return [...byLooks, ...(whole === undefined ? settingParts(value) : [whole])];
}

/** What in these values is or may be a secret. */
export function secretLiterals(values: Values): Literal[] {
    return literals(values).filter((literal) => secretParts(literal).length > 0);
}

function wholeByName(literal: Literal): SecretPart | undefined {
    const text = String(literal.value);
    const name = nameOfSecret(literal);
    const whole = { start: 0, end: text.length, by: "name" } as const;
    if (name !== undefined && !isInside(name, text)) {
        return { ...whole, kind: article(name), certain: true };
    }
    const start = headerValueAt(literal, text);
    return mayBeSecret(literal, text) ? { ...whole, start, kind: "a header's value", certain: false } : undefined;
}

/** `API_TOKEN=…` in a text: certain only if it is the whole text. */
function settingParts(text: string): SecretPart[] {
    const single = !text.includes("\n");
    return settingsIn(text)
        .filter(({ value }) => !isPlaceholder(value) && !/^\d+$/.test(value))
        .map(({ name, alone, ...span }) => ({ ...span, kind: article(name), certain: alone && single, by: "name" }));
}

/** The key that marks a secret: the literal's own, or one above it. */
function nameOfSecret({ key, holder, parent, context, inList, value }: Literal): string | undefined {
    if (
        isSecretKey(key, holder, parent, String(value)) ||
        (inList && isPluralOfSecret(key)) ||
        isSecretByValue(key, String(value))
    ) {
        return key;
    }
    if (context.secretContent) {
        return "secret";
    }
    // `authorization: { value: … }`.
    if (key === "value" && isSecretKey(parent, {}, "", String(value))) {
        return parent;
    }
    // Settings about passwords, not passwords.
    return /(enabled|name|key|secret|length|policy)$/i.test(key) ? undefined : context.passwords;
}

/** `tokens: [a, b]`; but `secrets` are names of Secrets. */
function isPluralOfSecret(key: string): boolean {
    return key.endsWith("s") && !/secrets$/i.test(key) && isSecretKey(key.slice(0, -1));
}

/** Keys that mean a secret only with a value that looks like one. */
const byValue: [key: RegExp, value: RegExp][] = [
    // A licence is long; `license: Apache-2.0` is the name of one.
    [/licen[sc]e$/i, /.{41}/s],
    [/webhook$/i, /:\/\//],
    [/basic[_-]?auth$/i, /^[^\s:]+:\S+$/],
];

function isSecretByValue(key: string, value: string): boolean {
    const mayBe = /(?:licen[sc]e|webhook|auth)$/i.test(key);
    return mayBe && byValue.some(([name, looks]) => name.test(key) && looks.test(value));
}

/** A webhook inside the cluster is not a secret: anyone who can reach it may use it. */
function isInside(name: string, text: string): boolean {
    return /(url|uri|webhook)$/i.test(name) && text.length < 1000 && insideAddress.test(text);
}
const insideAddress =
    /^https?:\/\/(127\.0\.0\.1|[\w-]+(\.[\w-]+\.svc(\.cluster\.local)?)?(?=[:/]|$))(:\d+)?(\/[\w./-]*)?$/;

function article(key: string): string {
    const kinds: [RegExp, string][] = [
        [/passw|pwd|passphrase/i, "a password"],
        [/token|authorization/i, "a token"],
        [/url$/i, "a webhook address"],
        [/licen[sc]e/i, "a licence"],
        [/key$/i, "a key"],
    ];
    return kinds.find(([pattern]) => pattern.test(key))?.[1] ?? "a secret";
}

// Headers without secrets. Others may have none either, but the name does not tell: they are masked, not refused.

const plainHeaders = new RegExp(
    `^(?:${[
        "accept(-.*)?|access-control-.*|alt-svc|cache-control|connection|content-.*|date|etag|expires|host|location",
        "origin|referer|server|strict-transport-security|te|trace(parent|state)|upgrade|user-agent|vary|via",
        "x-(scope-orgid|forwarded-.*|real-ip|request-id|frame-options|content-type-options|xss-protection)",
    ].join("|")})$`,
    "i",
);

function mayBeSecret({ key, parent, holder, context, inList }: Literal, text: string): boolean {
    const isChange = context.headers === "changed" && /^(add|set|append|replace)$|headers$/i.test(parent);
    const isEntry = ("name" in holder || "key" in holder) && ("value" in holder || "valueFrom" in holder);
    const inMap = isChange && !isEntry && !/headers$/i.test(key);
    const inText = inList && /headers$/i.test(key) ? headerInText.exec(text)?.[1] : undefined;
    const name = inMap ? key : inText;
    // Headers that routes match are sent by every client.
    return name !== undefined && context.headers !== "matched" && !plainHeaders.test(name);
}

const headerInText = /^([\w-]{1,100})\s?:\s?(?=\S)/;

/** In a list, where the header's name is part of the text. */
function headerValueAt({ key, inList }: Literal, text: string): number {
    return inList && /headers$/i.test(key) ? (headerInText.exec(text)?.[0].length ?? 0) : 0;
}
