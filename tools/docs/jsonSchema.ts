import { z } from "zod";
import { schema, type SettingKey } from "../../settings/schema";

/** The parts of a JSON schema that are read here. */
export interface JsonSchema {
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
    /** Our own extension: what a text may be, for people. */
    allowed?: string;
    /** Our own extension: kinds that may be written without the object around them. */
    short?: string[];
}

/** One key of a stack file, as users write it. */
export function jsonSchema(key: SettingKey): JsonSchema {
    return z.toJSONSchema(schema[key], { io: "input", unrepresentable: "any" }) as JsonSchema;
}
