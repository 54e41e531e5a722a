import type { Revision } from "./helm";
import type { PendingOperation } from "./state";

/** What was read before anything is decided: from the state and from the cluster. */
export interface Facts {
    /** What the engine had begun when it ended, releases apart. */
    operations: OperationFacts[];
    releases: ReleaseFacts[];
    /** Jobs of the stack's own that used up their retries. */
    failedJobs: { urn: string; name: string; namespace: string }[];
    now: Date;
}

export interface OperationFacts {
    urn: string;
    type: string;
    /** It is a component, which exists in the state alone. @default false */
    component?: boolean;
    operation: PendingOperation["type"];
    /** The state has it meanwhile. */
    recorded: boolean;
    /** The id of what the state has in its place: an object of another name, which it was made to take the place of. */
    replaces?: string;
    /** Of the creation of an object of Kubernetes. */
    object?: ObjectFacts;
}

/** What the cluster has under the name that was asked for. None of it tells a value of the object. */
export type ObjectFacts =
    /** Nothing, or not even its kind. */
    | { is: "missing"; id: string }
    /** The very object that the state has. */
    | { is: "recorded"; id: string }
    /** What this stack asked for, made by Pulumi and since it did. */
    | { is: "ours"; id: string }
    /** It is being deleted. */
    | { is: "ending"; id: string }
    /** What may be somebody else's. */
    | { is: "doubtful"; id?: string; why: string };

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

/** How the API server finds an object. */
export interface ObjectPlace {
    apiVersion: string;
    kind: string;
    name: string;
    /** Undefined where its kind has none. */
    namespace?: string;
}
