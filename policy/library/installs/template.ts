import { isValues, unknown, type Values } from "../resource";

/** What one Application of a set is made from. */
export interface Parameters {
    /** Nested for Go templates, by dotted names for the others. */
    known: Values;
    /** Whether the generator adds parameters that only the cluster, or a repository, knows. */
    open: boolean;
}

/** Stands for an unknown parameter inside a longer text: a word that every YAML reader takes as it is. */
const placeholder = "unknownParameterOfTheSet";

/**
 * A value with all its templates rendered, keys included. What depends on unknown parameters becomes `unknown`; except
 * in values as text, where only those of their leaves do.
 */
export function rendered(value: unknown, parameters: Parameters, goTemplate: boolean, key = ""): unknown {
    if (typeof value === "string") {
        const text = renderedText(value, parameters, goTemplate) ?? unknown;
        return text.includes(placeholder) && key !== "values" ? unknown : text;
    }
    if (Array.isArray(value)) {
        return value.map((item) => rendered(item, parameters, goTemplate));
    }
    return isValues(value)
        ? Object.fromEntries(
              Object.entries(value).map(([name, item]) => [
                  renderedText(name, parameters, goTemplate) ?? name,
                  rendered(item, parameters, goTemplate, name),
              ]),
          )
        : value;
}

/** A parsed text, with `unknown` for each leaf that has an unknown parameter. */
export function withUnknowns(value: unknown): unknown {
    if (typeof value === "string") {
        return value.includes(placeholder) ? unknown : value;
    }
    if (Array.isArray(value)) {
        return value.map(withUnknowns);
    }
    return isValues(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withUnknowns(item)]))
        : value;
}

/**
 * Go templates as far as they only insert parameters and quoted texts; the older templates insert nothing else.
 * @returns undefined if the text depends on more than that
 */
export function renderedText(text: string, parameters: Parameters, goTemplate: boolean): string | undefined {
    if (!goTemplate) {
        return text.replace(/\{\{([^{}]*)\}\}/g, (all, tag: string) => plain(tag.trim(), parameters) ?? all);
    }
    let isComplete = true;
    const result = trimmed(text).replace(/\{\{((?:"[^"]*"|`[^`]*`|[^"`{}])*)\}\}/g, (_, tag: string) => {
        const expression = tag.trim();
        isComplete &&= !/^(if|else|end|range|with|define|template|block|break|continue)\b/.test(expression);
        return expression.startsWith("/*") ? "" : inserted(expression, parameters);
    });
    return isComplete ? result : undefined;
}

/** `{{-` and `-}}` take the white space beside them away. */
function trimmed(text: string): string {
    const trimEnds = (parts: string[]): string =>
        parts.map((part, index) => (index < parts.length - 1 ? part.trimEnd() : part)).join("{{ ");
    const trimStarts = (parts: string[]): string =>
        parts.map((part, index) => (index > 0 ? part.trimStart() : part)).join(" }}");
    return trimStarts(trimEnds(text.split(/\{\{-\s/)).split(/\s-\}\}/));
}

/** Whether a rendered text still depends on an unknown parameter. */
export function isUnknownText(text: string): boolean {
    return text === unknown || text.includes(placeholder);
}

function plain(tag: string, { known, open }: Parameters): string | undefined {
    const value = Object.hasOwn(known, tag) ? known[tag] : undefined;
    if (value !== undefined) {
        return value === unknown ? placeholder : String(value);
    }
    // What is no parameter stays as it is: alerts have such texts.
    return open && /^[\w.[\]/-]+$/.test(tag) ? placeholder : undefined;
}

function inserted(expression: string, { known }: Parameters): string {
    const quoted = /^(?:"([^"\\]*)"|`([^`]*)`)$/.exec(expression);
    if (quoted !== null) {
        return quoted[1] ?? quoted[2] ?? "";
    }
    const path = /^\$?((?:\.\w+)+)$/.exec(expression)?.[1]?.slice(1).split(".");
    const value = path?.reduce<unknown>(
        (found, key) => (isValues(found) && Object.hasOwn(found, key) ? found[key] : undefined),
        known,
    );
    const isText = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return isText && value !== unknown ? String(value) : placeholder;
}
