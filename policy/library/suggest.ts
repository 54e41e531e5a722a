import { closest, distance } from "fastest-levenshtein";

/** `, did you mean "x"?` where a known name is near, else `; allowed: …`. */
export function didYouMean(name: string, known: readonly string[]): string {
    const nearest = known.length > 0 ? closest(name, [...known]) : undefined;
    const near = nearest !== undefined && distance(name, nearest) <= Math.max(2, name.length / 3);
    return near ? `, did you mean "${nearest}"?` : `; allowed: ${known.join(", ")}`;
}
