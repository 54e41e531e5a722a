import type { Revision } from "./helm";
import type { PendingOperation } from "./state";

/** What is read from state and cluster before anything is decided. */
export interface Facts {
    /** Operations that the engine had started when it stopped, except releases. */
    operations: OperationFacts[];
    releases: ReleaseFacts[];
    applications: ApplicationFacts[];
    /** Jobs of this stack that used up their retries. */
    failedJobs: { urn: string; name: string; namespace: string }[];
    /** Charts that Argo CD delivers, and Helm delivered before. */
    handedOver: HandedOverFacts[];
    now: Date;
}

export interface OperationFacts {
    urn: string;
    type: string;
    /**
     * A component, which exists only in the state.
     * @default false
     */
    component?: boolean;
    operation: PendingOperation["type"];
    /** The state contains it by now. */
    recorded: boolean;
    /** The id of the object that it was created to replace, which the state still has under another name. */
    replaces?: string;
    /** For the creation of a Kubernetes object. */
    object?: ObjectFacts;
}

/** What the cluster has under the requested name, without any value of the object. */
export type ObjectFacts =
    /** Neither the object nor perhaps its kind exists. */
    | { is: "missing"; id: string }
    /** The very object that the state has. */
    | { is: "recorded"; id: string }
    /** Created by Pulumi for this stack, after the request. */
    | { is: "ours"; id: string }
    /** It is being deleted. */
    | { is: "ending"; id: string }
    /** May belong to someone else. */
    | { is: "doubtful"; id?: string; why: string };

/**
 * A Helm release of this stack: one in its state, one whose creation was started, or one of which the state has only
 * our component.
 */
export interface ReleaseFacts {
    urn: string;
    name: string;
    namespace: string;
    /** The state has it as a resource. */
    recorded: boolean;
    /** Its creation was started, and the engine did not learn the result. */
    creating: boolean;
    /** The state has it without outputs: imported, but not refreshed yet. */
    unread: boolean;
    /**
     * The program's request: without values if only the component is known; `since` if the state does not have the
     * release itself.
     */
    wanted: { chart: string; version: string | undefined; values?: unknown; since?: Date };
    /** How long Helm waits, in seconds. */
    timeoutSeconds: number;
    /** Oldest first; empty if Helm does not know the release. */
    revisions: Revision[];
    /** Jobs in the newest revision's manifest that have not completed, without its hooks. */
    unfinishedJobs: string[];
    sets: SetFacts[];
}

/** An Application of Argo CD in this stack's state. */
export interface ApplicationFacts {
    urn: string;
    name: string;
    namespace: string;
    /** Undefined if the cluster has none of that name. */
    live?: {
        deleting: boolean;
        sync: string;
        health: string;
        /** Of the last sync; undefined if there was none. */
        phase: string | undefined;
        message: string | undefined;
        /** Of its syncs. */
        options: string[];
        /** Objects that are not healthy, as kind and name. */
        unhealthy: string[];
    };
}

/** A StatefulSet of a release. */
export interface SetFacts {
    name: string;
    uid: string;
    /** Its controller has processed its current spec. */
    observed: boolean;
    /** Created by an operator, which would recreate it at once. */
    ofAnOperator: boolean;
    updateStrategy: "RollingUpdate" | "OnDelete";
    updateRevision: string;
    /** Its claims are deleted with it (persistentVolumeClaimRetentionPolicy.whenDeleted). */
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

export interface HandedOverFacts {
    name: string;
    namespace: string;
    /** As `argocd/observability-loki`. */
    application: string;
    /** Argo CD has applied it, and all of it works. */
    isReady: boolean;
    /** Secrets with Helm's revisions of it. */
    secrets: string[];
}

/** What the API server needs to find an object. */
export interface ObjectPlace {
    apiVersion: string;
    kind: string;
    name: string;
    /** Undefined for cluster-wide kinds. */
    namespace?: string;
}
