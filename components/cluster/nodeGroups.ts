import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { isArm } from "../../model/instanceTypes";
import { Component, type ComponentOptions } from "../shared/component";
import { type AddOnVersions, installAddOn } from "./addOn";
import { type PolicyDocument, trust } from "../shared/iam";
import { ebsDriverRole, managedRole } from "./managedRole";

/** One managed node group: EKS creates, drains and replaces its nodes. */
export interface NodeGroupArgs {
    /** Up to 37 characters. EKS adds a suffix, so that a replacement exists before the old group is deleted. */
    name: string;
    /** In order of preference. All have one processor architecture, which selects the machine image. */
    instanceTypes: string[];
    minSize: number;
    maxSize: number;
    /** @default `minSize` */
    desiredSize?: number;
    /**
     * The root volume, in GiB: images, logs and whatever pods write outside of volumes.
     * @default 50
     */
    diskSize?: number;
    /**
     * Spot nodes are cheaper and can disappear with two minutes' notice.
     * @default "ON_DEMAND"
     */
    capacityType?: "ON_DEMAND" | "SPOT";
    /**
     * Labels of the nodes.
     * @default only those of EKS
     */
    labels?: Record<string, string>;
    /** @default none */
    taints?: { key: string; value?: string; effect: keyof typeof effects }[];
}

/** Kubernetes' names of the effects → those of EKS. */
const effects = {
    NoSchedule: "NO_SCHEDULE",
    PreferNoSchedule: "PREFER_NO_SCHEDULE",
    NoExecute: "NO_EXECUTE",
} as const;

export interface NodeGroupsArgs {
    /** The cluster's name as its output: the dependency keeps the cluster until the nodes are deleted. */
    cluster: pulumi.Output<string>;
    clusterName: string;
    region: string;
    /** The Kubernetes minor version: nodes are upgraded after the control plane. */
    kubernetesVersion: string;
    addOnVersions: AddOnVersions;
    subnetIds: pulumi.Input<string>[];
    groups: NodeGroupArgs[];
    tags: Record<string, string>;
    /**
     * Permissions of nodes in addition to the default ones.
     * @default none
     */
    nodePolicy?: PolicyDocument | undefined;
}

/**
 * The Amazon Linux 2023 image for these instance types. EKS defaults to x86, with which Graviton nodes would never
 * join. The settings have checked that a group has one architecture.
 */
export function amiType({
    name,
    instanceTypes,
}: Pick<NodeGroupArgs, "name" | "instanceTypes">): "AL2023_ARM_64_STANDARD" | "AL2023_x86_64_STANDARD" {
    const arm = instanceTypes.filter(isArm);
    assert(arm.length === 0 || arm.length === instanceTypes.length, `node group ${name} mixes Arm with x86`);
    return arm.length === 0 ? "AL2023_x86_64_STANDARD" : "AL2023_ARM_64_STANDARD";
}

/**
 * Managed node groups, and the add-ons that EKS Auto Mode has built in. Add-ons that run on every node are created
 * before the nodes, which are not ready without a network; the others after, since EKS would wait for their pods in
 * vain.
 */
export class NodeGroups extends Component {
    private readonly name: string;
    private readonly args: NodeGroupsArgs;
    /** The last resources that every workload needs; all others of the node groups are created before these. */
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: NodeGroupsArgs, opts?: ComponentOptions) {
        const { cluster, region, kubernetesVersion, addOnVersions, groups, tags, nodePolicy } = args;
        super(
            "kong-observability:cluster:NodeGroups",
            name,
            { groups, kubernetesVersion, rootVolumeEncrypted: true, imdsv2Required: true },
            opts,
        );
        this.name = name;
        this.args = args;

        const addOn = { cluster, kubernetesVersion, pinned: addOnVersions };
        const onEachNode = [
            // Without it NetworkPolicies are accepted and ignored.
            installAddOn(
                name,
                { ...addOn, addOn: "vpc-cni", configuration: { enableNetworkPolicy: "true" } },
                this.within,
            ),
            installAddOn(name, { ...addOn, addOn: "kube-proxy" }, this.within),
            installAddOn(name, { ...addOn, addOn: "eks-pod-identity-agent" }, this.within),
        ];

        const ofNodes = [
            "AmazonEKSWorkerNodePolicy",
            "AmazonEC2ContainerRegistryPullOnly",
            // The network plugin starts before pod identities are available, so it uses the node's role.
            "AmazonEKS_CNI_Policy",
        ];
        const { role, policies } = managedRole(
            `${name}-node`,
            { trusted: trust("ec2.amazonaws.com"), policies: ofNodes, region, tags },
            this.within,
        );
        const policyName = `${name}-node-pull-through`;
        const more = nodePolicy
            ? [new aws.iam.RolePolicy(policyName, { role: role.id, policy: JSON.stringify(nodePolicy) }, this.within)]
            : [];
        const nodes = groups.map((group) => this.group(group, role, [...policies, ...more, ...onEachNode]));

        const dns = installAddOn(name, { ...addOn, addOn: "coredns" }, this.after(...nodes));
        const metricsServer = installAddOn(name, { ...addOn, addOn: "metrics-server" }, this.after(...nodes));
        const ebs = ebsDriverRole(`${name}-ebs`, { region, tags }, this.within);
        const volumes = installAddOn(
            name,
            { ...addOn, addOn: "aws-ebs-csi-driver", identity: ebs.identity },
            this.after(...nodes, ...ebs.policies),
        );
        this.ready = [dns, metricsServer, volumes];

        this.registerOutputs({ groups: groups.map((group) => group.name) });
    }

    private group(group: NodeGroupArgs, role: aws.iam.Role, first: pulumi.Resource[]): aws.eks.NodeGroup {
        const name = `${this.name}-${group.name}`;
        const { cluster, clusterName, kubernetesVersion, subnetIds } = this.args;
        const { minSize, maxSize, desiredSize = minSize, diskSize = 50, capacityType = "ON_DEMAND" } = group;
        const { labels, taints } = group;
        // Tags of the nodes. A changed tag is a new version of the launch template, which replaces every node.
        const nodeTags = { Name: `${clusterName}-${group.name}` };

        const template = new aws.ec2.LaunchTemplate(
            name,
            {
                updateDefaultVersion: true,
                // The root device of Amazon Linux 2023.
                blockDeviceMappings: [
                    {
                        deviceName: "/dev/xvda",
                        ebs: {
                            volumeType: "gp3",
                            volumeSize: diskSize,
                            encrypted: "true",
                            deleteOnTermination: "true",
                        },
                    },
                ],
                // A hop limit of one: no pod can assume the node's role. Pods that need AWS have a pod identity, and
                // are configured with region and VPC.
                metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
                // Launch templates do not pass on tags by themselves.
                tagSpecifications: [
                    { resourceType: "instance", tags: nodeTags },
                    { resourceType: "volume", tags: nodeTags },
                ],
            },
            this.within,
        );
        return new aws.eks.NodeGroup(
            name,
            {
                clusterName: cluster,
                nodeGroupNamePrefix: `${group.name}-`,
                nodeRoleArn: role.arn,
                subnetIds,
                version: kubernetesVersion,
                amiType: amiType(group),
                instanceTypes: group.instanceTypes,
                capacityType,
                scalingConfig: { minSize, maxSize, desiredSize },
                ...(labels && { labels }),
                ...(taints && { taints: taints.map((taint) => ({ ...taint, effect: effects[taint.effect] })) }),
                updateConfig: { maxUnavailable: 1 },
                tags: this.args.tags,
                launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
            },
            this.after(...first),
        );
    }
}
