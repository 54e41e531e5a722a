import { parse } from "yaml";
import { isValues, secret, unknown, type Values } from "./resource";

/** One text or number with the key that says what it is. */
export interface Literal {
    /** From the top of the resource; `: ` where a text is itself a document. */
    path: string;
    /** The name that it goes by: its key, or `name` beside its `value`. */
    key: string;
    value: string | number;
    /** The object that it stands in, and that object's own key. */
    holder: Values;
    parent: string;
    /** The keys above, nearest last, with the objects that they hold. */
    above: readonly { key: string; value: unknown; holder: Values; parent: string }[];
}

type Place = Pick<Literal, "path" | "key" | "holder" | "parent" | "above">;

/** Every text and number in a resource, also of documents inside texts: raw chart values, configuration files, environment files. */
export function literals(inputs: Values): Literal[] {
    return [...walk(inputs, { path: "", key: "", holder: inputs, parent: "", above: [] })];
}

function* walk(value: unknown, place: Place): Generator<Literal> {
    if (value === unknown || value === secret) {
        return;
    }
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* walk(item, { ...place, path: `${place.path}[${index}]` });
        }
    } else if (isValues(value)) {
        const above = place.key === "" ? place.above : [...place.above, { key: place.key, value, holder: place.holder, parent: place.parent }];
        for (const [key, item] of Object.entries(value)) {
            const step = /^[\w$-]+$/.test(key) ? `${/(^|: )$/.test(place.path) ? "" : "."}${key}` : `[${JSON.stringify(key)}]`;
            // Environments, headers and parameters are lists of names and values.
            const name = key === "value" ? (value.name ?? value.key) : undefined;
            yield* walk(item, { path: `${place.path}${step}`, key: typeof name === "string" ? name : key, holder: typeof name === "string" ? {} : value, parent: place.key, above });
        }
    } else if (typeof value === "string") {
        yield { ...place, value };
        yield* inside(value, place);
    } else if (typeof value === "number") {
        yield { ...place, value };
    }
}

/** What a text holds that is a document, or lines of settings. */
function* inside(text: string, place: Place): Generator<Literal> {
    if (!/[\n{]/.test(text) || !/[:=]/.test(text)) {
        return;
    }
    const path = `${place.path}: `;
    const document = parsed(text);
    if (typeof document === "object" && document !== null) {
        yield* walk(document, { path, key: place.key, holder: {}, parent: place.parent, above: [] });
        return;
    }
    for (const line of text.split("\n")) {
        const [, key, value] = /^\s*(?:export\s+)?["']?-{0,2}([A-Za-z][\w.-]*)["']?\s*[:=]\s*["']?([^\s"']+)["']?,?\s*$/.exec(line) ?? [];
        if (key !== undefined && value !== undefined) {
            yield { path: `${path}${key}`, key, value, holder: {}, parent: "", above: [] };
        }
    }
}

/** Undefined for what is neither JSON nor YAML: templates, ini files, prose. */
function parsed(text: string): unknown {
    try {
        // Dashboards are large, and JSON is much the faster to read.
        return text.trimStart().startsWith("{") ? JSON.parse(text) : parse(text, { logLevel: "error" });
    } catch {
        return undefined;
    }
}
