import type { PlainSettings } from "./schema";
import { newVpc } from "./schema/network";
import { defaultZones } from "./zones";

type NetworkSettings = Extract<PlainSettings["cluster"], { kind: "eks" }>["network"];

/** The VPC of a new cluster: a new one, or one that exists. */
export type ClusterNetwork =
    | { cidr: string; zones: string[]; natGateways: "one" | "one-per-zone" }
    | { vpcId: string; privateSubnetIds: string[]; publicSubnetIds?: string[]; tagSubnets: boolean };

/** Fills in the defaults of whichever it is. Pure. */
export function networkOf(settings: NetworkSettings, region: string): ClusterNetwork {
    const { vpcId, privateSubnetIds = [], publicSubnetIds, tagSubnets = false } = settings;
    if (vpcId !== undefined) {
        return { vpcId, privateSubnetIds, ...(publicSubnetIds && { publicSubnetIds }), tagSubnets };
    }
    const { cidr = newVpc.cidr, zones = defaultZones(region) ?? [], natGateways = newVpc.natGateways } = settings;
    return { cidr, zones, natGateways };
}
