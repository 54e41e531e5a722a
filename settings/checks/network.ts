import type { PlainSettings } from "../schema";
import { defaultZones } from "../zones";
import { type Problem, show } from "../problems";
import { type Context, repeated } from "./check";

type Network = Extract<PlainSettings["cluster"], { kind: "eks" }>["network"];
type Found = Problem | false;

/** A new VPC, or one that exists: each has keys of its own. */
export function network(network: Network, context: Context): Found[] {
    return network.vpcId === undefined ? newVpc(network, context) : existingVpc(network, context);
}

function newVpc({ cidr, zones, ...existing }: Network, { project, awsRegion = "" }: Context): Found[] {
    const key = `${project}:cluster.network`;
    return [
        zones === undefined &&
            defaultZones(awsRegion) === undefined && {
                key: `${key}.zones`,
                message:
                    `missing; allowed: two or three zones. Their letters differ by account in ${awsRegion}, ` +
                    "and EKS does not support all of them: docs/aws.md has the command that lists them",
            },
        ...(zones ?? []).map(
            (zone, index, all) =>
                (awsRegion !== "" &&
                    zone.slice(0, -1) !== awsRegion && {
                        key: `${key}.zones[${index}]`,
                        message: `got "${zone}"; allowed: zones of aws:region (${awsRegion})`,
                    }) ||
                (all.indexOf(zone) < index && {
                    key: `${key}.zones[${index}]`,
                    message: `got "${zone}" twice; allowed: each zone once`,
                }),
        ),
        cidr !== undefined &&
            !/\/(16|17|18|19|20)$/.test(cidr) && {
                key: `${key}.cidr`,
                message: `got "${cidr}"; allowed: a /16 to /20, so that three zones have room for pods`,
            },
        ...meaningless(
            key,
            { privateSubnetIds: existing.privateSubnetIds, publicSubnetIds: existing.publicSubnetIds },
            "a VPC that exists is named by vpcId, and a new one has subnets of its own",
        ),
        existing.tagSubnets === true && {
            key: `${key}.tagSubnets`,
            message: "got true; allowed: nothing here without vpcId, since subnets that are created have their tags",
        },
    ];
}

function existingVpc(
    { vpcId, privateSubnetIds, publicSubnetIds = [], ...fresh }: Network,
    { project }: Context,
): Found[] {
    const key = `${project}:cluster.network`;
    const { cidr, zones, natGateways } = fresh;
    const twice = (ids: string[], where: string): Found[] =>
        repeated(ids).map(([index, id]) => ({
            key: `${key}.${where}[${index}]`,
            message: `got "${id}" twice; allowed: each subnet once`,
        }));
    return [
        ...meaningless(key, { cidr, zones, natGateways }, `the network of ${vpcId} exists`),
        privateSubnetIds === undefined && {
            key: `${key}.privateSubnetIds`,
            message: "missing; allowed with vpcId: the ids of two subnets at least, in two zones, for nodes and pods",
        },
        ...twice(privateSubnetIds ?? [], "privateSubnetIds"),
        ...twice(publicSubnetIds, "publicSubnetIds"),
        ...publicSubnetIds.map(
            (id, index) =>
                privateSubnetIds?.includes(id) === true && {
                    key: `${key}.publicSubnetIds[${index}]`,
                    message: `got "${id}", which is one of privateSubnetIds; allowed: subnets with a route to the internet`,
                },
        ),
    ];
}

function meaningless(key: string, settings: Record<string, unknown>, why: string): Found[] {
    return Object.entries(settings).map(
        ([name, value]) =>
            value !== undefined && {
                key: `${key}.${name}`,
                message: `got ${show(value)}; allowed: nothing here, since ${why}`,
            },
    );
}
