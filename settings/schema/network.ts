import { z } from "zod";
import { fromFirstAddress } from "../../model/addresses";
import { text } from "./common";

/** The AWS provider accepts the same notation only, but its errors do not name our keys. */
export const cidrSuchAs = (example: string): z.ZodCIDRv4 =>
    z
        .cidrv4({ error: `an IPv4 range such as ${example}`, abort: true })
        .refine((range) => fromFirstAddress(range) === range, {
            error: ({ input }) => `a range from its first address on, ${fromFirstAddress(String(input))}`,
            abort: true,
        });

/**
 * No region has more than six zones. Which of them an account has, only AWS knows: components/cluster/preflight.ts
 * checks it.
 */
const zone = text(/^[a-z]{2,4}(-[a-z]+)+-\d[a-f]$/, "an availability zone such as eu-central-1a");
const twoOrThree = "two zones, which EKS asks for, or three";

const vpcId = text(/^vpc-[0-9a-f]{8,17}$/, "the id of a VPC such as vpc-0a1b2c3d4e5f60718");
export const subnetId = text(/^subnet-[0-9a-f]{8,17}$/, "the id of a subnet such as subnet-0a1b2c3d4e5f60718");

export const cidr = cidrSuchAs("10.0.0.0/16");

/** The defaults of a new VPC: settings/load.ts fills them in, since an existing one must not have them. */
export const newVpc = { cidr: "10.0.0.0/16", natGateways: "one" } as const;

/** A new VPC, or with `vpcId` one that exists. settings/checks/network.ts keeps their keys apart. */
export const network = z
    .strictObject({
        cidr: cidr.optional().meta({ default: newVpc.cidr }).describe("Address range of the new VPC, at least a /20"),
        zones: z
            .array(zone)
            .min(2, twoOrThree)
            .max(3, twoOrThree)
            .optional()
            .describe(
                "Availability zones, two or three; three of the region if left out, except in `us-east-1` and " +
                    "`us-west-1`. EKS takes no others later",
            ),
        natGateways: z
            .enum(["one", "one-per-zone"])
            .optional()
            .meta({ default: newVpc.natGateways })
            .describe("One is cheaper; one per zone survives the loss of a zone"),
        vpcId: vpcId
            .optional()
            .describe("A VPC that exists, for the cluster to be created in; left out, one is created"),
        privateSubnetIds: z
            .array(subnetId)
            .min(2, "two at least, in two zones")
            .optional()
            .describe("With `vpcId`: subnets for the control plane's interfaces, nodes, pods and a database"),
        publicSubnetIds: z
            .array(subnetId)
            .min(1, "at least one")
            .optional()
            .describe(
                "With `vpcId`: subnets for internet-facing load balancers, one in a zone; left out, they are found by " +
                    "their tags",
            ),
        tagSubnets: z
            .boolean()
            .optional()
            .meta({ default: false })
            .describe("With `vpcId`: whether this stack sets the tags by which load balancers find these subnets"),
    })
    .prefault({})
    .describe("The VPC");
