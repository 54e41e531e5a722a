import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../shared/component";

/** A VPC that exists, with its subnets. */
export interface ExistingNetworkArgs {
    vpcId: string;
    /** In two zones or more: for the control plane's interfaces, nodes, pods and a database. */
    privateSubnetIds: string[];
    /**
     * For internet-facing load balancers, one in a zone.
     * @default load balancers find them by their tags
     */
    publicSubnetIds?: string[];
    /** Whether to set the tags by which load balancers find these subnets. A destroy takes them away again. */
    tagSubnets: boolean;
}

/**
 * The network of others, of which nothing is created or deleted: only tags of its subnets, if that is wanted. A
 * component all the same, so that policies and the picture see it.
 */
export class ExistingNetwork extends Component {
    public readonly vpcId: pulumi.Output<string>;
    public readonly privateSubnetIds: pulumi.Output<string>[];

    constructor(name: string, args: ExistingNetworkArgs, opts?: ComponentOptions) {
        const { vpcId, privateSubnetIds, publicSubnetIds = [], tagSubnets } = args;
        super(
            "kong-observability:cluster:ExistingNetwork",
            name,
            { vpcId, privateSubnetIds, publicSubnetIds, tagSubnets },
            opts,
        );
        this.vpcId = pulumi.output(vpcId);
        this.privateSubnetIds = privateSubnetIds.map((id) => pulumi.output(id));
        if (tagSubnets) {
            this.tag(name, privateSubnetIds, subnetTags.internal);
            this.tag(name, publicSubnetIds, subnetTags["internet-facing"]);
        }
        this.registerOutputs({ vpcId });
    }

    private tag(name: string, subnetIds: string[], key: string): void {
        for (const resourceId of subnetIds) {
            new aws.ec2.Tag(`${name}-${resourceId}`, { resourceId, key, value: "1" }, this.within);
        }
    }
}

/**
 * Load balancers find subnets by these tags, of which the value is 1 or empty.
 * https://docs.aws.amazon.com/eks/latest/userguide/tag-subnets-auto.html
 */
export const subnetTags = {
    "internet-facing": "kubernetes.io/role/elb",
    internal: "kubernetes.io/role/internal-elb",
} as const;
