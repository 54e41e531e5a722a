import type { ReleaseCluster } from "./cluster";
import type { Pulumi } from "./pulumi";
import { parseState, settle, type StateChange } from "./state";
import type { Step } from "./steps";

/** A step that failed does not keep the others from being done. */
export interface Outcome {
    step: Step;
    error?: string;
}

/**
 * Carries the steps out: first Helm's record, then the state, by one import, then what is read or removed through the state's own providers,
 * and last the pods, so that no pod is made anew before its release can go on.
 *
 * Each step can be done again: the cluster's are bound to what was seen (a Secret's status, a pod's uid), the state's to what is pending.
 */
export async function carryOut(steps: Step[], stack: string, pulumi: Pulumi, cluster: ReleaseCluster): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const attempt = async (step: Step, act: () => Promise<unknown>): Promise<void> => {
        const error = await act().then(
            () => undefined,
            (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
        );
        outcomes.push({ step, ...(error !== undefined && { error }) });
    };
    const each = async <Kind extends Step["do"]>(kind: Kind, act: (step: Extract<Step, { do: Kind }>) => Promise<unknown>): Promise<void> => {
        for (const step of steps) {
            if (step.do === kind) {
                await attempt(step, () => act(step as Extract<Step, { do: Kind }>));
            }
        }
    };

    await each("mark-failed", ({ namespace, secret }) => cluster.markFailed(namespace, secret));
    await settleState(steps, stack, pulumi, attempt);
    const through = (command: "refresh" | "destroy", urn: string): Promise<string> =>
        pulumi([command, "--stack", stack, "--target", urn, "--yes", "--skip-preview", "--suppress-outputs"]);
    await each("adopt", ({ urn }) => through("refresh", urn));
    await each("refresh", ({ urn }) => through("refresh", urn));
    await each("uninstall", ({ urn }) => through("destroy", urn));
    await each("delete-pod", ({ namespace, pod }) => cluster.deletePod(namespace, pod));
    await each("set-aside", async ({ namespace, set, uid, pods }) => {
        // The set first: it would make its pods again.
        await cluster.deleteSetAlone(namespace, set, uid);
        for (const pod of pods) {
            await cluster.deletePod(namespace, pod);
        }
    });
    return outcomes;
}

/** The state is exported with its secrets encrypted, and never touches a disk on its way back. */
async function settleState(
    steps: Step[],
    stack: string,
    pulumi: Pulumi,
    attempt: (step: Step, act: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
    const changing = steps.filter((step) => step.do === "forget" || step.do === "adopt");
    const [first] = changing;
    if (first === undefined) {
        return;
    }
    const changes: StateChange[] = changing.map((step) => (step.do === "adopt" ? { urn: step.urn, id: step.id } : { urn: step.urn }));
    await attempt(first, async () => {
        const state = settle(parseState(await pulumi(["stack", "export", "--stack", stack])), changes);
        await pulumi(["stack", "import", "--stack", stack], JSON.stringify(state));
    });
}
