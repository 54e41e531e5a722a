/** Stands in the place of a value that is not known before the update. */
export const unknownMark = "[unknown]";
/** Stands in the place of a secret. */
export const secretMark = "[secret]";

export type Values = Record<string, unknown>;

export function isValues(value: unknown): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
