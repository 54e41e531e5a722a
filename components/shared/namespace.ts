import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A namespace of this very name, of which Kubernetes takes no pod that asks for more than ours do. */
export function restrictedNamespace(
    name: string,
    opts: pulumi.CustomResourceOptions,
    labels: Record<string, string> = {},
): k8s.core.v1.Namespace {
    const enforced = { "pod-security.kubernetes.io/enforce": "restricted", ...labels };
    return new k8s.core.v1.Namespace(name, { metadata: { name, labels: enforced } }, opts);
}
