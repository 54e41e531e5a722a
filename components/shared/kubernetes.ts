/** Requests and limits of a container, in Kubernetes' units. */
export interface ContainerResources {
    requests: { cpu: string; memory: string };
    limits: { cpu?: string; memory: string };
}

/** A claim template's `spec`; without a class Kubernetes uses the cluster's default. */
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

/** What the Pod Security Standard "restricted" asks of a container, and a read-only root besides. */
export const restricted = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
};
