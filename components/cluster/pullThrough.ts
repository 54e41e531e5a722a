import type { Registry } from "../../charts/registry";
import { partitionOf, type PolicyDocument } from "../shared/iam";

/** A private registry of ECR, with the repository prefix of the cache if there is one. */
const host = /^(?<account>\d{12})\.dkr[.-]ecr\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)/;
const ecr = new RegExp(`${host.source}(?:/(?<prefix>.*?))?/*$`);

/**
 * Permissions of nodes beyond pulling, for mirrors of single registries in ECR (pull-through caches): to create the
 * repository of an image that has not been pulled yet, and to import the image. AmazonEC2ContainerRegistryPullOnly has
 * the second, not the first. Undefined if no mirror is in ECR. Pure.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
 */
export function pullThroughPolicy({ images }: Registry): PolicyDocument | undefined {
    const mirrors = typeof images === "object" ? Object.values(images) : [];
    const repositories = mirrors.flatMap((mirror) => {
        const { account, region, prefix } = ecr.exec(mirror ?? "")?.groups ?? {};
        const path = prefix === undefined || prefix === "" ? "*" : `${prefix}/*`;
        return region === undefined ? [] : [`arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${path}`];
    });
    const Action = ["ecr:CreateRepository", "ecr:BatchImportUpstreamImage"];
    return repositories.length === 0
        ? undefined
        : { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: [...new Set(repositories)] }] };
}
