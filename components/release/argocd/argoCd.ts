import type * as pulumi from "@pulumi/pulumi";

/** The cluster in Argo CD's words: by its address or by its name there. */
export type Destination = { server: string } | { name: string };

/** How often a failed sync is tried again; durations in Go's notation. */
export interface Retry {
    limit: number;
    backoff: string;
    longest: string;
}

/** Argo CD on this cluster, as an Application needs it. */
export interface ArgoCd {
    /** Where Applications are. */
    namespace: string;
    /** Name of the AppProject. */
    project: string;
    destination: Destination;
    retry: Retry;
    /** What an Application installed stays when it goes. */
    retain: boolean;
    /** What every Application needs first: its project, and Argo CD if this stack installs it. */
    ready: pulumi.Resource[];
}
