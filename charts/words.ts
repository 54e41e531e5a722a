/** Path of a value in a chart's values. */
export type Path = readonly string[];

/** The reason why a chart has no facts of a kind, so that nothing is left out silently. */
export interface None {
    none: string;
}

/** A chart's facts of one kind, or why it has none. */
export type Facts<T> = readonly [T, ...T[]] | None;

/** The facts; empty if there are none. */
export function listed<T>(facts: Facts<T>): readonly T[] {
    return "none" in facts ? [] : facts;
}

/** The fact; undefined if there is none. */
export function given<T extends object>(fact: T | None): T | undefined {
    return "none" in fact ? undefined : fact;
}

/** A name on the cluster, from the release's name. */
export type Named = (release: string) => string;

/** The naming of most charts: the release's name, followed by the chart's unless that is in it. */
export function fullName(chart: string): Named {
    return (release) => (release.includes(chart) ? release : `${release}-${chart}`);
}

/** A switch in the values: its path, and the values that differ from the default. */
export interface Switch {
    path: Path;
    /** One of these values. */
    values: readonly unknown[];
}
