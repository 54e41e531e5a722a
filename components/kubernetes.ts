/** Requests and limits of a container, in Kubernetes' units. */
export interface ContainerResources {
    requests: { cpu: string; memory: string };
    limits: { cpu?: string; memory: string };
}

/** A claim template's `spec`; without a class Kubernetes uses the cluster's default. */
export function volumeClaim(size: string, storageClass: string | undefined): { storageClassName?: string; accessModes: ["ReadWriteOnce"]; resources: { requests: { storage: string } } } {
    return { ...(storageClass !== undefined && { storageClassName: storageClass }), accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } };
}

const mebibytes = { Ki: 1 / 1024, Mi: 1, Gi: 1024, Ti: 1024 * 1024 } as const;

/** `20Gi` → 20480. */
export function toMebibytes(size: string): number {
    const [, number, unit] = /^(\d+)(Ki|Mi|Gi|Ti)$/.exec(size) ?? [];
    if (number === undefined) {
        throw new Error(`"${size}" is not a size such as 512Mi or 20Gi`);
    }
    return Number(number) * mebibytes[unit as keyof typeof mebibytes];
}

/** What the Pod Security Standard "restricted" asks of a container, and a read-only root besides. */
export const restricted = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
};
