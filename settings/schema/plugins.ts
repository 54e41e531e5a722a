import { z } from "zod";
import {
    type Field,
    type Fields,
    type KnownPlugin,
    type Plugin,
    pluginProtocols,
    pluginSchemas,
} from "../../model/plugins";
import { text } from "./common";

/** A plugin's or an entity's name, as Kong accepts it. */
export const name = text(/^[A-Za-z0-9][A-Za-z0-9._~-]*$/, "letters, digits and . _ ~ -");

/** Fields that the Admin API and decK have next to any plugin's `config`. */
const options = {
    enabled: z.boolean().optional(),
    protocols: z.array(z.enum(pluginProtocols)).min(1, "at least one").optional(),
    tags: z.array(text(/^[^,/\s][^,/]*$/, "a tag without commas and slashes")).optional(),
};

const known = Object.keys(pluginSchemas) as KnownPlugin[];

const knownPlugins = known.map((plugin) =>
    z.strictObject({
        name: z.literal(plugin),
        // No required fields: they may come from the program's own plugin.
        config: record(pluginSchemas[plugin].fields, []).default({}),
        ...options,
    }),
);

const otherPlugin = z.strictObject({
    name: name.refine((other) => !known.some((plugin) => plugin === other)).meta({ not: { enum: known } }),
    config: z.record(z.string(), z.json()).default({}),
    ...options,
});

/** Plugins whose fields are known, and any other plugin with any `config`. */
export const plugin = z.union([...knownPlugins, otherPlugin]) as z.ZodType<Plugin>;

/** A union would report "no option matches"; the plugin's name tells which one was meant. */
export function schemaOfPlugin(item: unknown): z.ZodType<Plugin> {
    const given = typeof item === "object" && item !== null && "name" in item ? item.name : undefined;
    const index = known.findIndex((plugin) => plugin === given);
    return (knownPlugins[index] ?? otherPlugin) as z.ZodType<Plugin>;
}

function record(fields: Fields, required: readonly string[]): z.ZodObject {
    const shape = Object.entries(fields).map(([key, field]) => {
        const schema = valueOf(field);
        return [key, required.includes(key) ? schema : schema.optional()];
    });
    return z.strictObject(Object.fromEntries(shape) as z.ZodRawShape);
}

function valueOf(field: Field): z.ZodType {
    switch (field.type) {
        case "string":
            return field.match ? text(field.match, field.allowed ?? "another text") : oneOf(field.oneOf);
        case "url":
            return z.url({ protocol: /^https?$/, error: "an http:// or https:// address" });
        case "boolean":
            return z.boolean();
        case "number":
        case "integer":
            return field.oneOf === undefined ? number(field) : z.union(field.oneOf.map((value) => z.literal(value)));
        case "list":
            return z.array(oneOf(field.oneOf));
        case "map":
            return z.record(notEmpty(), notEmpty(field.allowed));
        case "record":
            return record(field.fields, field.required ?? []);
    }
}

function oneOf(values: readonly string[] | undefined): z.ZodType<string> {
    return values === undefined ? notEmpty() : z.enum(values);
}

function notEmpty(allowed = "a text that is not empty"): z.ZodString {
    return z.string().min(1, allowed);
}

type NumberField = Extract<Field, { type: "number" | "integer" }>;

function number({ type, min, max, allowed }: NumberField): z.ZodNumber {
    const kind = type === "integer" ? z.number().int() : z.number();
    const atLeast = min === undefined ? kind : kind.min(min);
    return max === undefined ? atLeast : atLeast.max(max, allowed);
}
