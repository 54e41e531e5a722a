import type { PlainSettings } from "./schema";

/** A layer that another stack has. */
export interface Reference {
    layer: "cluster" | "observability" | "gateway";
    /** `ORGANIZATION/PROJECT/STACK` */
    stack: string;
    /** The setting that names the stack, without namespace. */
    key: string;
}

/** What a stack reads of others, by its settings. */
export function referencesOf({
    cluster,
    observability,
    kong,
}: Partial<Pick<PlainSettings, "cluster" | "observability" | "kong">>): Reference[] {
    return [
        ...(cluster?.kind === "stack" ? [{ layer: "cluster" as const, stack: cluster.name, key: "cluster.name" }] : []),
        ...(observability?.kind === "stack"
            ? [{ layer: "observability" as const, stack: observability.name, key: "observability.name" }]
            : []),
        ...(kong?.topology === "data-planes" && kong.controlPlane.kind === "stack"
            ? [{ layer: "gateway" as const, stack: kong.controlPlane.name, key: "kong.controlPlane.name" }]
            : []),
    ];
}
