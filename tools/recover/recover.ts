import { dropCutAttributes } from "./attributes";
import { carryOut, type Outcome } from "./carryOut";
import type { ReleaseCluster } from "./cluster";
import { gather } from "./gather";
import { type Lock, readBackend, readLock } from "./lock";
import { exportState, type Pulumi } from "./pulumi";
import type { Exported } from "./state";
import type { Answers, Finding } from "./findings";
import { decide, mayStillRun, stepsNow } from "./steps";

export interface Wish {
    stack: string;
    project: string;
    yes: boolean;
    /** The user confirmed that no update is running. */
    interrupted: boolean;
    answers: Answers;
}

/** What recover found and did. */
export interface Recovery {
    lock: Lock;
    findings: Finding[];
    /** Why an update may still be running; if not empty, nothing was done. */
    refusals: string[];
    /** Undefined if nothing had to be done, or nothing was requested. */
    outcomes?: Outcome[];
}

/**
 * @param reach the cluster of a state
 * @throws Error if state, backend or cluster cannot be read
 */
export async function recover(
    wish: Wish,
    pulumi: Pulumi,
    reach: (state: Exported) => Promise<ReleaseCluster>,
    now = new Date(),
): Promise<Recovery> {
    const { stack, project, yes, interrupted, answers } = wish;
    const backend = await readBackend(pulumi);
    const lock = await readLock(backend, pulumi, stack, project);
    if (lock.kind !== "held") {
        dropCutAttributes(backend, stack, project);
    }
    const state = await exportState(pulumi, stack, true);
    const cluster = await reach(state);
    const facts = await gather(state, cluster, now);
    const findings = decide(facts, answers);
    const held = lock.kind === "held" ? [`The stack's lock: held by ${lock.by}`] : [];
    const refusals = interrupted ? [] : [...held, ...mayStillRun(facts)];
    const steps = stepsNow(findings);
    const unlocks =
        lock.kind === "left" ||
        (interrupted && (lock.kind === "held" || (lock.kind === "unknown" && steps.length > 0)));
    if (!yes || refusals.length > 0 || (steps.length === 0 && !unlocks)) {
        return { lock, findings, refusals };
    }
    if (unlocks) {
        await pulumi(["cancel", "--yes", "--stack", stack]);
    }
    return { lock, findings, refusals, outcomes: await carryOut(steps, stack, pulumi, cluster) };
}

/** 0: nothing is stuck any more; 1: something is; 3: refused, because an update may still be running. */
export function exitCode({ lock, findings, refusals, outcomes }: Recovery): 0 | 1 | 3 {
    if (refusals.length > 0) {
        return 3;
    }
    const undone =
        outcomes === undefined &&
        (lock.kind === "left" || lock.kind === "held" || findings.some(({ steps }) => steps.length > 0));
    const failed = outcomes?.some(({ error }) => error !== undefined) ?? false;
    return undone || failed || findings.some(({ byHand }) => byHand !== undefined) ? 1 : 0;
}
