import { partitionOf } from "../shared/iam";

/** Who can reach the Kubernetes API. */
export interface Endpoint {
    /** From inside the VPC. */
    private: boolean;
    /** CIDRs that can reach it from the internet. Empty: none. */
    publicCidrs: string[];
}

/** An access entry that makes an IAM principal an administrator. */
export interface AdminEntry {
    principalArn: string;
    accessPolicies: { admin: { policyArn: string; accessScope: { type: "cluster" } } };
}

/** Access entries by a name that does not change when other entries are added or removed. */
export function accessEntries(admins: string[], region: string): Record<string, AdminEntry> {
    const policyArn = `arn:${partitionOf(region)}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`;
    const entry = (principalArn: string): AdminEntry => ({
        principalArn,
        accessPolicies: { admin: { policyArn, accessScope: { type: "cluster" } } },
    });
    return Object.fromEntries(admins.map((arn) => [entryName(arn), entry(arn)]));
}

/** `arn:aws:iam::111122223333:role/team/admin` becomes `111122223333-role-team-admin`. */
function entryName(arn: string): string {
    return arn
        .split(":")
        .slice(4)
        .join("-")
        .replace(/[^\w.-]+/g, "-");
}

/**
 * Adds an AWS profile to an EKS kubeconfig (JSON), whose login command is `aws eks get-token`. The kubeconfig of
 * @pulumi/eks sets no profile, but a provider with `aws:profile` needs it. Pure.
 */
export function withProfile(kubeconfig: string, profile: string | undefined): string {
    if (profile === undefined) {
        return kubeconfig;
    }
    const config: { users?: { user: { exec: { args: string[] } } }[] } = JSON.parse(kubeconfig);
    for (const { user } of config.users ?? []) {
        user.exec.args.push("--profile", profile);
    }
    return JSON.stringify(config);
}
