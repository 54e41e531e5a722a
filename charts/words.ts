/** Where something stands in a chart's values. */
export type Path = readonly string[];

/** Said instead of facts that a chart does not have, with the reason: nothing is left out silently. */
export interface None {
    none: string;
}

/** What a chart has of one kind, or why it has none. */
export type Facts<T> = readonly [T, ...T[]] | None;

/** The facts themselves, none included. */
export function listed<T>(facts: Facts<T>): readonly T[] {
    return "none" in facts ? [] : facts;
}

/** One fact; undefined where there is none. */
export function given<T extends object>(fact: T | None): T | undefined {
    return "none" in fact ? undefined : fact;
}

/** A name on the cluster, by the name of the release. */
export type Named = (release: string) => string;

/** As most charts name their objects: the release's name, which need not say the chart's twice. */
export function fullName(chart: string): Named {
    return (release) => (release.includes(chart) ? release : `${release}-${chart}`);
}

/** A switch in the values: where it stands, and what is the other answer than the one that says nothing. */
export interface Switch {
    path: Path;
    /** Any of these. */
    values: readonly unknown[];
}
