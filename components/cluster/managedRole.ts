import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { managedPolicyArn, type PolicyDocument, trust } from "../shared/iam";
import type { AddOnArgs } from "./addOn";

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

/** The role of the EBS driver, as its add-on takes it. */
export function ebsDriverRole(
    name: string,
    where: { region: string; tags: Record<string, string> },
    opts: pulumi.CustomResourceOptions,
): Required<Pick<AddOnArgs, "identity">> & Pick<ManagedRole, "policies"> {
    const policies = ["service-role/AmazonEBSCSIDriverPolicy"];
    const made = managedRole(name, { trusted: trust("pods.eks.amazonaws.com"), policies, ...where }, opts);
    return {
        identity: { serviceAccount: "ebs-csi-controller-sa", roleArn: made.role.arn },
        policies: made.policies,
    };
}
