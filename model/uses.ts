import type { LoadBalancerScheme } from "./layers";

/** What a stack uses of its cluster, each with the key of a setting that asks for it. */
export interface Uses {
    loadBalancers: Partial<Record<LoadBalancerScheme, string>>;
    /** Roles of pods. */
    podIdentity?: string;
    /** A database beside the cluster. */
    database?: string;
}
