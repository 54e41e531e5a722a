/** Whether it is an object with keys, as Helm values are all the way down. */
export function isValues(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
