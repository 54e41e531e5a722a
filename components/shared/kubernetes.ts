/** Requests and limits of a container, in Kubernetes' units. */
export interface ContainerResources {
    requests: { cpu: string; memory: string };
    limits: { cpu?: string; memory: string };
}

/** A claim template's `spec`. Without a class Kubernetes uses the cluster's default. */
export function volumeClaim(
    size: string,
    storageClass: string | undefined,
): { storageClassName?: string; accessModes: ["ReadWriteOnce"]; resources: { requests: { storage: string } } } {
    return {
        ...(storageClass !== undefined && { storageClassName: storageClass }),
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: size } },
    };
}

/** What the Pod Security Standard "restricted" requires of a container, and a read-only root file system. */
export const restricted = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
};

/** A pod's topology constraint that spreads pods with these labels as far as possible. */
export interface Spread {
    maxSkew: 1;
    topologyKey: "topology.kubernetes.io/zone" | "kubernetes.io/hostname";
    whenUnsatisfiable: "ScheduleAnyway";
    labelSelector: { matchLabels: Record<string, string> };
}

/** @param over the domain to spread over */
export function spread(over: "zones" | "nodes", matchLabels: Record<string, string>): Spread {
    return {
        maxSkew: 1,
        topologyKey: over === "zones" ? "topology.kubernetes.io/zone" : "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels },
    };
}

/** A NetworkPolicy peer: all pods of a namespace, by the label that Kubernetes sets on each namespace. */
export function inNamespace(name: string): { namespaceSelector: { matchLabels: Record<string, string> } } {
    return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}
