import type { Run } from "./check";

const ofAccessLog = ["access log", "trace → logs", "log → trace"];
const ofTraces = ["traces", "dropped trace", "trace → logs", "log → trace", "metric → trace"];

/** Whether Kong records any trace of a caller's that has sampled it. */
export function isTraced({ samplingRate, trustCallers }: Pick<Run, "samplingRate" | "trustCallers">): boolean {
    return samplingRate > 0 || trustCallers;
}

/** Why a signal is not in this stack, by its settings; undefined where it must be there. */
export function whyOff(
    run: Pick<Run, "accessLog" | "samplingRate" | "trustCallers">,
    signal: string,
): string | undefined {
    if (!run.accessLog && ofAccessLog.includes(signal)) {
        return "not in this stack: gateway.accessLog.enabled is false";
    }
    if (!isTraced(run) && ofTraces.includes(signal)) {
        return "not in this stack: sampling.rate is 0";
    }
    return undefined;
}
