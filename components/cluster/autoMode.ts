import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type AddOnArgs, installAddOn } from "./addOn";
import type { PolicyDocument } from "../shared/iam";
import { ebsStorageClass } from "./storage";

/** What workloads need on a cluster with EKS Auto Mode, which provides nodes, volumes and load balancers itself. */
export function completeAutoMode(
    name: string,
    args: Omit<AddOnArgs, "addOn"> & { nodeRole: eks.Cluster["autoModeNodeRoleName"]; nodePolicy?: PolicyDocument },
    provider: k8s.Provider,
    opts: { parent: pulumi.Resource; dependsOn: pulumi.Resource[] },
): pulumi.Resource[] {
    const { nodeRole, nodePolicy, ...addOn } = args;
    const onCluster = { ...opts, provider };
    const policy =
        nodePolicy &&
        new aws.iam.RolePolicy(`${name}-pull-through`, { role: nodeRole, policy: JSON.stringify(nodePolicy) }, opts);
    return [
        ...(policy === undefined ? [] : [policy]),
        new k8s.storage.v1.StorageClass(`${name}-storage`, ebsStorageClass("ebs.csi.eks.amazonaws.com"), onCluster),
        // Without it NetworkPolicies are accepted and ignored:
        // https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html. A patch, because the ConfigMap may exist
        // already; forced, because EKS may have set the key to another value.
        new k8s.core.v1.ConfigMapPatch(
            `${name}-network-policies`,
            {
                metadata: {
                    name: "amazon-vpc-cni",
                    namespace: "kube-system",
                    annotations: { "pulumi.com/patchForce": "true" },
                },
                data: { "enable-network-policy-controller": "true" },
            },
            onCluster,
        ),
        // For autoscaling by load. Auto Mode starts a node for it.
        installAddOn(name, { ...addOn, addOn: "metrics-server" }, opts),
    ];
}
