import { isValues, secret, unknown, type Values } from "../../library/resource";
import { didYouMean } from "../../../model/didYouMean";
import type { Field, Fields, PluginSchema } from "../../../model/plugins";

/** A problem with one field: its path under `config`, and a message. */
export interface FieldProblem {
    path: string;
    message: string;
}

/** Everything that Kong refuses in a plugin's `config`, and what it will refuse in a later version. */
export function fieldProblems(
    config: Values,
    { fields, deprecated = {} }: PluginSchema,
    extra: readonly string[],
    version: string,
): FieldProblem[] {
    const known = Object.fromEntries(
        Object.entries(config).filter(([key]) => !(key in deprecated) && !extra.includes(key)),
    );
    const old = Object.keys(config).filter((key) => key in deprecated && !extra.includes(key));
    return [
        ...recordProblems(known, fields, "", `Kong ${version}`, extra),
        ...old.map((key) => ({ path: key, message: `deprecated, to be removed in Kong 4.0; use ${deprecated[key]}` })),
    ];
}

/** Values that come later, from decK's environment or a vault, cannot be judged. */
export function isOpen(value: unknown): boolean {
    return (
        value === undefined ||
        value === null ||
        value === unknown ||
        value === secret ||
        (typeof value === "string" && (value.includes("${{") || value.startsWith("{vault://")))
    );
}

function recordProblems(
    record: Values,
    fields: Fields,
    path: string,
    who: string,
    extra: readonly string[] = [],
): FieldProblem[] {
    return Object.entries(record).flatMap(([key, value]) => {
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
        const at = path === "" ? key : `${path}.${key}`;
        if (field === undefined) {
            return [
                {
                    path: at,
                    message: `${who} does not know this field and refuses the plugin${didYouMean(key, [...Object.keys(fields), ...extra])}`,
                },
            ];
        }
        return isOpen(value) ? [] : valueProblems(value, field, at, who);
    });
}

function valueProblems(value: unknown, field: Field, path: string, who: string): FieldProblem[] {
    switch (field.type) {
        case "string":
            return fits(
                path,
                value,
                isText(value) && (field.oneOf?.includes(value) ?? true) && (field.match?.test(value) ?? true),
                field.oneOf === undefined ? (field.allowed ?? text) : `one of ${field.oneOf.join(", ")}`,
            );
        case "url":
            return fits(
                path,
                value,
                typeof value === "string" && URL.canParse(value) && new URL(value).host !== "",
                "an address with scheme and host",
            );
        case "boolean":
            return fits(path, value, typeof value === "boolean", "true or false");
        case "number":
        case "integer":
            return fits(path, value, typeof value === "number" && isNumber(value, field), numberWords(field));
        case "list":
            return Array.isArray(value)
                ? value.flatMap((item: unknown, index) =>
                      isOpen(item)
                          ? []
                          : valueProblems(item, { type: "string", oneOf: field.oneOf }, `${path}[${index}]`, who),
                  )
                : fits(path, value, false, "a list of texts");
        case "map":
            return isValues(value)
                ? Object.entries(value).flatMap(([key, item]) => [
                      ...(key === "" ? [{ path, message: `got an empty key; allowed: ${text}` }] : []),
                      ...(isOpen(item) ? [] : fits(`${path}["${key}"]`, item, isText(item), text)),
                  ])
                : fits(path, value, false, "texts by key");
        case "record":
            return isValues(value)
                ? [
                      ...recordProblems(value, field.fields, path, who),
                      ...(field.required ?? [])
                          .filter((key) => value[key] === undefined || value[key] === null)
                          .map((key) => ({
                              path: `${path}.${key}`,
                              message: `missing, and ${who} requires it with the fields next to it`,
                          })),
                  ]
                : fits(path, value, false, "an object");
    }
}

const text = "a text that is not empty";
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function fits(path: string, value: unknown, ok: boolean, allowed: string): FieldProblem[] {
    return ok ? [] : [{ path, message: `got ${kindOf(value)}; allowed: ${allowed}` }];
}

type NumberField = Extract<Field, { type: "number" | "integer" }>;

function isNumber(value: number, { type, min, max, oneOf }: NumberField): boolean {
    return (
        (type === "number" || Number.isInteger(value)) &&
        value >= (min ?? -Infinity) &&
        value <= (max ?? Infinity) &&
        (oneOf?.includes(value) ?? true)
    );
}

function numberWords({ type, min, max, oneOf }: NumberField): string {
    const kind = type === "integer" ? "a whole number" : "a number";
    if (oneOf !== undefined) {
        return `one of ${oneOf.join(", ")}`;
    }
    return min === undefined
        ? kind
        : max === undefined
          ? `${kind} of at least ${min}`
          : `${kind} from ${min} to ${max}`;
}

/** The kind of value that was found: a text may be a credential (in `headers`, in an address), so it is not shown. */
function kindOf(value: unknown): string {
    return typeof value === "number" || typeof value === "boolean"
        ? String(value)
        : Array.isArray(value)
          ? "a list"
          : value === ""
            ? "an empty text"
            : typeof value === "string"
              ? "a text"
              : "an object";
}
