import type { LoadBalancerScheme } from "../../../model/layers";
import { takesNoSubnet } from "../zones";
import { subnetTags } from "./network";

/** A subnet as AWS describes it. */
export interface FoundSubnet {
    /** The setting that names it. */
    key: string;
    id: string;
    /** Undefined if there is no such subnet in this account and region. The rest is then undefined too. */
    vpcId: string | undefined;
    zone: string;
    /** The same in every account: `euc1-az2`. */
    zoneId: string;
    freeAddresses: number;
    tags: Record<string, string>;
    /** Whether a new instance gets a public address. */
    givesPublicAddresses: boolean;
    /** Where its default route leads. */
    defaultRoute: "internet gateway" | "elsewhere" | "nowhere";
}

export interface FoundNetwork {
    vpcId: string;
    private: FoundSubnet[];
    public: FoundSubnet[];
}

/** What stops an `up`, and what may be meant. Each begins with the setting's key. */
export interface Findings {
    problems: string[];
    warnings: string[];
}

/**
 * AWS' recommendation for the control plane's interfaces alone; it refuses fewer than six.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
const addressesOfControlPlane = 16;
/** Every pod and node has an address, and nodes keep some in reserve: less than this is soon used up. */
const addressesOfPods = 150;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html */
const addressesOfLoadBalancer = 8;

/** What is wrong with the subnets for a cluster in this VPC. Pure. */
export function judgeSubnets(found: FoundNetwork, region: string): Findings {
    const all = [...found.private, ...found.public];
    const elsewhere = all.filter(({ vpcId }) => vpcId !== found.vpcId);
    if (elsewhere.length > 0) {
        const allowed = `allowed: subnets of ${found.vpcId}`;
        return {
            problems: elsewhere.map(({ key, id, vpcId }) =>
                vpcId === undefined
                    ? `${key}: got "${id}", which this account does not have in ${region}; ${allowed}`
                    : `${key}: got "${id}", which is in ${vpcId}; ${allowed}`,
            ),
            warnings: [],
        };
    }
    const free = found.private.reduce((total, { freeAddresses }) => total + freeAddresses, 0);
    return {
        problems: [
            ...all
                .filter(({ zoneId }) => takesNoSubnet(zoneId, region))
                .map(
                    ({ key, id, zone, zoneId }) =>
                        `${key}: got "${id}", which is in ${zone} (${zoneId}), where EKS takes no subnet; allowed: subnets in other zones`,
                ),
            ...twoZones(found.private, "cluster.network.privateSubnetIds", "EKS"),
            ...found.private.flatMap(ofPrivate),
            ...found.public
                .filter(({ defaultRoute }) => defaultRoute !== "internet gateway")
                .map(
                    ({ key, id }) =>
                        `${key}: got "${id}", without a default route to an internet gateway; allowed: public subnets`,
                ),
            ...found.public
                .filter(({ freeAddresses }) => freeAddresses < addressesOfLoadBalancer)
                .map(
                    ({ key, id, freeAddresses }) =>
                        `${key}: got "${id}", in which ${freeAddresses} addresses are free; allowed: subnets with ` +
                        `${addressesOfLoadBalancer} free ones at least, which a load balancer asks for`,
                ),
            ...oneInAZone(found.public),
        ],
        warnings: [
            ...found.private
                .filter(({ defaultRoute }) => defaultRoute === "nowhere")
                .map(
                    ({ key, id }) =>
                        `${key}: ${id} has no default route: nodes pull images and reach AWS only through VPC ` +
                        "endpoints and registries inside (registry.images, registry.charts)",
                ),
            ...(free < addressesOfPods
                ? [
                      `cluster.network.privateSubnetIds: ${free} addresses are free in all of them, and every pod takes one: ` +
                          `below ${addressesOfPods} pods may stay without`,
                  ]
                : []),
        ],
    };
}

/** @param whose what requires it, for the message */
export function twoZones(subnets: Pick<FoundSubnet, "zone">[], key: string, whose: string): string[] {
    const zones = [...new Set(subnets.map(({ zone }) => zone))];
    return zones.length >= 2
        ? []
        : [
              `${key}: got subnets in ${zones.join(", ") || "no zone"} alone; allowed: in two zones at least, which ${whose} asks for`,
          ];
}

function ofPrivate({ key, id, freeAddresses, defaultRoute, givesPublicAddresses }: FoundSubnet): string[] {
    return [
        ...(freeAddresses < addressesOfControlPlane
            ? [
                  `${key}: got "${id}", in which ${freeAddresses} addresses are free; allowed: subnets with ` +
                      `${addressesOfControlPlane} free ones at least, which EKS asks for its own interfaces`,
              ]
            : []),
        ...(defaultRoute === "internet gateway"
            ? [
                  `${key}: got "${id}", whose default route is an internet gateway: ` +
                      (givesPublicAddresses
                          ? "every node would have a public address"
                          : "nodes, which have no public address, would reach nothing outside") +
                      "; allowed: subnets with a route through a NAT gateway, or none to the internet",
              ]
            : []),
    ];
}

/** A load balancer takes one subnet in each zone. */
function oneInAZone(subnets: FoundSubnet[]): string[] {
    return subnets.flatMap(({ key, id, zone }, index) => {
        const first = subnets.findIndex((other) => other.zone === zone);
        return first === index
            ? []
            : [
                  `${key}: got "${id}" in ${zone}, as ${subnets[first]?.id} is; allowed: one subnet in a zone, as load balancers take them`,
              ];
    });
}

/**
 * What keeps load balancers of a scheme from finding a subnet. EKS Auto Mode goes by tags alone, and so does AWS'
 * controller before 2.12.1; newer ones look at routes where no subnet has a tag.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/
 *
 * @param tagged subnets of the VPC with the scheme's tag
 * @param candidates subnets that could be given the tag, if they are known
 */
export function untagged(scheme: LoadBalancerScheme, vpcId: string, tagged: string[], candidates: string[]): string[] {
    const tag = subnetTags[scheme];
    const which = candidates.length > 0 ? candidates.join(" ") : "SUBNET…";
    return tagged.length > 0
        ? []
        : [
              `no subnet of ${vpcId} has the tag ${tag}, by which ${scheme} load balancers find theirs: ` +
                  `aws ec2 create-tags --resources ${which} --tags Key=${tag},Value=1`,
          ];
}
