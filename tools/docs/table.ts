import { defaults, type SettingKey } from "../../settings/schema";
import { isObject } from "../plan/values";
import { type JsonSchema, jsonSchema } from "./jsonSchema";

/** The table of some keys: one row for each key in them that can be set. */
export function configurationTable(keys: readonly SettingKey[]): string {
    const rows = keys.flatMap((key) => {
        const fallback: unknown = key in defaults ? defaults[key as keyof typeof defaults] : undefined;
        return rowsOf(key, { ...jsonSchema(key), ...(typeof fallback === "boolean" && { default: fallback }) }, "");
    });
    const lines = rows.map(
        ({ key, description, allowed, fallback }) => `| \`${key}\` | ${description} | ${allowed} | ${fallback} |`,
    );
    return ["| key | what it is | allowed | default |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

interface Row {
    key: string;
    description: string;
    allowed: string;
    fallback: string;
}

function rowsOf(key: string, node: JsonSchema, condition: string): Row[] {
    const members = node.oneOf ?? node.anyOf;
    const own: Row = {
        key,
        description: [node.description ?? "", condition].filter(Boolean).join(". "),
        allowed: allowedOf(node),
        fallback: fallbackOf(node),
    };
    if (members !== undefined && members.every(({ properties }) => properties !== undefined)) {
        return [
            { ...own, allowed: node.short === undefined ? "" : own.allowed, fallback: fallbackOf(node) },
            ...members.flatMap((member) => propertyRows(key, member, condition, members)),
        ];
    }
    // A key with `allowed` needs no rows for its parts.
    if (node.properties !== undefined && node.allowed === undefined && own.fallback === "") {
        return [{ ...own, allowed: "" }, ...propertyRows(key, node, condition, [])];
    }
    if (node.items !== undefined && (node.items.properties ?? node.items.oneOf) !== undefined) {
        return [{ ...own, allowed: "a list" }, ...rowsOf(`${key}[]`, node.items, condition).slice(1)];
    }
    return [own];
}

/**
 * Rows for an object's keys. In a union, the key that distinguishes the members is listed once, and the other keys say
 * when they apply.
 */
function propertyRows(key: string, node: JsonSchema, condition: string, union: JsonSchema[]): Row[] {
    return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
        const values = union.map(({ properties }) => properties?.[name]?.const);
        if (child.const !== undefined && values.length > 0) {
            const first = union[0] === node;
            const description = ["Which kind", condition].filter(Boolean).join(". ");
            return first
                ? [
                      {
                          key: `${key}.${name}`,
                          description,
                          allowed: values.map((value) => `\`${String(value)}\``).join(", "),
                          fallback: "",
                      },
                  ]
                : [];
        }
        const tag = Object.entries(node.properties ?? {}).find(
            ([, { const: value }]) => value !== undefined && union.length > 1,
        );
        const inAll = union.length > 0 && union.every(({ properties }) => properties?.[name] !== undefined);
        if (inAll && union[0] !== node) {
            return [];
        }
        return rowsOf(
            `${key}.${name}`,
            child,
            tag === undefined || inAll ? condition : `With \`${tag[0]}: ${String(tag[1].const)}\``,
        );
    });
}

function allowedOf(node: JsonSchema): string {
    const options = node.enum ?? node.short ?? (node.anyOf ?? []).flatMap((member) => member.enum ?? []);
    if (options.length > 0) {
        return options.map((option) => `\`${String(option)}\``).join(", ");
    }
    if (node.allowed !== undefined) {
        return node.allowed;
    }
    const names: Record<string, string> = {
        string: "text",
        boolean: "`true`, `false`",
        integer: "whole number",
        number: "number",
        array: "a list",
        object: "an object",
    };
    return node.type === undefined
        ? (node.anyOf ?? []).map((member) => names[member.type ?? ""] ?? "").join(" or ")
        : (names[node.type] ?? node.type);
}

/** Nested objects show the defaults of their keys instead. */
function fallbackOf({ default: value }: JsonSchema): string {
    return value === undefined || (isObject(value) && Object.keys(value).length === 0)
        ? ""
        : `\`${(typeof value === "string" ? value : JSON.stringify(value)).replaceAll("|", "\\|")}\``;
}
