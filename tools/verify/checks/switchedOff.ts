import type { Run } from "./check";

type Told = Pick<Run, "accessLog" | "samplingRate" | "trustCallers" | "elsewhere" | "stores">;

/** Whether Kong records any trace that a caller has sampled. */
export function isTraced({ samplingRate, trustCallers }: Pick<Run, "samplingRate" | "trustCallers">): boolean {
    return samplingRate > 0 || trustCallers;
}

/** What a stack's settings can turn off, or send elsewhere. A store exists if it has a datasource. */
export type Need = "access log" | "sampling" | "traces" | "Tempo" | "Loki";

/** Why a need is not met; undefined if it is. */
const unmet: Record<Need, (run: Told) => string | undefined> = {
    "access log": ({ accessLog, elsewhere: { logs } }) =>
        accessLog ? away("lines", logs, "--loki-url") : "not in this stack: gateway.accessLog.enabled is false",
    sampling: (run) => (isTraced(run) ? undefined : untraced),
    traces: (run) => (isTraced(run) ? away("spans", run.elsewhere.traces, "--tempo-url") : untraced),
    Tempo: ({ stores }) => (stores.includes("Tempo") ? undefined : "not in this stack: no trace stays in the cluster"),
    Loki: ({ stores }) => (stores.includes("Loki") ? undefined : "not in this stack: no line stays in the cluster"),
};
const untraced = "not in this stack: sampling.rate is 0";

function away(what: string, to: string | undefined, flag: string): string | undefined {
    return to === undefined
        ? undefined
        : `not in this stack: ${what} go to ${to}, into which verify cannot look; ${flag} can say where`;
}

/** Why a signal is off in this stack, by its settings; undefined if it must be found. */
export function whyOff(run: Told, needed: readonly Need[] = []): string | undefined {
    return needed.map((need) => unmet[need](run)).find((why) => why !== undefined);
}
