import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { settingKeys } from "../shared/settingKey";
import { zoneProblem } from "./zones";
import { supportNotice, type UpgradePolicy } from "./support";

/**
 * Asks AWS whether EKS takes a subnet in each of these zones, before anything is made: CreateCluster refuses one only
 * after VPC and NAT gateways stand. The offline plan, which asks nobody, passes.
 * @throws RunError with the zones that this account has
 */
export async function checkZones(zones: string[], region: string): Promise<void> {
    // Without the filter local zones would be among them, where the account has opted in.
    const { names, zoneIds }: Partial<aws.GetAvailabilityZonesResult> = await aws.getAvailabilityZones({
        filters: [{ name: "zone-type", values: ["availability-zone"] }],
    });
    const problem = names && zoneIds && zoneProblem(zones, { names, zoneIds }, region);
    if (problem !== undefined) {
        throw new pulumi.RunError(settingKeys()(problem));
    }
}

/**
 * Says when the Kubernetes version leaves EKS' standard support, as soon as that is near. Nothing depends on it, so who
 * may not ask is not told.
 */
export async function warnOfSupport(version: string, policy: UpgradePolicy): Promise<void> {
    const answer: Partial<aws.eks.GetClusterVersionsResult> = await aws.eks
        .getClusterVersions({ clusterVersionsOnlies: [version] })
        .catch(() => ({}));
    const ends = answer.clusterVersions?.find(
        ({ clusterVersion }) => clusterVersion === version,
    )?.endOfStandardSupportDate;
    const notice = supportNotice(version, policy, ends, new Date());
    if (notice !== undefined) {
        await pulumi.log.warn(settingKeys()(notice));
    }
}
