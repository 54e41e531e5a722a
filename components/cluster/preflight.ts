import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { settingKeys } from "../shared/settingKey";
import { zoneProblem } from "./zones";
import { supportNotice, type UpgradePolicy } from "./support";

/**
 * Checks with AWS that EKS accepts a subnet in each of these zones, before anything is created: CreateCluster refuses
 * one only after the VPC and NAT gateways exist. The offline plan makes no such call, and passes.
 * @throws RunError with the zones of this account
 */
export async function checkZones(zones: string[], region: string): Promise<void> {
    // Without the filter the list includes local zones that the account has opted in to.
    const { names, zoneIds }: Partial<aws.GetAvailabilityZonesResult> = await aws.getAvailabilityZones({
        filters: [{ name: "zone-type", values: ["availability-zone"] }],
    });
    const problem = names && zoneIds && zoneProblem(zones, { names, zoneIds }, region);
    if (problem !== undefined) {
        throw new pulumi.RunError(settingKeys()(problem));
    }
}

/**
 * Warns when the end of the Kubernetes version's standard support in EKS is near. Skipped without the permission to
 * look it up.
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
