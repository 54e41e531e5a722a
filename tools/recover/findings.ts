import type { PodFacts } from "./facts";

/** Everything that this tool can do to a stack. No step removes a claim, a database or a namespace. */
export type Step =
    /** Mark a revision as failed in Helm's record, as Helm does when it gives up. */
    | { do: "mark-failed"; namespace: string; secret: string }
    /** Remove a pending creation from the state, because nothing was created. */
    | { do: "forget"; urn: string }
    /**
     * Turn a pending creation into a resource of the state, because it exists; the object that it `replaces`, by id,
     * will be deleted.
     */
    | { do: "adopt"; urn: string; id: string; replaces?: string }
    /** Refresh one resource of the state. */
    | { do: "refresh"; urn: string }
    /** Uninstall a release whose first install never completed. */
    | { do: "uninstall"; urn: string }
    /** Delete one of Helm's revisions of a release that Argo CD delivers. */
    | { do: "drop-record"; namespace: string; secret: string }
    /** Delete a pod, which its controller recreates. */
    | { do: "delete-pod"; namespace: string; pod: PodFacts }
    /**
     * Delete a StatefulSet without its pods and claims, and those of its pods that are not ready; Helm's next upgrade
     * recreates it.
     */
    | { do: "set-aside"; namespace: string; set: string; uid: string; pods: PodFacts[] };

/** One thing that is stuck, or looks stuck. */
export interface Finding {
    subject: string;
    found: string;
    /** The repair. Without steps and `byHand` the next `up` continues by itself. */
    steps: Step[];
    /** What the steps do, and their cost. */
    remedy: string;
    /** What is left to the user, as a command if there is one. */
    byHand?: string;
    /** The state is not changed until the user has answered what became of this. */
    unanswered?: true;
}

/** The user's answers about creations that this tool cannot check. */
export interface Answers {
    /** Ids of what was created, by URN. */
    made: Record<string, string>;
    /** URNs of what was not created. */
    notMade: string[];
}
