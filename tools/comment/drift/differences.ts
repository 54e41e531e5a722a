import { isObject, joinPath } from "../../plan/values";

export interface InputDifference {
    property: string;
    path: string;
    /** The new value; undefined if it was removed. */
    now: unknown;
}

export function differing(before: unknown = {}, after: unknown = {}, path = "", property = ""): InputDifference[] {
    if (isObject(before) && isObject(after)) {
        return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
            const at = path === "" ? key : joinPath(path, key);
            return key in before && key in after
                ? differing(before[key], after[key], at, property || key)
                : [{ property: property || key, path: at, now: key in after ? after[key] : null }];
        });
    }
    if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
        return before.flatMap((item, index) => differing(item, after[index], `${path}[${index}]`, property));
    }
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ property, path, now: after }];
}
