import { type core, z } from "zod";
import { didYouMean } from "../model/didYouMean";
import { type Hide, hidden } from "../model/secrets/hide";
import { masked } from "../model/secrets/mask";
import { secretMark } from "../model/values";
import { comingFrom } from "./comingFrom";
import { credentialForms, credentialParts } from "./schema/common";

/** One error in the configuration. */
export interface Problem {
    /** The full key, e.g. `kong-observability:kong.dataPlanes[1].replicas`. */
    key: string;
    message: string;
}

/** All errors in a stack's configuration, reported at once. */
export class SettingsError extends Error {
    constructor(
        readonly problems: Problem[],
        stack: string,
    ) {
        const lines = problems
            .map((problem) => hiddenProblem(problem, hidden))
            .map(({ key, message }) => `  ${key}: ${message}`);
        super(
            `The configuration of stack "${stack}" has ${problems.length} problem${problems.length === 1 ? "" : "s"}:\n${lines.join("\n")}`,
        );
        this.name = "SettingsError";
        // The message is meant for the user; a stack trace would bury it.
        this.stack = this.message;
    }
}

/** A problem that is safe to show. The project's name and colon at the start of a key are not taken for a login. */
export function hiddenProblem({ key, message }: Problem, hide: Hide): Problem {
    const [namespace = "", ...rest] = key.split(":");
    return { key: [namespace, ...rest.map(hide)].join(":"), message: hide(message) };
}

/** `a`, `["b", 1, "c"]` → `a.b[1].c`. */
function keyPath(key: string, path: readonly PropertyKey[]): string {
    return path.reduce<string>(
        (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}.${String(part)}`),
        key,
    );
}

/**
 * Used in every parse: adds to issues what the library leaves out, namely the keys next to an unknown one, the keys or
 * kinds of an object and the form of a text.
 */
export function namingSiblings(issue: core.$ZodRawIssue): string | undefined {
    if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
        return Object.keys(issue.inst.shape).join(" ");
    }
    if (issue.code === "invalid_type" && issue.inst instanceof z.ZodObject) {
        return `an object with ${Object.keys(issue.inst.shape).join(", ")}`;
    }
    if (issue.code === "invalid_type" && issue.inst instanceof z.ZodDiscriminatedUnion) {
        return `an object with ${kindsOf(issue.inst)}`;
    }
    if (
        issue.code === "invalid_type" &&
        issue.inst instanceof z.ZodBoolean &&
        (issue.input === "true" || issue.input === "false")
    ) {
        return "true or false, without quotes";
    }
    if (issue.code === "invalid_type" && issue.inst instanceof z.ZodString) {
        const form = issue.inst.meta()?.allowed;
        return typeof form === "string"
            ? `${form}${lacksQuotes(issue.input, issue.inst) ? ", in quotes" : ""}`
            : undefined;
    }
    return undefined;
}

/** Whether a number would be valid as a text. YAML reads 1.30 as 1.3. */
function lacksQuotes(value: unknown, schema: z.ZodString): boolean {
    return (
        typeof value === "number" &&
        [String(value), value.toFixed(1), value.toFixed(2)].some((written) => schema.safeParse(written).success)
    );
}

/** `kind: basic or oidc` */
function kindsOf({ def, _zod }: z.ZodDiscriminatedUnion): string {
    const kinds = [...(_zod.propValues[def.discriminator] ?? [])].map(String);
    return `${def.discriminator}: ${[...kinds.slice(0, -2), kinds.slice(-2).join(" or ")].join(", ")}`;
}

/**
 * Converts the schema library's issues for one top-level key into problems that name the key, what it got and what is
 * allowed.
 */
export function problemsOf(key: string, value: unknown, issues: readonly core.$ZodIssue[]): Problem[] {
    // The keys above a value show whether it is secret, so the whole is masked before parts of it are quoted.
    const safe = masked({ [key]: value })[key];
    return issues.flatMap((issue): Problem[] => {
        const at = keyPath(key, issue.path);
        const got = valueAt(safe, issue.path);
        if (issue.code === "unrecognized_keys") {
            return issue.keys.map((unknown) => unknownKey(keyPath(at, [unknown]), unknown, issue.message.split(" ")));
        }
        if (issue.code === "invalid_key") {
            return issue.issues.map((wrong) => ({
                key: keyPath(key, issue.path.slice(0, -1)),
                message: `got the key "${String(issue.path.at(-1))}"; ${allowed(wrong)}`,
            }));
        }
        if (got === undefined) {
            return [{ key: at, message: `missing; ${allowed(issue)}` }];
        }
        const shown = mayBeSecret(issue) ? show(got, secretMark) : show(got);
        return [{ key: at, message: `got ${shown}; ${allowed(issue)}${comingFrom(at, got)}` }];
    });
}

/**
 * The problem with a key that there is not.
 * @param siblings the keys that there are in its place
 */
export function unknownKey(key: string, name: string, siblings: readonly string[]): Problem {
    return { key, message: `unknown key${comingFrom(key) || didYouMean(name, siblings)}` };
}

const ofCredentials: readonly string[] = [credentialForms, ...Object.values(credentialParts)];

/** Whether a secret may stand where a reference to one belongs. Nothing else need show that it is one. */
function mayBeSecret(issue: core.$ZodIssue): boolean {
    return (
        ofCredentials.includes(issue.message) ||
        (issue.code === "invalid_union" && issue.errors.flat().some((member) => mayBeSecret(member)))
    );
}

/** The allowed values, for people. */
function allowed(issue: core.$ZodIssue): string {
    switch (issue.code) {
        case "invalid_value":
            return `allowed: ${issue.values.map((value) => String(value)).join(", ")}`;
        case "invalid_union":
            return `allowed: ${unionOptions(issue)}`;
        case "invalid_type":
            return `allowed: ${issue.message.startsWith("Invalid input") ? typeName(issue.expected) : issue.message}`;
        case "too_small":
            return `allowed: ${issue.message.startsWith("Too small") ? `at least ${sizeOf(issue.minimum, issue.origin)}` : issue.message}`;
        case "too_big":
            return `allowed: ${issue.message.startsWith("Too big") ? `at most ${sizeOf(issue.maximum, issue.origin)}` : issue.message}`;
        default:
            return `allowed: ${issue.message}`;
    }
}

/** A bound for which the schema has no text. */
function sizeOf(bound: number | bigint, origin: string): string {
    const unit = { string: "characters", array: "entries", record: "keys" }[origin];
    return unit === undefined ? String(bound) : `${bound} ${unit}`;
}

/**
 * The values that distinguish the members of a discriminated union; the library gives them as `options` or in the note.
 */
function unionOptions(issue: core.$ZodIssueInvalidUnion): string {
    const options = (issue as { options?: readonly unknown[] }).options;
    if (options !== undefined) {
        return options.map((option) => String(option)).join(", ");
    }
    // A union with its own message.
    if (!issue.message.startsWith("Invalid input")) {
        return issue.message;
    }
    const members = issue.errors.map((issues) =>
        issues.map((member) => allowed(member).replace(/^allowed: /, "")).join(" and "),
    );
    return [...new Set(members)].join(", or ");
}

function typeName(expected: string): string {
    const names: Record<string, string> = {
        object: "an object",
        record: "an object",
        array: "a list",
        string: "a text",
        boolean: "true or false",
        number: "a number",
        int: "a whole number",
    };
    return names[expected] ?? expected;
}

/** The value at a path; undefined if the path does not exist. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>(
        (at, part) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined),
        value,
    );
}

/**
 * A value as quoted in messages: without secrets, and shortened.
 * @param mark stands for each text and number @default only for secrets
 */
export function show(value: unknown, mark?: string): string {
    const hide = (_: string, item: unknown): unknown => (/^(string|number)$/.test(typeof item) ? mark : item);
    const text = JSON.stringify(masked(value), mark === undefined ? undefined : hide) ?? String(value);
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
