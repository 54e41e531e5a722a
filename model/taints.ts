/** A taint of a node, in Kubernetes' words. */
export interface Taint {
    key: string;
    value?: string | undefined;
    effect: string;
}

/** A toleration of a pod. */
export interface Toleration {
    key?: string | undefined;
    /** @default "Equal" */
    operator?: string | undefined;
    value?: string | undefined;
    /** @default every effect */
    effect?: string | undefined;
}

/** Labels that Kubernetes or EKS sets on nodes; which values they have is only known on the cluster. */
export const setByOthers = /^([-\w.]+\.)?(kubernetes|k8s)\.io\/|^eks\.amazonaws\.com\//;

/** Whether pods with these tolerations may run on nodes with these taints. */
export function tolerates(tolerations: readonly Toleration[], taints: readonly Taint[]): boolean {
    return taints.filter(keepsAway).every((taint) => tolerations.some((toleration) => allows(toleration, taint)));
}

/** Whether a pod without a toleration cannot run there. */
export function keepsAway({ effect }: Taint): boolean {
    return effect !== "PreferNoSchedule";
}

/** As Kubernetes matches a toleration with a taint. */
function allows({ key, operator, value = "", effect }: Toleration, taint: Taint): boolean {
    return (
        (effect === undefined || effect === taint.effect) &&
        (key === undefined || key === taint.key) &&
        (operator === "Exists" || value === (taint.value ?? ""))
    );
}
