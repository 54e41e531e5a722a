/** Helm values: plain JSON, in which leaves may be outputs. */
export type Values = Record<string, unknown>;

/**
 * Merges as Helm does: objects key by key; anything else, lists too, is replaced by the later value. `null` removes the
 * chart's default.
 */
export function mergeValues(ours: object, theirs: Values | undefined): Values {
    const merged: Values = { ...ours };
    for (const [key, value] of Object.entries(theirs ?? {})) {
        const own = merged[key];
        merged[key] = isValues(own) && isValues(value) ? mergeValues(own, value) : value;
    }
    return merged;
}

/** Only literal objects are merged: outputs and resources are leaves. */
function isValues(value: unknown): value is Values {
    return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The value at a path, in which a number is a place in a list; undefined if the path does not exist. */
export function valueAt(values: unknown, ...path: string[]): unknown {
    return path.reduce<unknown>(
        (value, key) => (Array.isArray(value) ? value[Number(key)] : isValues(value) ? value[key] : undefined),
        values,
    );
}
