import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * A namespace in which Kubernetes refuses pods with more privileges than ours need.
 *
 * @param metadata.name exactly as given, never generated
 */
export function restrictedNamespace(
    name: string,
    metadata: { name: string; labels?: Record<string, string> },
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Namespace {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted", ...metadata.labels };
    return new k8s.core.v1.Namespace(name, { metadata: { ...metadata, labels } }, opts);
}
