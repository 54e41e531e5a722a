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

const factors: Record<string, number> = {
    ...{ "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
    ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/**
 * A Kubernetes quantity of bytes (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/);
 * undefined where it is none.
 */
export function bytesOf(quantity: unknown): number | undefined {
    const [, number, unit = ""] = /^(\d+(?:\.\d+)?(?:[eE]\d+)?)([kMGTPE]|[KMGTPE]i)?$/.exec(String(quantity)) ?? [];
    const factor = factors[unit];
    return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** `20Gi` → 20480. */
export function toMebibytes(size: string): number {
    const bytes = bytesOf(size);
    if (bytes === undefined) {
        throw new Error(`"${size}" is not a size such as 512Mi or 20Gi`);
    }
    return bytes / 2 ** 20;
}

/** What the Pod Security Standard "restricted" asks of a container, and a read-only root besides. */
export const restricted = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
};
