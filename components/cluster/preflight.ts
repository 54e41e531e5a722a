import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { settingKeys } from "../shared/settingKey";
import { judgeExisting } from "./existing/check";
import { judgeNetwork } from "./existing/networkLookup";
import type { Findings } from "./existing/subnets";
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
 * Checks with AWS that a cluster can be created in a network that exists, before anything is created.
 * @throws RunError with everything that is wrong with the VPC and its subnets
 */
export async function checkNetwork(...asked: Parameters<typeof judgeNetwork>): Promise<void> {
    await report(await judgeNetwork(...asked));
}

/**
 * Checks that what a stack stands on is there on a cluster that exists, and that nothing is installed twice.
 * @throws RunError with everything that is missing, or there already
 */
export async function checkExisting(...asked: Parameters<typeof judgeExisting>): Promise<void> {
    await report(await judgeExisting(...asked));
}

/** @throws RunError if there are problems */
async function report({ problems, warnings }: Findings): Promise<void> {
    const keyOf = settingKeys();
    for (const warning of warnings) {
        await pulumi.log.warn(keyOf(warning));
    }
    if (problems.length > 0) {
        throw new pulumi.RunError(problems.map((problem) => keyOf(problem)).join("\n"));
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
