import * as aws from "@pulumi/aws";
import type { LoadBalancerScheme } from "../../../model/layers";
import { answerOf } from "./answer";
import { type ExistingNetworkArgs, subnetTags } from "./network";
import { type Findings, type FoundSubnet, judgeSubnets, untagged } from "./subnets";

interface Around {
    region: string;
    /** Whether the Kubernetes API is reached from inside the VPC. */
    privateEndpoint: boolean;
    /** Whether load balancers find subnets by tags alone. */
    byTags: boolean;
}

/** Asks AWS whether a cluster can be created in this network. The offline plan is given no answer, and passes. */
export async function judgeNetwork(args: ExistingNetworkArgs, around: Around): Promise<Findings> {
    const { vpcId } = args;
    const key = "cluster.network.vpcId";
    const vpc = await answerOf(aws.ec2.getVpc({ id: vpcId }));
    if ("missing" in vpc) {
        const problem = `${key}: got "${vpcId}", which this account does not have in ${around.region}; allowed: the id of a VPC in aws:region`;
        return { problems: [problem], warnings: [] };
    }
    if ("unknown" in vpc) {
        return { problems: [], warnings: [`${key}: ${vpcId} and its subnets were not checked: ${vpc.unknown}`] };
    }
    const { cidrBlock, ...attributes }: Partial<aws.ec2.GetVpcResult> = vpc.found;
    if (cidrBlock === undefined) {
        return { problems: [], warnings: [] };
    }
    const names = { enableDnsSupport: "enable-dns-support", enableDnsHostnames: "enable-dns-hostnames" } as const;
    const off = (Object.keys(names) as (keyof typeof names)[]).filter((name) => attributes[name] === false);
    const dns = around.privateEndpoint
        ? off.map(
              (name) =>
                  `${key}: ${vpcId} has ${name} off, without which nodes do not find the private endpoint: ` +
                  `aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --${names[name]}`,
          )
        : [];
    const subnets = await subnetsOf(args);
    const judged = judgeSubnets({ vpcId, ...subnets }, around.region);
    const warnings = args.tagSubnets || !around.byTags ? [] : await tagWarnings(args);
    return { problems: [...dns, ...judged.problems], warnings: [...judged.warnings, ...warnings] };
}

async function subnetsOf({
    privateSubnetIds,
    publicSubnetIds = [],
}: ExistingNetworkArgs): Promise<{ private: FoundSubnet[]; public: FoundSubnet[] }> {
    const look = (ids: string[], key: string): Promise<FoundSubnet[]> =>
        Promise.all(ids.map((id, index) => lookUpSubnet(id, `cluster.network.${key}[${index}]`)));
    return {
        private: await look(privateSubnetIds, "privateSubnetIds"),
        public: await look(publicSubnetIds, "publicSubnetIds"),
    };
}

/** @param key of the setting that names the subnet */
async function lookUpSubnet(id: string, key: string): Promise<FoundSubnet> {
    const answer = await answerOf(aws.ec2.getSubnet({ id }));
    if ("unknown" in answer) {
        throw new Error(`${key}: ${answer.unknown}`);
    }
    if ("missing" in answer) {
        const nothing = { zone: "", zoneId: "", freeAddresses: 0, tags: {}, givesPublicAddresses: false } as const;
        return { key, id, vpcId: undefined, ...nothing, defaultRoute: "nowhere" };
    }
    const { vpcId, availabilityZone, availabilityZoneId, availableIpAddressCount, tags, mapPublicIpOnLaunch } =
        answer.found;
    return {
        key,
        id,
        vpcId,
        zone: availabilityZone,
        zoneId: availabilityZoneId,
        freeAddresses: availableIpAddressCount,
        tags,
        givesPublicAddresses: mapPublicIpOnLaunch,
        defaultRoute: await defaultRoute(id, vpcId),
    };
}

/** A subnet without a route table of its own has the VPC's main one. */
async function defaultRoute(subnetId: string, vpcId: string): Promise<FoundSubnet["defaultRoute"]> {
    const own = await answerOf(aws.ec2.getRouteTable({ subnetId }));
    const main = [{ name: "association.main", values: ["true"] }];
    const table = "missing" in own ? await answerOf(aws.ec2.getRouteTable({ vpcId, filters: main })) : own;
    if (!("found" in table)) {
        // Not known: not to be held against it.
        return "elsewhere";
    }
    const route = table.found.routes.find(({ cidrBlock }) => cidrBlock === "0.0.0.0/0");
    return route === undefined ? "nowhere" : route.gatewayId.startsWith("igw-") ? "internet gateway" : "elsewhere";
}

async function tagWarnings({ vpcId, privateSubnetIds, publicSubnetIds = [] }: ExistingNetworkArgs): Promise<string[]> {
    const known = { "internet-facing": publicSubnetIds, internal: privateSubnetIds };
    const found = await Promise.all(
        (["internet-facing", "internal"] as const).map(async (scheme) =>
            untagged(scheme, vpcId, await taggedSubnets(scheme, vpcId), known[scheme]),
        ),
    );
    return found.flat().map((text) => `cluster.network: ${text}, or set cluster.network.tagSubnets`);
}

/** Subnets of a VPC that load balancers of a scheme find by their tag. */
export async function taggedSubnets(scheme: LoadBalancerScheme, vpcId: string): Promise<string[]> {
    const filters = [
        { name: "vpc-id", values: [vpcId] },
        { name: `tag:${subnetTags[scheme]}`, values: ["1", ""] },
    ];
    const answer = await answerOf(aws.ec2.getSubnets({ filters }));
    // Without an answer nothing is said to be missing.
    return "found" in answer ? answer.found.ids : ["unknown"];
}
