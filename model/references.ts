import type { Layers, TelemetrySignal } from "./layers";

export type LayerName = Extract<keyof Layers, "cluster" | "observability" | "gateway">;
export const layerNames = ["cluster", "observability", "gateway"] as const satisfies readonly LayerName[];

/** What a stack takes from the outputs of another one, and the setting that names that stack. */
export type Reference = LayerReference | TelemetryReference;

interface Named {
    /** `ORGANIZATION/PROJECT/STACK` */
    stack: string;
    /** Without namespace: `observability.name`. */
    key: string;
}

/** A layer of that stack. */
interface LayerReference extends Named {
    layer: LayerName;
}

/** The way to that stack's collector, which takes telemetry of other clusters. */
export interface TelemetryReference extends Named {
    layer: "telemetry";
    signal: TelemetrySignal;
    /** As whom this stack sends, with a certificate that it gets there. @default it has one of its own */
    sender?: string | undefined;
}

/** The layer of the other stack in which the answer stands. */
export const layerOf = ({ layer }: Reference): LayerName => (layer === "telemetry" ? "observability" : layer);
