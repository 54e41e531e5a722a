import type { Run } from "./check";

type Told = Pick<Run, "accessLog" | "samplingRate" | "trustCallers">;

/** Whether Kong records any trace of a caller's that has sampled it. */
export function isTraced({ samplingRate, trustCallers }: Pick<Run, "samplingRate" | "trustCallers">): boolean {
    return samplingRate > 0 || trustCallers;
}

/** What a stack's settings can turn off. */
export type Need = "access log" | "traces";

const needs: Record<Need, { met(run: Told): boolean; setting: string }> = {
    "access log": { met: ({ accessLog }) => accessLog, setting: "gateway.accessLog.enabled is false" },
    traces: { met: isTraced, setting: "sampling.rate is 0" },
};

/** Why a signal is not in this stack, by its settings; undefined where it must be there. */
export function whyOff(run: Told, needed: readonly Need[] = []): string | undefined {
    const unmet = needed.find((need) => !needs[need].met(run));
    return unmet === undefined ? undefined : `not in this stack: ${needs[unmet].setting}`;
}
