import type { Values } from "./values";

/** A signal that the collector has a pipeline for. */
export type PipelineSignal = "traces" | "logs";

/** An exporter or processor of a stack's own, in the collector's own form. */
export interface OwnPart {
    /** `type/name`. */
    id: string;
    signals: readonly PipelineSignal[];
    /** Its configuration in the collector, under its id. */
    settings: Values;
}

/** `otlp_http` and `other` of `otlp_http/other`; a part without a name goes by its type. */
export function namesIn(id: string): { type: string; name: string } {
    const [type = "", name = type] = id.split("/");
    return { type, name };
}

/** Exporters that send within the call, and have no queue. */
export const queueless: readonly string[] = ["debug", "nop", "file"];
