import type { Values } from "./values";

/** A signal with a pipeline in the collector. */
export type PipelineSignal = "traces" | "logs";

/** An exporter or processor from the stack's settings, in the collector's own format. */
export interface OwnPart {
    /** `type/name`. */
    id: string;
    signals: readonly PipelineSignal[];
    /** Its configuration in the collector, under its id. */
    settings: Values;
}

/** `otlp_http` and `other` of `otlp_http/other`; without a name, the type serves as the name. */
export function namesIn(id: string): { type: string; name: string } {
    const [type = "", name = type] = id.split("/");
    return { type, name };
}

/** Exporters that send within the call, and have no queue. */
export const queueless: readonly string[] = ["debug", "nop", "file"];
