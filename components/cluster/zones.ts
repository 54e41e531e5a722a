/**
 * The zone of a region, by its id, in which EKS accepts no subnet.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
const withoutEks: Record<string, string | undefined> = {
    "us-east-1": "use1-az3",
    "us-west-1": "usw1-az2",
    "ca-central-1": "cac1-az3",
};

/** Whether a zone, by its id, is the one of its region in which EKS accepts no subnet. */
export function takesNoSubnet(zoneId: string | undefined, region: string): boolean {
    return zoneId !== undefined && zoneId === withoutEks[region];
}

/** An account's zones in a region, as AWS lists them: ids in the order of the names. */
export interface AccountZones {
    names: string[];
    zoneIds: string[];
}

/** What is wrong with the zones in this account. Undefined if EKS accepts a subnet in each. Pure. */
export function zoneProblem(zones: string[], { names, zoneIds }: AccountZones, region: string): string | undefined {
    const idOf = (zone: string): string | undefined => zoneIds[names.indexOf(zone)];
    const wrong = zones.findIndex((zone) => idOf(zone) === undefined || takesNoSubnet(idOf(zone), region));
    const zone = zones[wrong];
    if (zone === undefined) {
        return undefined;
    }
    const why =
        idOf(zone) === undefined
            ? "which this account does not have"
            : `which is ${idOf(zone)} in this account, where EKS takes no subnet`;
    const allowed = names.filter((name) => !takesNoSubnet(idOf(name), region)).join(", ");
    return `cluster.network.zones[${wrong}]: got "${zone}", ${why}; allowed: ${allowed}`;
}
