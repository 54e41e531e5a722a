/** What must hold of a value. Plain JSON, so that it travels in a component's inputs to whoever judges. */
export type Holding =
    | { equals: string | number | boolean }
    /** A list, or a text with commas, has one of these. */
    | { listContains: string[] }
    /** Something stands there, and it is not empty. */
    | { present: true }
    /** A label selector that selects what has these labels; absent and empty select all. */
    | { selects: Record<string, string> };

/**
 * What a component needs of the values with which a chart is really installed: an override can take it away, and then
 * nothing fails, but something stays silent. The component says it in its inputs as `relies`; the policy rule `relies`
 * holds it against each release of the chart in the stack. A chart that is not part of the stack cannot be judged.
 */
export interface Reliance {
    /** Whose values: a chart, and of several releases of it this one. */
    of: { chart: string; release?: string };
    /** Where in its values, with dots. A part on the way that is switched off (`enabled: false`) is not judged. */
    path: string;
    must: Holding;
    /** What the chart has there where values say nothing. @default nothing */
    byDefault?: string | number | boolean;
    /** What stays away without it, as a sentence about the component. */
    why: string;
    /**
     * The policy rule that judges this with what else it knows, such as other ways to the same end. It speaks in the
     * place of `relies`. @default none
     */
    heldBy?: string;
    /** Relied on only while this holds: what was switched off needs nothing. @default always */
    onlyWhile?: Pick<Reliance, "of" | "path" | "must" | "byDefault">;
}

/** What must hold, for people: the end of "path must …". */
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
