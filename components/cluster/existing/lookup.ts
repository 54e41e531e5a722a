import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { didYouMean } from "../../../model/didYouMean";
import { settingKeys } from "../../shared/settingKey";
import type { AddOnName } from "../addOn";
import { type Answer, answerOf } from "./answer";

/** A cluster as AWS describes it. In the offline plan all of it is unknown. */
export type FoundCluster = Pick<aws.eks.GetClusterResult, "endpoint" | "version" | "status" | "vpcConfig"> & {
    /** The certificate authority's certificate, Base64. */
    authority: string;
    autoMode: boolean;
};

/** @throws RunError if the account has no such cluster in this region */
export async function findCluster(name: string, region: string): Promise<FoundCluster> {
    const answer = await answerOf(aws.eks.getCluster({ name }));
    if ("unknown" in answer) {
        throw new pulumi.RunError(settingKeys()(`cluster.name: ${name}: ${answer.unknown}`));
    }
    if ("missing" in answer) {
        const there = await answerOf(aws.eks.getClusters({}));
        const names = "found" in there ? there.found.names : [];
        const hint = didYouMean(name, names, names.join(", ") || "none: there is no cluster");
        throw new pulumi.RunError(
            settingKeys()(`cluster.name: got "${name}", which this account does not have in ${region}${hint}`),
        );
    }
    const { endpoint, version, status, vpcConfig, certificateAuthorities, computeConfigs } = answer.found;
    return {
        endpoint,
        version,
        status,
        vpcConfig,
        authority: certificateAuthorities[0]?.data ?? "",
        autoMode: computeConfigs?.[0]?.enabled === true,
    };
}

/** One of the cluster's add-ons. */
export interface FoundAddOn {
    tags: Record<string, string>;
    /** JSON by the add-on's own schema; empty without any. */
    configuration: string;
}

export async function findAddOn(clusterName: string, addonName: AddOnName): Promise<Answer<FoundAddOn>> {
    const answer = await answerOf(aws.eks.getAddon({ clusterName, addonName }));
    return "found" in answer
        ? { found: { tags: answer.found.tags, configuration: answer.found.configurationValues } }
        : answer;
}
