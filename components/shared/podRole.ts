import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, trust } from "./iam";

/** A role for pods by EKS Pod Identity, and what must exist before the first pod. */
export interface PodRole {
    arn: pulumi.Input<string>;
    ready: pulumi.Resource[];
}

/**
 * Creates a role with its own policy.
 * @param args.policy what the pods may do
 */
export function podRole(
    name: string,
    { policy, tags }: { policy: pulumi.Input<PolicyDocument>; tags: Record<string, string> },
    opts: pulumi.CustomResourceOptions,
): PodRole {
    const assumeRolePolicy = JSON.stringify(trust("pods.eks.amazonaws.com"));
    const role = new aws.iam.Role(name, { assumeRolePolicy, tags }, opts);
    const document = pulumi.jsonStringify(policy);
    return { arn: role.arn, ready: [new aws.iam.RolePolicy(name, { role: role.id, policy: document }, opts)] };
}
