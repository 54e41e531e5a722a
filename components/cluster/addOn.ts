import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** The EKS add-ons that we install. */
export type AddOnName =
    "vpc-cni" | "kube-proxy" | "eks-pod-identity-agent" | "coredns" | "aws-ebs-csi-driver" | "metrics-server";

/** Versions such as `v1.20.4-eksbuild.1`, by add-on. */
export type AddOnVersions = Partial<Record<AddOnName, string>>;

export interface AddOnArgs {
    addOn: AddOnName;
    /** The cluster's name as its output: the dependency keeps the cluster until the add-on is deleted. */
    cluster: pulumi.Output<string>;
    /** The Kubernetes minor version, such as `1.35`. */
    kubernetesVersion: pulumi.Input<string>;
    /** Pinned versions. Other add-ons follow AWS' recommendation. */
    pinned: AddOnVersions;
    /** By the add-on's own schema: `aws eks describe-addon-configuration`. */
    configuration?: object;
    /** The role that a service account of the add-on assumes. */
    identity?: { serviceAccount: string; roleArn: pulumi.Input<string> };
    /** @default none */
    tags?: Record<string, string>;
    /**
     * What becomes of the same objects of others: they are overwritten, or the installation fails.
     * @default "OVERWRITE", as is right for a cluster of ours
     */
    onConflict?: "OVERWRITE" | "NONE";
}

/**
 * An EKS add-on in the version that AWS recommends for the Kubernetes version, or the pinned one. The version is always
 * set, because EKS itself chooses one only at installation: kube-proxy would stay behind at every upgrade of the
 * cluster until it is no longer compatible. The recommendation changes over time, so that any `up` may also update an
 * add-on: tools/comment/drift.ts reports such a change as due, like a certificate's renewal.
 */
export function installAddOn(name: string, args: AddOnArgs, opts: pulumi.CustomResourceOptions): aws.eks.Addon {
    const { addOn, cluster, kubernetesVersion, pinned, configuration, identity, tags } = args;
    const { onConflict = "OVERWRITE" } = args;
    return new aws.eks.Addon(
        `${name}-${addOn}`,
        {
            addonName: addOn,
            clusterName: cluster,
            addonVersion:
                pinned[addOn] ??
                aws.eks.getAddonVersionOutput({ addonName: addOn, kubernetesVersion }, { parent: opts.parent }).version,
            configurationValues: configuration && JSON.stringify(configuration),
            podIdentityAssociations: identity && [identity],
            ...(tags && { tags }),
            resolveConflictsOnCreate: onConflict,
            // Manual changes of the add-on.
            resolveConflictsOnUpdate: "OVERWRITE",
        },
        opts,
    );
}
