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
 * With trusted callers, only the caller's flag decides, so each id is one for which the rate says the opposite.
 * Otherwise the rate decides; if it keeps everything, Kong drops only traces that the caller has not sampled.
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
