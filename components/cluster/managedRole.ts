import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { managedPolicyArn, type PolicyDocument } from "../shared/iam";

/** A role with policies that AWS manages, and these attachments, before which it can do nothing. */
export interface ManagedRole {
    role: aws.iam.Role;
    policies: pulumi.Resource[];
}

export function managedRole(
    name: string,
    args: { trusted: PolicyDocument; policies: string[]; region: string; tags: Record<string, string> },
    opts: pulumi.CustomResourceOptions,
): ManagedRole {
    const { trusted, policies, region, tags } = args;
    const role = new aws.iam.Role(name, { assumeRolePolicy: JSON.stringify(trusted), tags }, opts);
    return {
        role,
        policies: policies.map(
            (policy) =>
                new aws.iam.RolePolicyAttachment(
                    `${name}-${policy.split("/").at(-1)}`,
                    { role: role.name, policyArn: managedPolicyArn(region, policy) },
                    opts,
                ),
        ),
    };
}
