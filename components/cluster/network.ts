import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import { type ZoneRanges, zoneRanges } from "./subnets";

export interface NetworkArgs {
    region: string;
    /** The owner: prefix of every `Name`, so that the networks of two stacks can be told apart. */
    clusterName: string;
    /** Tags of all resources. */
    tags: Record<string, string>;
    /** @default "10.0.0.0/16" */
    cidr?: string;
    /** Full names of two or three availability zones. */
    zones: string[];
    /** One is cheaper. One per zone survives the loss of a zone, and keeps egress traffic inside its zone. */
    natGateways: "one" | "one-per-zone";
}

interface Zone {
    name: string;
    publicSubnet: aws.ec2.Subnet;
    privateSubnet: aws.ec2.Subnet;
}

/**
 * A VPC with a public and a private subnet in each zone. Plain resources, so that policies and the picture see each
 * one.
 */
export class Network extends Component {
    public readonly vpcId: pulumi.Output<string>;
    /** One per zone, in the order of `zones`. */
    public readonly privateSubnetIds: pulumi.Output<string>[];
    public readonly publicSubnetIds: pulumi.Output<string>[];

    private readonly name: string;
    private readonly tags: (suffix?: string, more?: Record<string, string>) => Record<string, string>;
    private readonly vpc: aws.ec2.Vpc;

    constructor(name: string, args: NetworkArgs, opts?: ComponentOptions) {
        const { region, clusterName, tags, cidr = "10.0.0.0/16", zones, natGateways } = args;
        super("kong-observability:cluster:Network", name, { cidr, zones, natGateways }, opts);
        this.name = name;
        this.tags = (suffix, more = {}) => ({
            ...tags,
            ...more,
            Name: suffix === undefined ? clusterName : `${clusterName}-${suffix}`,
        });

        this.vpc = new aws.ec2.Vpc(
            name,
            { cidrBlock: cidr, enableDnsHostnames: true, enableDnsSupport: true, tags: this.tags() },
            this.within,
        );
        this.vpcId = this.vpc.id;
        // Interfaces without a security group get the default one; without rules it allows no traffic in either
        // direction.
        new aws.ec2.DefaultSecurityGroup(
            `${name}-default`,
            { vpcId: this.vpcId, ingress: [], egress: [], tags: this.tags("default-closed") },
            this.within,
        );

        const internet = new aws.ec2.InternetGateway(
            `${name}-internet`,
            { vpcId: this.vpcId, tags: this.tags() },
            this.within,
        );
        const built = zoneRanges(cidr, zones.length).map((ranges, index) => this.zone(zones[index]!, ranges));
        this.privateSubnetIds = built.map(({ privateSubnet }) => privateSubnet.id);
        this.publicSubnetIds = built.map(({ publicSubnet }) => publicSubnet.id);

        const publicRoutes = this.routeTable("public", { gatewayId: internet.id }, internet);
        built.forEach((zone) => this.associate(`public-${zone.name}`, zone.publicSubnet, publicRoutes));

        const privateRoutes = this.privateRoutes(built, natGateways, internet);
        // Free of charge, and keeps image layers and log chunks off the NAT gateways, which charge by the gigabyte.
        new aws.ec2.VpcEndpoint(
            `${name}-s3`,
            {
                vpcId: this.vpcId,
                serviceName: `com.amazonaws.${region}.s3`,
                vpcEndpointType: "Gateway",
                routeTableIds: privateRoutes.map((table) => table.id),
                tags: this.tags("s3"),
            },
            this.within,
        );

        this.registerOutputs({
            vpcId: this.vpcId,
            privateSubnetIds: this.privateSubnetIds,
            publicSubnetIds: this.publicSubnetIds,
        });
    }

    private zone(name: string, ranges: ZoneRanges): Zone {
        // Load-balancer controllers find subnets by these tags:
        // https://docs.aws.amazon.com/eks/latest/userguide/tag-subnets-auto.html
        return {
            name,
            publicSubnet: this.subnet(`public-${name}`, name, ranges.public, "kubernetes.io/role/elb"),
            privateSubnet: this.subnet(`private-${name}`, name, ranges.private, "kubernetes.io/role/internal-elb"),
        };
    }

    /** One table per zone even with a single gateway, so that going from one gateway to three only changes routes. */
    private privateRoutes(
        zones: Zone[],
        natGateways: NetworkArgs["natGateways"],
        internet: aws.ec2.InternetGateway,
    ): aws.ec2.RouteTable[] {
        const nats = zones.slice(0, natGateways === "one" ? 1 : undefined).map((zone) => this.nat(zone, internet));
        return zones.map((zone, index) => {
            const nat = nats[index] ?? nats[0]!;
            const table = this.routeTable(`private-${zone.name}`, { natGatewayId: nat.id }, nat);
            this.associate(`private-${zone.name}`, zone.privateSubnet, table);
            return table;
        });
    }

    private subnet(suffix: string, availabilityZone: string, cidrBlock: string, roleTag: string): aws.ec2.Subnet {
        const name = `${this.name}-${suffix}`;
        const tags = this.tags(suffix, { [roleTag]: "1" });
        return new aws.ec2.Subnet(
            name,
            { vpcId: this.vpcId, availabilityZone, cidrBlock, mapPublicIpOnLaunch: false, tags },
            this.within,
        );
    }

    /** A route table with a default route through `gateway`. */
    private routeTable(
        suffix: string,
        target: Pick<aws.ec2.RouteArgs, "gatewayId" | "natGatewayId">,
        gateway: pulumi.Resource,
    ): aws.ec2.RouteTable {
        const name = `${this.name}-${suffix}`;
        const table = new aws.ec2.RouteTable(name, { vpcId: this.vpcId, tags: this.tags(suffix) }, this.within);
        new aws.ec2.Route(
            name,
            { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...target },
            this.after(gateway),
        );
        return table;
    }

    private associate(suffix: string, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable): void {
        new aws.ec2.RouteTableAssociation(
            `${this.name}-${suffix}`,
            { subnetId: subnet.id, routeTableId: table.id },
            this.within,
        );
    }

    private nat({ name: zone, publicSubnet }: Zone, internet: aws.ec2.InternetGateway): aws.ec2.NatGateway {
        const name = `${this.name}-nat-${zone}`;
        const tags = this.tags(`nat-${zone}`);
        // AWS neither creates these before the internet gateway is attached nor detaches it while they hold public
        // addresses.
        const address = new aws.ec2.Eip(name, { domain: "vpc", tags }, this.after(internet));
        // Only regional gateways have these. For others some versions of the provider report them as unknown in each
        // preview (terraform-provider-aws#46242).
        const ignoreChanges = ["regionalNatGatewayAddresses"];
        return new aws.ec2.NatGateway(
            name,
            { subnetId: publicSubnet.id, allocationId: address.id, tags },
            { ...this.after(internet), ignoreChanges },
        );
    }
}
