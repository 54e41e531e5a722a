import assert from "node:assert/strict";
import { z } from "zod";
import { type Field, type Fields, pluginSchemas } from "../../policy/rules/pluginSettings/pluginSchemas";
import { opentelemetryConfig, prometheusConfig } from "../../settings/schema/plugins";

/** A field without its limits: what kind it is, all the way down. */
type Shape = string | { [key: string]: Shape };

/** As the settings have it, out of their JSON schema. */
interface JsonSchema {
    type?: string;
    format?: string;
    enum?: unknown[];
    const?: unknown;
    anyOf?: JsonSchema[];
    properties?: Record<string, JsonSchema>;
    items?: JsonSchema;
    minimum?: number;
    maximum?: number;
}

const sorted = (values: readonly unknown[] = []): string => [...values].map(String).sort().join(",");

function shapeOfSettings({ type, format, enum: one, anyOf, properties, items }: JsonSchema): Shape {
    if (anyOf !== undefined) {
        return `number ${sorted(anyOf.map((option) => option.const))}`;
    }
    switch (type) {
        case "object":
            return properties === undefined
                ? "map"
                : Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, shapeOfSettings(schema)]));
        case "array":
            return `list ${sorted(items?.enum)}`;
        case "string":
            return format === "uri" ? "url" : `string ${sorted(one)}`;
        default:
            return type === "boolean" ? "boolean" : "number ";
    }
}

function shapeOfPolicy(field: Field): Shape {
    switch (field.type) {
        case "record":
            return shapeOfFields(field.fields);
        case "list":
        case "string":
            return `${field.type} ${sorted(field.oneOf)}`;
        case "number":
        case "integer":
            return `number ${sorted(field.oneOf)}`;
        default:
            return field.type;
    }
}

const shapeOfFields = (fields: Fields): { [key: string]: Shape } =>
    Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, shapeOfPolicy(field)]));

/** Limits that both write down. */
function limits(fields: Fields, properties: Record<string, JsonSchema>): void {
    for (const [key, field] of Object.entries(fields)) {
        const schema = properties[key] ?? {};
        if (field.type === "record") {
            limits(field.fields, schema.properties ?? {});
        } else if ((field.type === "number" || field.type === "integer") && field.oneOf === undefined) {
            assert.equal(schema.type, field.type, key);
            assert.ok(
                (schema.minimum ?? -Infinity) >= (field.min ?? -Infinity),
                `${key}: the settings allow less than Kong`,
            );
            assert.ok(
                field.max === undefined || schema.maximum === field.max,
                `${key}: the settings allow more than Kong`,
            );
        }
    }
}

describe("policy plugin schemas", () => {
    for (const [name, config] of Object.entries({ opentelemetry: opentelemetryConfig, prometheus: prometheusConfig })) {
        it(`knows the same fields of ${name} as the settings`, () => {
            const { properties = {} } = z.toJSONSchema(config) as JsonSchema;
            const { fields = {} } = pluginSchemas[name] ?? {};
            assert.deepEqual(shapeOfFields(fields), shapeOfSettings({ type: "object", properties }));
            limits(fields, properties);
        });

        it(`has no deprecated field among those of ${name}, and replaces each by one that there is`, () => {
            const { fields = {}, deprecated = {} } = pluginSchemas[name] ?? {};
            for (const [old, replacement] of Object.entries(deprecated)) {
                assert.ok(!(old in fields), old);
                assert.ok((replacement.split(".")[0] ?? "") in fields, replacement);
            }
        });
    }
});
