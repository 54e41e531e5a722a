import type { V1Pod, V1StatefulSet } from "@kubernetes/client-node";
import type { PodFacts, SetFacts } from "./facts";

/** Helm sets these on everything that it creates, and adopts nothing without them (pkg/action/validate.go). */
export function madeBy(annotations: Record<string, string> | undefined, namespace: string, release: string): boolean {
    return (
        annotations?.["meta.helm.sh/release-name"] === release &&
        annotations["meta.helm.sh/release-namespace"] === namespace
    );
}

export function setFacts({ metadata, spec, status }: V1StatefulSet, pods: V1Pod[]): SetFacts {
    const uid = metadata?.uid ?? "";
    return {
        name: metadata?.name ?? "",
        uid,
        observed: status?.observedGeneration === metadata?.generation,
        ofAnOperator: metadata?.ownerReferences?.some(({ controller }) => controller === true) ?? false,
        updateStrategy: spec?.updateStrategy?.type === "OnDelete" ? "OnDelete" : "RollingUpdate",
        updateRevision: status?.updateRevision ?? "",
        claimsGoWithIt: spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === "Delete",
        pods: pods.filter((pod) => pod.metadata?.ownerReferences?.some((owner) => owner.uid === uid)).map(podFacts),
    };
}

function podFacts({ metadata, status }: V1Pod): PodFacts {
    return {
        name: metadata?.name ?? "",
        uid: metadata?.uid ?? "",
        revision: metadata?.labels?.["controller-revision-hash"] ?? "",
        created: new Date(metadata?.creationTimestamp ?? 0),
        ready: status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false,
        terminating: metadata?.deletionTimestamp !== undefined,
    };
}
