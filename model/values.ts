/** Stands for a value that is unknown before the update. */
export const unknownMark = "[unknown]";
/** Stands for a secret. */
export const secretMark = "[secret]";

export type Values = Record<string, unknown>;

export function isValues(value: unknown): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `a.b`, or `a["b.c"]` if the key is not a plain name. */
export function joinPath(path: string, key: string): string {
    return /^[A-Za-z_$][\w$-]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** Every text in a value, with its path. */
export function* textsIn(value: unknown, path = ""): Generator<{ path: string; text: string }> {
    if (typeof value === "string") {
        yield { path, text: value };
    } else if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* textsIn(item, `${path}[${index}]`);
        }
    } else if (isValues(value)) {
        for (const [key, item] of Object.entries(value)) {
            yield* textsIn(item, path === "" ? key : joinPath(path, key));
        }
    }
}
