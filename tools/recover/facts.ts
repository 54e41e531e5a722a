import type { Revision } from "./helm";
import type { PendingOperation } from "./state";

/** What was read before anything is decided: from the state and from the cluster. */
export interface Facts {
    /** What the engine had begun when it ended, releases apart. */
    operations: {
        urn: string;
        type: string;
        /** It is a component, which exists in the state alone. @default false */
        component?: boolean;
        operation: PendingOperation["type"];
        recorded: boolean;
    }[];
    releases: ReleaseFacts[];
    /** Jobs of the stack's own that used up their retries. */
    failedJobs: { urn: string; name: string; namespace: string }[];
    now: Date;
}

/**
 * A Helm release of this stack: one in its state, one whose creation was begun, or one of which only our component
 * stands in the state.
 */
export interface ReleaseFacts {
    urn: string;
    name: string;
    namespace: string;
    /** It stands in the state as a resource. */
    recorded: boolean;
    /** Its creation was begun, and the engine did not learn how it ended. */
    creating: boolean;
    /** The state has it without its outputs, as it is between being taken in and being read. */
    unread: boolean;
    /**
     * What the program asked for: without values where only the component is known, and since when where the state does
     * not have the release itself.
     */
    wanted: { chart: string; version: string | undefined; values?: unknown; since?: Date };
    /** How long Helm waits, in seconds. */
    timeoutSeconds: number;
    /** Oldest first; empty where Helm knows no such release. */
    revisions: Revision[];
    /** Jobs in the newest revision's manifest that have not completed; its hooks are not among them. */
    unfinishedJobs: string[];
    sets: SetFacts[];
}

/** A StatefulSet that a release made. */
export interface SetFacts {
    name: string;
    uid: string;
    /** Its controller has seen its present form. */
    observed: boolean;
    /** An operator made it, and would make it again at once. */
    ofAnOperator: boolean;
    updateStrategy: "RollingUpdate" | "OnDelete";
    updateRevision: string;
    /** Its claims are to go with it (persistentVolumeClaimRetentionPolicy.whenDeleted). */
    claimsGoWithIt: boolean;
    pods: PodFacts[];
}

export interface PodFacts {
    name: string;
    uid: string;
    revision: string;
    created: Date;
    ready: boolean;
    terminating: boolean;
}
