import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, trust } from "./iam";

/** A role that pods take by EKS Pod Identity, and what it needs before the first does. */
export interface PodRole {
    arn: pulumi.Input<string>;
    ready: pulumi.Resource[];
}

/** Makes one with a policy of its own. @param args.policy what the pods may do */
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
