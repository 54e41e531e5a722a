import { ofApplication } from "./applications";
import type { Facts, PodFacts, ReleaseFacts, SetFacts } from "./facts";
import type { Answers, Finding, Step } from "./findings";
import { isOurs, mayHoldData } from "./guards";
import { ofHandedOver } from "./handedOver";
import { isPending, type Revision } from "./helm";
import { ofOperation } from "./operations";

/** Everything that is stuck, in the order of repair. */
export function decide(facts: Facts, answers: Answers = { made: {}, notMade: [] }): Finding[] {
    return [
        ...facts.releases.flatMap((release) => ofRelease(release, facts.now)),
        ...facts.applications.flatMap(ofApplication),
        ...facts.operations.map((operation) => ofOperation(operation, answers)),
        ...facts.failedJobs.map(ofFailedJob),
        ...facts.handedOver.map(ofHandedOver),
    ];
}

/**
 * The steps that can be taken now. Changing the state needs an import, which drops all pending operations. While one of
 * them may hide something that costs money or holds data, no step that needs an import is taken.
 */
export function stepsNow(findings: Finding[]): Step[] {
    const changesState = ({ steps }: Finding): boolean =>
        steps.some((step) => step.do === "forget" || step.do === "adopt");
    const waits = findings.some(({ unanswered }) => unanswered);
    return findings.filter((finding) => !waits || !changesState(finding)).flatMap(({ steps }) => steps);
}

/**
 * Helm's time-out applies separately to the hooks before, the wait, and the hooks after (pkg/action/upgrade.go of
 * helm/helm).
 */
const waits = 3;

/**
 * Why an update may still be running: a Helm process may have survived the killed engine, and Helm's record looks the
 * same during an operation and after its Helm was killed.
 */
export function mayStillRun({ releases, now }: Facts): string[] {
    return releases.flatMap(({ name, namespace, timeoutSeconds, revisions }) => {
        const last = revisions.at(-1);
        const until = last === undefined ? now : new Date(last.begun.getTime() + waits * timeoutSeconds * 1000);
        return last !== undefined && isPending(last.status) && until > now
            ? [
                  `Helm release ${name} in ${namespace}: ${last.status} since ${clock(last.begun)}; Helm may wait until ${clock(until)}`,
              ]
            : [];
    });
}

const clock = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");

function ofRelease(release: ReleaseFacts, now: Date): Finding[] {
    const { urn, name, namespace, recorded, creating, revisions } = release;
    const subject = `Helm release ${name} in ${namespace}`;
    const last = revisions.at(-1);
    if (last === undefined) {
        return withoutRevision(release, subject);
    }
    if (!recorded && !isOurs(release, revisions)) {
        return [notOurs(release, last, subject)];
    }
    if (last.status === "uninstalling") {
        const byHand = "`npx pulumi destroy` goes on where it stopped";
        return [{ subject, found: "Helm was removing it", steps: [], remedy: "", byHand }];
    }
    const steps: Step[] = [
        ...(isPending(last.status) ? [{ do: "mark-failed", namespace, secret: last.secret } as const] : []),
        ...(recorded ? [] : [{ do: "adopt", urn, id: `${namespace}/${name}` } as const]),
        ...(recorded && creating ? [{ do: "forget", urn } as const] : []),
        // The state is from before an interrupted upgrade. Without a refresh, an `up` with the same program would see
        // no difference, and leave the upgrade half done.
        ...(release.unread || (recorded && isPending(last.status)) ? [{ do: "refresh", urn } as const] : []),
    ];
    const finding = steps.length === 0 ? undefined : interrupted(release, last, subject, steps);
    const startOver = neverDeployed(revisions) && release.unfinishedJobs.length > 0;
    const rest = startOver
        ? [startingOver(release, last, subject)]
        : release.sets.flatMap((set) => ofSet(set, release, last, now));
    const failed = finding === undefined && rest.length === 0 && last.status === "failed";
    return [...(finding ? [finding] : []), ...rest, ...(failed ? [goesOn(subject)] : [])];
}

function notOurs({ urn, creating }: ReleaseFacts, { chart, status }: Revision, subject: string): Finding {
    const found =
        `Helm has a release of that name which is not what this stack asked for: ${chart.name} ${chart.version}, ` +
        `${status}`;
    const byHand = "It is never touched here. Is it somebody else's? Then give one of the two another namespace.";
    return { subject, found, steps: creating ? [{ do: "forget", urn }] : [], remedy: "", byHand };
}

function withoutRevision({ urn, recorded, creating }: ReleaseFacts, subject: string): Finding[] {
    if (!recorded && !creating) {
        return [];
    }
    if (!recorded) {
        const remedy = "remove the interrupted creation from the state. The next `up` installs it.";
        return [
            {
                subject,
                found: "its creation was interrupted before Helm wrote anything down",
                steps: [{ do: "forget", urn }],
                remedy,
            },
        ];
    }
    const steps: Step[] = [...(creating ? [{ do: "forget", urn } as const] : []), { do: "refresh", urn }];
    return [
        {
            subject,
            found: "it is in the state, but Helm knows no such release",
            steps,
            remedy: "remove it from the state. The next `up` installs it.",
        },
    ];
}

function interrupted({ recorded }: ReleaseFacts, last: Revision, subject: string, steps: Step[]): Finding {
    const marks = isPending(last.status);
    const helm = marks
        ? `interrupted: in Helm it is ${last.status}, so Helm refuses to continue`
        : `in Helm it is ${last.status}`;
    const found = recorded ? helm : `${helm}; it is missing in the state`;
    const record = marks ? [`mark revision ${last.revision} as failed in Helm's record`] : [];
    const state = recorded ? "refresh it in the state" : "import it into the state";
    const remedy =
        `${[...record, state].join(", and ")}. Nothing in the cluster is stopped or deleted. The next \`up\` ` +
        `upgrades it.`;
    return { subject, found, steps, remedy };
}

const goesOn = (subject: string): Finding => ({
    subject,
    found: "failed",
    steps: [],
    remedy: "nothing to do: the next `up` upgrades it, once the cause is fixed.",
});

const neverDeployed = (revisions: Revision[]): boolean =>
    !revisions.some(({ status }) => status === "deployed" || status === "superseded");

/**
 * A chart's own Job (not a hook) that initializes something often belongs only to an install, such as Kong's
 * `init-migrations`: an upgrade deletes it, and if it stays, its template cannot be changed. So only a second install
 * completes it.
 */
function startingOver(
    { urn, namespace, name, unfinishedJobs }: ReleaseFacts,
    last: Revision,
    subject: string,
): Finding {
    const found =
        `the first install never completed its Job ${unfinishedJobs.join(", ")}, which an upgrade does not run ` +
        `again`;
    const kept = mayHoldData(last.manifest);
    if (kept.length > 0) {
        const byHand =
            `It has ${kept.map(({ kind, name: one }) => `${kind} ${one}`).join(", ")}, which may hold data: helm ` +
            `--namespace ${namespace} uninstall ${name}, once you know that it does not; then \`npx pulumi up ` +
            `--refresh\``;
        return { subject, found, steps: [], remedy: "", byHand };
    }
    return {
        subject,
        found,
        steps: [{ do: "uninstall", urn }],
        remedy: "uninstall it; it holds no data. The next `up` installs it again.",
    };
}

/** How long a pod may take to become ready, in milliseconds. Helm waits at least twice as long. */
const startingMs = 300_000;

/**
 * A StatefulSet replaces an unready pod with a new template only once the pod is ready: always with ordered updates
 * (Kubernetes' "forced rollback"), and since 1.35 with parallel ones too, which count that pod as the one that may be
 * unavailable (pkg/controller/statefulset/stateful_set_control.go). All other controllers replace such a pod
 * themselves.
 */
function ofSet(set: SetFacts, { name, namespace }: ReleaseFacts, last: Revision, now: Date): Finding[] {
    const subject = `StatefulSet ${set.name} in ${namespace}`;
    const waiting = set.pods.filter(({ ready, terminating }) => !ready && !terminating);
    // With OnDelete only the user deletes pods.
    if (!set.observed || set.updateStrategy === "OnDelete" || waiting.length === 0) {
        return [];
    }
    const names = (pods: PodFacts[]): string => pods.map((pod) => pod.name).join(", ");
    const old = waiting.filter(({ revision }) => revision !== set.updateRevision);
    if (old.length > 0) {
        const found = `it does not replace ${names(old)}: not ready, from an old template, and only replaced once ready`;
        const steps = old.map((pod): Step => ({ do: "delete-pod", namespace, pod }));
        return [
            {
                subject,
                found,
                steps,
                remedy: "delete the pod, which is created again from the current template. Its claims stay.",
            },
        ];
    }
    // A young pod may just be starting, because Helm was killed while it waited, or because the release failed for
    // another reason and the pod was moved since. Without its StatefulSet it would not be recreated before the next
    // `up`.
    const inVain =
        (last.status === "failed" || isPending(last.status)) &&
        waiting.every((pod) => now.getTime() - pod.created.getTime() > startingMs);
    if (!inVain || set.ofAnOperator) {
        return [];
    }
    const found = `${names(waiting)} never became ready, and the set would not replace it when \`up\` applies a corrected template`;
    if (set.claimsGoWithIt) {
        const byHand =
            `Deleting the set would delete its claims, so it is not changed: while the next \`up\` waits for ${name}, ` +
            `kubectl --namespace ${namespace} delete pod ${waiting.map((pod) => pod.name).join(" ")}`;
        return [{ subject, found, steps: [], remedy: "", byHand }];
    }
    const remedy =
        `delete ${names(waiting)} and the set itself, without its other pods and its claims. The next \`up\` makes ` +
        `the set again; until then nothing replaces a pod of it that ends.`;
    return [
        { subject, found, steps: [{ do: "set-aside", namespace, set: set.name, uid: set.uid, pods: waiting }], remedy },
    ];
}

function ofFailedJob({ urn, name, namespace }: Facts["failedJobs"][number]): Finding {
    const byHand =
        `After a look at \`kubectl --namespace ${namespace} logs job/${name} --all-containers\`: npx pulumi up ` +
        `--replace '${urn}'`;
    return {
        subject: `Job ${name} in ${namespace}`,
        found: "it has used up its retries, and an unchanged Job is not created again",
        steps: [],
        remedy: "",
        byHand,
    };
}
