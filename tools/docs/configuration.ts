import { z } from "zod";
import { defaults, schema, secrets, type SettingKey } from "../../settings/schema/schema";
import { isObject } from "../plan/values";

/** The parts of a JSON schema that we read. */
interface JsonSchema {
    type?: string;
    description?: string;
    default?: unknown;
    enum?: unknown[];
    const?: unknown;
    properties?: Record<string, JsonSchema>;
    required?: string[];
    items?: JsonSchema;
    oneOf?: JsonSchema[];
    anyOf?: JsonSchema[];
    /** Ours: what a text may be, in words. */
    allowed?: string;
}

/** A declaration of a configuration key in `Pulumi.yaml`, as far as Pulumi supports it. */
export interface Declaration {
    type?: "object" | "boolean";
    description: string;
    secret?: true;
    default: unknown;
}

/**
 * What `Pulumi.yaml` declares. Each key has a default, because Pulumi takes one without for required and stops at the
 * first that is missing. A secret has no type, because Pulumi would refuse its plain, empty default.
 */
export function declarations(): Record<string, Declaration> {
    const plain = (Object.keys(schema) as SettingKey[]).map((key): [string, Declaration] => {
        const { type, description = "" } = jsonSchema(key);
        return [
            key,
            type === "boolean"
                ? { type, description, default: defaults[key as "protect"] }
                : { type: "object", description, default: {} },
        ];
    });
    const hidden = Object.entries(secrets).map(([key, description]): [string, Declaration] => [
        key,
        { description, secret: true, default: "" },
    ]);
    return Object.fromEntries([...plain, ...hidden]);
}

/** The table for the README: one row for each key that can be set. */
export function configurationTable(): string {
    const rows = (Object.keys(schema) as SettingKey[]).flatMap((key) => {
        const fallback: unknown = key in defaults ? defaults[key as keyof typeof defaults] : undefined;
        return rowsOf(key, { ...jsonSchema(key), ...(typeof fallback === "boolean" && { default: fallback }) }, "");
    });
    const hidden = Object.entries(secrets).map(([key, description]): Row => ({
        key,
        description,
        allowed: "a secret",
        fallback: "",
    }));
    const lines = [...rows, ...hidden].map(
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

function jsonSchema(key: SettingKey): JsonSchema {
    return z.toJSONSchema(schema[key], { io: "input", unrepresentable: "any" }) as JsonSchema;
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
            { ...own, allowed: "", fallback: fallbackOf(node) },
            ...members.flatMap((member) => propertyRows(key, member, condition, members)),
        ];
    }
    if (node.properties !== undefined && own.fallback === "") {
        return [{ ...own, allowed: "" }, ...propertyRows(key, node, condition, [])];
    }
    if (node.items !== undefined && (node.items.properties ?? node.items.oneOf) !== undefined) {
        return [{ ...own, allowed: "a list" }, ...rowsOf(`${key}[]`, node.items, condition).slice(1)];
    }
    return [own];
}

/**
 * Rows for an object's keys. Of a union's members, the key that tells them apart stands once, and the others say when
 * they hold.
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
    const options = node.enum ?? (node.anyOf ?? []).flatMap((member) => member.enum ?? []);
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

/** Nested objects show their keys' own defaults instead. */
function fallbackOf({ default: value }: JsonSchema): string {
    return value === undefined || (isObject(value) && Object.keys(value).length === 0)
        ? ""
        : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
