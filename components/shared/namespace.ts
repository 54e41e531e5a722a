import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A namespace with exactly this name, in which Kubernetes refuses pods with more privileges than ours need. */
export function restrictedNamespace(
    name: string,
    opts: pulumi.CustomResourceOptions,
    labels: Record<string, string> = {},
): k8s.core.v1.Namespace {
    const enforced = { "pod-security.kubernetes.io/enforce": "restricted", ...labels };
    return new k8s.core.v1.Namespace(name, { metadata: { name, labels: enforced } }, opts);
}
