import type { PlannedResource } from "../recorder";
import { isObject, meansSecret, secretMark, withoutSecretContent } from "../values";

/**
 * Inputs as a page may show them. The plan has marked what the program calls secret; this takes out the content of Secrets whatever the
 * program says, and every text under a name that means a secret: a page is passed on.
 */
export function maskInputs({ type, inputs }: Pick<PlannedResource, "type" | "inputs">): Record<string, unknown> {
    return mask(withoutSecretContent(type, inputs), "") as Record<string, unknown>;
}

function mask(value: unknown, name: string): unknown {
    if (Array.isArray(value)) {
        return value.map((item) => mask(item, name));
    }
    if (isObject(value)) {
        // An entry of a container's environment has its name beside it.
        const named = (key: string): string => (key === "value" && typeof value.name === "string" ? value.name : key);
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item, named(key))]));
    }
    if (typeof value !== "string") {
        return value;
    }
    return meansSecret(name, value) ? secretMark : maskDocument(value);
}

/** YAML or JSON inside a text, line by line. */
function maskDocument(text: string): string {
    return text.includes("\n") ? text.replace(/^(\s*(?:- )?["']?([\w.-]+)["']?:[ \t]+)(\S.*)$/gm, (line, head: string, name: string, value: string) => (meansSecret(name, value) ? `${head}"${secretMark}"` : line)) : text;
}
