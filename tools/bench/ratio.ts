/** A ratio over several rounds. */
export interface Spread {
    median: number;
    min: number;
    max: number;
}

/** Divides round by round, since each pair was measured together. */
export function ratio(numerators: readonly number[], denominators: readonly number[]): Spread {
    return spread(numerators.map((value, round) => value / denominators[round]!));
}

export function spread(values: readonly number[]): Spread {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    return {
        median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
        min: sorted[0]!,
        max: sorted.at(-1)!,
    };
}

/**
 * The cost of each additional unit, from the smaller of two sizes to the larger. The best round of each size counts,
 * because noise only adds.
 */
export function marginal(
    [fewer, fewerMs]: readonly [number, readonly number[]],
    [more, moreMs]: readonly [number, readonly number[]],
): number {
    return (Math.min(...moreMs) - Math.min(...fewerMs)) / (more - fewer);
}
