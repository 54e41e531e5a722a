import type { PodFacts } from "./facts";

/** All that this tool can do to a stack. Nothing here takes a claim, a database or a namespace. */
export type Step =
    /** Write in Helm's record that a revision failed, as Helm does when it gives up. */
    | { do: "mark-failed"; namespace: string; secret: string }
    /** Take a pending creation of something that was never made out of the state. */
    | { do: "forget"; urn: string }
    /** Make a resource of the state from a pending creation whose thing exists; what it `replaces`, by id, is to go. */
    | { do: "adopt"; urn: string; id: string; replaces?: string }
    /** Refresh one resource of the state. */
    | { do: "refresh"; urn: string }
    /** Uninstall a release whose first install never got through. */
    | { do: "uninstall"; urn: string }
    /** Delete a pod, which its controller makes again. */
    | { do: "delete-pod"; namespace: string; pod: PodFacts }
    /**
     * Delete a StatefulSet without its pods and claims, and those of its pods that are not ready; Helm's next upgrade
     * makes it again.
     */
    | { do: "set-aside"; namespace: string; set: string; uid: string; pods: PodFacts[] };

/** One thing that is stuck, or that looks like it. */
export interface Finding {
    subject: string;
    found: string;
    /** What mends it. Without steps and `byHand` the next `up` goes on by itself. */
    steps: Step[];
    /** What the steps do, and what that costs. */
    remedy: string;
    /** What is left to a person, as a command where there is one. */
    byHand?: string;
    /** The state is not changed at all before a person has said what became of this. */
    unanswered?: true;
}

/** What a person has found out about a creation that this tool cannot look into. */
export interface Answers {
    /** Id by URN of what was made. */
    made: Record<string, string>;
    /** URNs of what was not made. */
    notMade: string[];
}
