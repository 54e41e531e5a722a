import { closest, distance } from "fastest-levenshtein";

/**
 * The end of a message about an unknown name: `, did you mean "x"?` if a known name is similar, otherwise `; allowed:
 * …`.
 * @param words replaces the known names in the message if their list is too long
 * @default the known names
 */
export function didYouMean(name: string, known: readonly string[], words = known.join(", ")): string {
    const nearest = known.length > 0 ? closest(name, [...known]) : undefined;
    const list = known.length > 0 ? `; allowed: ${words}` : "";
    return nearest !== undefined && isLike(name, nearest) ? `, did you mean "${nearest}"?` : list;
}

/**
 * Whether one may be a misspelling of the other.
 * @param letters how many letters may differ even in a short word
 */
export function isLike(name: string, known: string, letters = 2): boolean {
    return distance(name, known) <= Math.max(letters, name.length / 3);
}
