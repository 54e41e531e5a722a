import type { PlannedResource } from "../recorder";
import { isObject, secretMark, unknownMark } from "../values";

const secretName = /(passwo?r?d|passphrase|token|licen[sc]e|webhook(_?url)?|api_?key|private_?key|secret_?(access_?)?key|credentials?|slack_api_url)$/i;
const harmless = ["", "true", "false", "null", "on", "off", secretMark, unknownMark];

/**
 * Inputs as a page may show them. The plan has marked what the program calls secret; this takes out the content of Secrets whatever the
 * program says, and every text under a name that means a secret: a page is passed on.
 */
export function maskInputs({ type, inputs }: Pick<PlannedResource, "type" | "inputs">): Record<string, unknown> {
    const content = type === "kubernetes:core/v1:Secret" ? ["data", "stringData"].filter((key) => inputs[key] !== undefined) : [];
    return { ...(mask(inputs, "") as Record<string, unknown>), ...Object.fromEntries(content.map((key) => [key, secretMark])) };
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
    if (typeof value !== "string" || harmless.includes(value)) {
        return value;
    }
    return secretName.test(name) ? secretMark : maskDocument(value);
}

/** YAML or JSON inside a text, line by line. */
function maskDocument(text: string): string {
    return text.includes("\n") ? text.replace(/^(\s*(?:- )?["']?([\w.-]+)["']?:[ \t]+)(\S.*)$/gm, (line, head: string, name: string, value: string) => (secretName.test(name) && !harmless.includes(value) ? `${head}"${secretMark}"` : line)) : text;
}
