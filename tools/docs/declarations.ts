import { credentials, schema, secrets, type SettingKey } from "../../settings/schema";
import { jsonSchema } from "./jsonSchema";

/** A declaration of a configuration key in `Pulumi.yaml`, as far as Pulumi supports it. */
export interface Declaration {
    type?: "object";
    description: string;
    secret?: true;
    default: unknown;
}

/**
 * The declarations in `Pulumi.yaml`. Each key has a default, because Pulumi treats keys without one as required and
 * stops at the first that is missing. A secret has no type, because Pulumi would refuse its plain, empty default. Nor
 * has a boolean: its default would look like a value that was set. A key whose kind alone may be written is a text then.
 */
export function declarations(): Record<string, Declaration> {
    const plain = (Object.keys(schema) as SettingKey[]).map((key): [string, Declaration] => {
        const { type, short, description = "" } = jsonSchema(key);
        const untyped = type === "boolean" || short !== undefined;
        return [key, untyped ? { description, default: "" } : { type: "object", description, default: {} }];
    });
    const hidden = Object.entries({ ...secrets, credentials }).map(([key, description]): [string, Declaration] => [
        key,
        { description, secret: true, default: "" },
    ]);
    return Object.fromEntries([...plain, ...hidden]);
}
