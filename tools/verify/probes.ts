import { randomBytes } from "node:crypto";
import type { Run } from "./checks/check";
import type { Probe } from "./send";
import { droppedId, keptId } from "./traceIds";

/** Requests that Kong must record, and one that it must not. */
export interface Probes {
    wanted: Probe[];
    unwanted: Probe;
}

/**
 * Where callers are trusted, their word alone decides, and each id is one of which the rate says the opposite.
 * Elsewhere the rate decides; where it keeps everything, only a caller who has not sampled makes Kong drop a trace.
 */
export function probesFor(
    { samplingRate, trustCallers }: Pick<Run, "samplingRate" | "trustCallers">,
    count: number,
): Probes {
    const any = (): string => randomBytes(16).toString("hex");
    const kept = (): string => keptId(samplingRate) ?? any();
    const dropped = droppedId(samplingRate);
    const times = (traceId: () => string): Probe[] =>
        Array.from({ length: count }, () => ({ traceId: traceId(), sampled: true }));
    return trustCallers
        ? { wanted: times(() => droppedId(samplingRate) ?? any()), unwanted: { traceId: kept(), sampled: false } }
        : { wanted: times(kept), unwanted: { traceId: dropped ?? any(), sampled: dropped !== undefined } };
}
