/** A condition on a value. Plain JSON, because it is part of a component's inputs that policies judge. */
export type Holding =
    | { equals: string | number | boolean }
    /** A list, or a comma-separated text, contains one of these. */
    | { listContains: string[] }
    /** The value exists and is not empty. */
    | { present: true }
    /** A label selector that selects these labels; absent and empty select all. */
    | { selects: Record<string, string> };

/**
 * What a component needs of the values with which a chart is really installed: an override can remove it, and then
 * nothing fails, but something is silently missing. The component declares it in its inputs as `relies`; the policy
 * rule `relies` checks it against each release of the chart in the stack. A chart that is not part of the stack cannot
 * be judged.
 */
export interface Reliance {
    /** The chart whose values are meant; with several releases, which one. */
    of: { chart: string; release?: string };
    /** Path in its values, with dots. Not judged if a part of the path is switched off (`enabled: false`). */
    path: string;
    must: Holding;
    /**
     * The chart's default at this path.
     * @default nothing
     */
    byDefault?: string | number | boolean;
    /** What is missing without it, as a sentence about the component. */
    why: string;
    /**
     * A policy rule that judges this instead of `relies`, because it takes more into account, such as alternatives.
     * @default none
     */
    heldBy?: string;
    /**
     * A condition under which it is relied on: a part that is switched off needs nothing.
     * @default always
     */
    onlyWhile?: Pick<Reliance, "of" | "path" | "must" | "byDefault">;
}

/** The condition for people: the end of "path must …". */
export function holdingInWords(must: Holding): string {
    if ("equals" in must) {
        return `be ${JSON.stringify(must.equals)}`;
    }
    if ("listContains" in must) {
        return `contain ${must.listContains.join(" or ")}`;
    }
    if ("selects" in must) {
        const labels = Object.entries(must.selects).map(([key, value]) => `${key}: ${value}`);
        return `select ${labels.join(", ")}`;
    }
    return "be set";
}
