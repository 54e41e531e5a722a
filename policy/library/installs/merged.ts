import { isValues, type Values } from "../resource";

/**
 * A copy of the first with the second over it: objects key by key, anything else replaced as a whole.
 * @param base what of the second is `null` stays `null`, as Helm reads it
 */
export function merged(base: Values, over: Values): Values {
    const copied = (value: unknown): unknown =>
        isValues(value) ? merged({}, value) : Array.isArray(value) ? value.map(copied) : value;
    const entries = new Map(Object.entries(base).map(([key, value]) => [key, copied(value)]));
    for (const [key, value] of Object.entries(over)) {
        const own = entries.get(key);
        entries.set(key, isValues(own) && isValues(value) ? merged(own, value) : copied(value));
    }
    return Object.fromEntries(entries);
}
