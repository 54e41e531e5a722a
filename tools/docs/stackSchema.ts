import { z } from "zod";
import { credentialName } from "../../model/credentials";
import { secretMark } from "../../model/values";
import { namespace } from "../../model/settingKeys";
import { plugin } from "../../settings/schema/plugins";
import { credentials, defaults, schema, secrets } from "../../settings/schema";
import { isObject } from "../plan/values";
import type { JsonSchema } from "./jsonSchema";

/** A JSON schema as written here. */
type Written = Omit<JsonSchema, "type"> & Record<string, unknown>;

/** Draft 7 is the newest version that every editor's YAML support understands. */
const options = { io: "input", unrepresentable: "any", target: "draft-7" } as const;

/**
 * The JSON schema of `Pulumi.STACK.yaml`, with which editors complete keys, show their descriptions and mark errors. It
 * describes each key alone; the settings check keys together.
 */
export function stackSchema(): string {
    const { properties, definitions = {} } = z.toJSONSchema(z.strictObject({ ...schema, plugin }), options) as {
        properties: Record<string, Written>;
        definitions?: Record<string, Written>;
    };
    const keys = Object.entries(properties).map(([key, node]): [string, Written] => [key, withDefault(key, node)]);
    const single = Object.entries(secrets).map(([key, description]): [string, Written] => [key, secret(description)]);
    const hidden: typeof keys = [...single, ["credentials", secretMap(credentials)]];
    const settings = [...keys.filter(([key]) => key !== "plugin"), ...hidden].map(([key]) => key);
    const written = {
        $schema: "http://json-schema.org/draft-07/schema#",
        $comment: "Written by `npm run docs` from settings/schema.",
        title: "Stack of kong-observability",
        type: "object",
        properties: {
            config: {
                type: "object",
                properties: {
                    "aws:region": { type: "string", description: "Region of the EKS cluster, such as eu-central-1" },
                    "aws:profile": { type: "string", description: "Profile of the AWS CLI that the program uses" },
                    ...Object.fromEntries(settings.map((key) => [`${namespace}:${key}`, reference(key)])),
                },
                patternProperties: {
                    ...Object.fromEntries(settings.map((key) => [ofProject(key), reference(key)])),
                    // Keys of providers, which check them.
                    [`^(?!${namespace}:)[^:]+:.+$`]: {},
                },
                additionalProperties: false,
            },
            encryptionsalt: { type: "string" },
            encryptedkey: { type: "string" },
            secretsprovider: { type: "string" },
            environment: { type: ["object", "array"] },
        },
        additionalProperties: false,
        definitions: Object.fromEntries([...keys, ...hidden, ...Object.entries(definitions)].map(finished)),
    };
    return `${JSON.stringify(written, null, 4)}\n`;
}

/** A key without a namespace, or under the project's own name: Pulumi reads both as the project's. */
function ofProject(key: string): string {
    return `^(?:(?!${namespace}:|aws:|kubernetes:|pulumi:)[^:]+:)?${key}$`;
}

function reference(key: string): { $ref: string } {
    return { $ref: `#/definitions/${key}` };
}

const encrypted: Written = {
    type: "object",
    properties: { secure: { type: "string" } },
    required: ["secure"],
    additionalProperties: false,
};

/** An encrypted value, as `pulumi config set --secret` writes it; or empty, or the plan's placeholder. */
function secret(description: string): Written {
    return {
        description: `${description}. Set it with pulumi config set --secret`,
        oneOf: [encrypted, { enum: ["", secretMark] }],
    };
}

/** Encrypted values by name. */
function secretMap(description: string): Written {
    return {
        type: ["object", "string"],
        description: `${description}. Set each with pulumi config set --secret --path credentials.NAME`,
        additionalProperties: false,
        patternProperties: { [credentialName.source]: secret("One of them") },
        pattern: "^$",
    };
}

/** The default of a key that is left out, and the default kind of an object without one. */
function withDefault(key: string, node: Written): Written {
    const fallback: unknown = key in defaults ? defaults[key as keyof typeof defaults] : undefined;
    if (typeof fallback === "boolean") {
        // `pulumi config set` writes a text.
        return { ...node, type: ["boolean", "string"], enum: [true, false, "true", "false"], default: fallback };
    }
    if (!isObject(fallback)) {
        return node;
    }
    const members = node.oneOf?.map((member) => {
        const kinds = Object.entries(fallback).filter(([name, value]) => member.properties?.[name]?.const === value);
        const named = kinds.map(([name]) => name);
        return { ...member, required: member.required?.filter((name) => !named.includes(name)) };
    });
    return { ...node, default: fallback, ...(members && { oneOf: members }) };
}

function finished([key, node]: [string, Written]): [string, unknown] {
    return [key, rewritten(node)];
}

/**
 * Plugins by their own schema, numbers also as texts (as `pulumi config set` writes them), and without our own
 * keywords.
 */
function rewritten(node: unknown, key = ""): unknown {
    if (Array.isArray(node)) {
        return node.map((item) => rewritten(item));
    }
    if (!isObject(node)) {
        return node;
    }
    const own = Object.entries(node).map(([name, value]) => [name, rewritten(value, name)]);
    const result = Object.fromEntries(own) as Written;
    if (key === "plugins" && node.type === "array") {
        return { ...result, items: reference("plugin") };
    }
    if ((node.type === "number" || node.type === "integer") && node.const === undefined) {
        return { ...result, type: [node.type, "string"], pattern: "^-?\\d+(\\.\\d+)?$" };
    }
    if (Array.isArray(node.short)) {
        const { short, description, default: standard, ...inFull } = result;
        return { description, default: standard, anyOf: [{ enum: short }, inFull] };
    }
    // As an object it is a property of that name.
    if (typeof node.allowed !== "string") {
        return result;
    }
    const { allowed, ...rest } = result;
    // Editors show this instead of the bare pattern.
    return rest.pattern === undefined ? rest : { ...rest, patternErrorMessage: `allowed: ${allowed}` };
}
