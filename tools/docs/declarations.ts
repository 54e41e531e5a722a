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
 * What `Pulumi.yaml` declares. Each key has a default, because Pulumi takes one without for required and stops at the
 * first that is missing. A secret has no type, because Pulumi would refuse its plain, empty default; nor has a boolean,
 * because its default would be the same as one that is set.
 */
export function declarations(): Record<string, Declaration> {
    const plain = (Object.keys(schema) as SettingKey[]).map((key): [string, Declaration] => {
        const { type, description = "" } = jsonSchema(key);
        return [key, type === "boolean" ? { description, default: "" } : { type: "object", description, default: {} }];
    });
    const hidden = Object.entries({ ...secrets, credentials }).map(([key, description]): [string, Declaration] => [
        key,
        { description, secret: true, default: "" },
    ]);
    return Object.fromEntries([...plain, ...hidden]);
}
