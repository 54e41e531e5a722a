import type { Run } from "./check";

const ofAccessLog = ["access log", "trace → logs", "log → trace"];
const ofTraces = ["traces", "dropped trace", "trace → logs", "log → trace", "metric → trace"];

/** Why a signal is not in this stack, by its settings; undefined where it must be there. */
export function whyOff({ accessLog, samplingRate }: Pick<Run, "accessLog" | "samplingRate">, signal: string): string | undefined {
    if (!accessLog && ofAccessLog.includes(signal)) {
        return "not in this stack: gateway.accessLog.enabled is false";
    }
    if (samplingRate <= 0 && ofTraces.includes(signal)) {
        return "not in this stack: sampling.rate is 0";
    }
    return undefined;
}
