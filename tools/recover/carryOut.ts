import type { ReleaseCluster } from "./cluster";
import { exportState, type Pulumi } from "./pulumi";
import { settle, type StateChange } from "./state";
import type { Step } from "./findings";

/** The result of one step. After a failed step the others are still tried. */
export interface Outcome {
    step: Step;
    error?: string;
}

/**
 * Carries the steps out: first the state, by one import, which shows whether the stack is locked; then Helm's record;
 * then what is read or removed through the state's own providers; and last the pods, so that none is recreated before
 * its release can go on.
 *
 * Each step can be repeated: steps on the cluster are bound to what was seen (a Secret's status, a pod's uid), steps on
 * the state to what is pending.
 */
export async function carryOut(
    steps: Step[],
    stack: string,
    pulumi: Pulumi,
    cluster: ReleaseCluster,
): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const attempt = async (step: Step, act: () => Promise<unknown>): Promise<void> => {
        const error = await failure(act);
        outcomes.push({ step, ...(error !== undefined && { error }) });
    };
    const each = async <Kind extends Step["do"]>(
        kind: Kind,
        act: (step: Extract<Step, { do: Kind }>) => Promise<unknown>,
    ): Promise<void> => {
        for (const step of steps) {
            if (step.do === kind) {
                await attempt(step, () => act(step as Extract<Step, { do: Kind }>));
            }
        }
    };

    const settled = steps.filter((step) => step.do === "forget" || step.do === "adopt");
    const unsettled = settled.length === 0 ? undefined : await failure(() => settleState(settled, stack, pulumi));
    outcomes.push(...settled.map((step) => ({ step, ...(unsettled !== undefined && { error: unsettled }) })));
    if (unsettled !== undefined) {
        // If the stack is locked or was changed meanwhile, nothing else is done.
        return outcomes;
    }
    await each("mark-failed", ({ namespace, secret }) => cluster.markFailed(namespace, secret));
    await each("drop-record", ({ namespace, secret }) => cluster.dropRecord(namespace, secret));
    const through = (command: "refresh" | "destroy", urn: string): Promise<string> =>
        pulumi([command, "--stack", stack, "--target", urn, "--yes", "--skip-preview", "--suppress-outputs"]);
    await each("adopt", ({ urn }) => through("refresh", urn));
    await each("refresh", ({ urn }) => through("refresh", urn));
    await each("uninstall", ({ urn }) => through("destroy", urn));
    await each("delete-pod", ({ namespace, pod }) => cluster.deletePod(namespace, pod));
    await each("set-aside", async ({ namespace, set, uid, pods }) => {
        // The StatefulSet first: otherwise it would recreate its pods.
        await cluster.deleteSetAlone(namespace, set, uid);
        for (const pod of pods) {
            await cluster.deletePod(namespace, pod);
        }
    });
    return outcomes;
}

/** The state is exported with its secrets encrypted, and never written to disk on its way back. */
async function settleState(
    steps: Extract<Step, { do: "forget" | "adopt" }>[],
    stack: string,
    pulumi: Pulumi,
): Promise<void> {
    const changes = steps.map((step): StateChange =>
        step.do === "adopt" ? { urn: step.urn, id: step.id, replaces: step.replaces } : { urn: step.urn },
    );
    const state = settle(await exportState(pulumi, stack, false), changes);
    await pulumi(["stack", "import", "--stack", stack], JSON.stringify(state));
}

const failure = (act: () => Promise<unknown>): Promise<string | undefined> =>
    act().then(
        () => undefined,
        (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
