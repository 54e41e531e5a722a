import type { Properties } from "./properties";

interface Subnet {
    zone: string;
    /** @default private, behind a NAT gateway */
    public?: boolean;
    free?: number;
    vpcId?: string;
}

/** What an account has before any stack: a VPC with its subnets, and a cluster. Tests change it. */
export class ExistingAws {
    public vpcId = "vpc-0a1b2c3d4e5f60718";
    public dnsHostnames = true;
    public subnets: Record<string, Subnet> = {
        "subnet-0a0000000000000a1": { zone: "a" },
        "subnet-0b0000000000000b1": { zone: "b" },
        "subnet-0a0000000000000a2": { zone: "a", public: true },
        "subnet-0b0000000000000b2": { zone: "b", public: true },
    };
    /** Subnets with the tag of a load balancer's scheme. */
    public tagged: string[] = [];
    public cluster = {
        name: "shared",
        endpoint: "https://shared.gr7.eu-central-1.eks.amazonaws.com",
        authority: "authority of shared",
        status: "ACTIVE",
        autoMode: false,
        subnetIds: ["subnet-0a0000000000000a1", "subnet-0b0000000000000b1"],
    };
    /** The cluster's add-ons, with their tags and configuration. */
    public addOns: Record<string, { tags?: Record<string, string>; configurationValues?: string }> = {
        "vpc-cni": { configurationValues: '{"enableNetworkPolicy":"true"}' },
    };

    /** The answer to a lookup, in the words of the real provider; undefined for lookups of other things. */
    invoke(token: string, args: Properties): Properties | undefined {
        switch (token) {
            case "aws:ec2/getVpc:getVpc":
                return this.vpc(args);
            case "aws:ec2/getSubnet:getSubnet":
                return this.subnet(args);
            case "aws:ec2/getSubnets:getSubnets":
                return { ...args, id: "eu-central-1", ids: this.tagged };
            case "aws:ec2/getRouteTable:getRouteTable":
                return this.routeTable(args);
            case "aws:eks/getCluster:getCluster":
                return this.found(args);
            case "aws:eks/getClusters:getClusters":
                return { id: "eu-central-1", names: [this.cluster.name, "other"] };
            case "aws:eks/getAddon:getAddon":
                return this.addOn(args);
            default:
                return undefined;
        }
    }

    private vpc({ id }: Properties): Properties {
        if (id !== this.vpcId) {
            throw new Error("invocation of aws:ec2/getVpc:getVpc returned an error: no matching EC2 VPC found");
        }
        return { id, cidrBlock: "10.20.0.0/16", enableDnsSupport: true, enableDnsHostnames: this.dnsHostnames };
    }

    private subnet({ id }: Properties): Properties {
        const subnet = this.subnets[String(id)];
        if (subnet === undefined) {
            throw new Error(
                "invocation of aws:ec2/getSubnet:getSubnet returned an error: no matching EC2 Subnet found",
            );
        }
        return {
            id,
            vpcId: subnet.vpcId ?? this.vpcId,
            availabilityZone: `eu-central-1${subnet.zone}`,
            availabilityZoneId: `euc1-${subnet.zone}`,
            availableIpAddressCount: subnet.free ?? 4000,
            tags: {},
            mapPublicIpOnLaunch: false,
        };
    }

    /** Private subnets have a table of their own; public ones the main one. */
    private routeTable({ subnetId }: Properties): Properties {
        if (this.subnets[String(subnetId)]?.public === true) {
            throw new Error("query returned no results. Please change your search criteria and try again");
        }
        const local = { cidrBlock: "10.20.0.0/16", gatewayId: "local", natGatewayId: "" };
        const out =
            subnetId === undefined
                ? { cidrBlock: "0.0.0.0/0", gatewayId: "igw-1", natGatewayId: "" }
                : { cidrBlock: "0.0.0.0/0", gatewayId: "", natGatewayId: "nat-1" };
        return { id: "rtb-1", routes: [local, out] };
    }

    private found({ name }: Properties): Properties {
        const { endpoint, authority, status, autoMode, subnetIds } = this.cluster;
        if (name !== this.cluster.name) {
            throw new Error(`reading EKS Cluster (${String(name)}): couldn't find resource`);
        }
        return {
            id: name,
            name,
            arn: `arn:aws:eks:eu-central-1:111122223333:cluster/${name}`,
            endpoint,
            status,
            version: "1.35",
            certificateAuthorities: [{ data: Buffer.from(authority).toString("base64") }],
            computeConfigs: [{ enabled: autoMode, nodePools: [], nodeRoleArn: "" }],
            vpcConfig: {
                vpcId: this.vpcId,
                subnetIds,
                clusterSecurityGroupId: "sg-shared",
                endpointPrivateAccess: true,
                endpointPublicAccess: true,
                publicAccessCidrs: ["0.0.0.0/0"],
            },
        };
    }

    private addOn({ clusterName, addonName }: Properties): Properties {
        const addOn = this.addOns[String(addonName)];
        if (addOn === undefined) {
            throw new Error(`reading EKS Add-On (${String(clusterName)}:${String(addonName)}): couldn't find resource`);
        }
        return { clusterName, addonName, tags: {}, configurationValues: "", ...addOn };
    }
}
