import { isValues, secretMark, unknownMark, type Values } from "../values";
import { documentsIn } from "./documents";
import { isReference, isSecretKey } from "./keys";
import { settingsIn } from "./settings";

/** What the keys above a value say about it. */
interface Context {
    /** A key that means passwords, as in `password: {root: …, user: …}`. */
    passwords: string | undefined;
    /** Whether this is the content of a Secret, or of an object that Grafana calls secure. */
    secretContent: boolean;
    /** Whether headers are set here, or routes match headers. */
    headers: "changed" | "matched" | undefined;
}

/** A value's location and its neighbours. */
export interface Place {
    /** From the root; `: ` marks a text that is itself a document. */
    path: string;
    /** Its name: its key, the `name` next to its `value`, or the option before it. */
    key: string;
    /** The object that contains it, and that object's own key. */
    holder: Values;
    parent: string;
    /** Whether it is an item of a list, which `key` then names. */
    inList: boolean;
    context: Context;
    /** Depth of nesting; a document in a text counts as ten levels. */
    depth: number;
}

/** One text or number, with the key that names it. */
export interface Literal extends Place {
    value: string | number;
}

/** Values nested deeper are not checked: stack files and manifests are never this deep. */
export const deepest = 100;

const nothing: Context = { passwords: undefined, secretContent: false, headers: undefined };

/** The place of a root value, or of a value under a key. */
export function placeOf(key: string, holder: Values = {}, path = ""): Place {
    return { path, key, holder, parent: "", inList: false, context: nothing, depth: 0 };
}

/** The place of a document in a text. */
export function insideOf({ path, key, parent, depth }: Place): Place {
    return { path: `${path}: `, key, holder: {}, parent, inList: false, context: nothing, depth: depth + 10 };
}

type Visit = (key: string | number, item: unknown, place: Place) => void;

/** Calls `visit` for each value in a container, with its place. */
export function visitChildren(value: unknown[] | Values, place: Place, visit: Visit): void {
    const depth = place.depth + 1;
    if (Array.isArray(value)) {
        value.forEach((item: unknown, index) => {
            const key = optionBefore(value, index) ?? place.key;
            visit(index, item, { ...place, path: `${place.path}[${index}]`, key, inList: true, depth });
        });
        return;
    }
    const context = place.key === "" ? place.context : contextIn(value, place);
    const dot = place.path === "" || place.path.endsWith(": ") ? "" : ".";
    for (const [key, item] of Object.entries(value)) {
        const path = place.path + (/^[\w$-]+$/.test(key) ? dot + key : `[${JSON.stringify(key)}]`);
        const name = nameBeside(key, value, place);
        const named = typeof name === "string";
        const called = { key: named ? name : key, holder: named ? {} : value };
        visit(key, item, { path, ...called, parent: place.key, inList: false, context, depth });
    }
}

/**
 * The name of a value in a list of names and values: environments, headers, parameters. Parameters of an Argo CD plugin
 * may be texts or lists; a JSON patch names what it sets by a path.
 */
function nameBeside(key: string, { name, key: other, op, path }: Values, { key: list }: Place): unknown {
    const holdsValue = key === "value" || (list === "parameters" && (key === "string" || key === "array"));
    return holdsValue ? (name ?? other ?? (typeof op === "string" ? path : undefined)) : undefined;
}

const passwords = /(?:passwords?|tokens|api[_-]?keys)$/i;
const ofRoutes = ["paths", "hosts", "methods", "path", "method", "queryParams"];

function contextIn(value: Values, { key, holder, context }: Place): Context {
    const own = passwords.test(key) && !isReference(value) && !isReference(holder) ? key : undefined;
    const ofSecret = holder.kind === "Secret" && /^(data|stringData)$/.test(key);
    const content = ofSecret || /^secure(JsonData|Settings)$/.test(key);
    const isHeaders = /header/i.test(key);
    const matched = key === "matches" || (isHeaders && ofRoutes.some((sibling) => sibling in holder));
    const headers = context.headers ?? (matched ? "matched" : isHeaders ? "changed" : undefined);
    return { passwords: context.passwords ?? own, secretContent: content, headers };
}

/** `--password` in a list of arguments, before its value. */
function optionBefore(list: unknown[], index: number): string | undefined {
    const [option, value] = [list[index - 1], list[index]];
    const isOption = typeof option === "string" && option.startsWith("-") && /^--?[A-Za-z][\w-]{1,100}$/.test(option);
    return isOption && typeof value === "string" && !value.startsWith("-") && isSecretKey(option) ? option : undefined;
}

/**
 * Every text and number in a resource, including those in documents inside texts: values, configuration, environments.
 */
export function literals(inputs: Values): Literal[] {
    const found: Literal[] = [];
    collect(inputs, placeOf("", inputs), found);
    return found;
}

function collect(value: unknown, place: Place, found: Literal[]): void {
    if (value === unknownMark || value === secretMark) {
        return;
    }
    if (typeof value === "string") {
        found.push({ ...place, value });
        collectInside(value, place, found);
    } else if (typeof value === "number") {
        found.push({ ...place, value });
    } else if ((Array.isArray(value) || isValues(value)) && place.depth < deepest) {
        visitChildren(value, place, (_, item, at) => collect(item, at, found));
    }
}

/** Adds the contents of a text that is a document, or lines of settings. */
function collectInside(text: string, place: Place, found: Literal[]): void {
    const documents = place.depth < deepest ? documentsIn(text) : undefined;
    documents?.values.forEach((document) => collect(document, insideOf(place), found));
    // A single line is judged with the text itself.
    if (documents === undefined && text.includes("\n")) {
        const settings = settingsIn(text).filter(({ alone }) => alone);
        found.push(...settings.map(({ name, value }) => ({ ...placeOf(name, {}, `${place.path}: ${name}`), value })));
    }
}
