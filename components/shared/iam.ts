/** The AWS partition of a region, as in ARNs. */
export function partitionOf(region: string): string {
    const partitions: Record<string, string> = { "cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc" };
    return Object.entries(partitions).find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/** The ARN of an AWS managed policy. */
export function managedPolicyArn(region: string, policy: string): string {
    return `arn:${partitionOf(region)}:iam::aws:policy/${policy}`;
}

/** An IAM policy document, as far as it is used here. */
export interface PolicyDocument {
    Version: "2012-10-17";
    Statement: PolicyStatement[];
}

export interface PolicyStatement {
    Effect: "Allow";
    Action: string[];
    Resource?: string | string[];
    Principal?: { Service: string };
    Condition?: Record<string, Record<string, string | string[]>>;
}

/**
 * Lets an AWS service assume a role. Pods do so through `pods.eks.amazonaws.com` (EKS Pod Identity), which also tags
 * the session.
 */
export function trust(service: "ec2.amazonaws.com" | "pods.eks.amazonaws.com"): PolicyDocument {
    const Action = service === "ec2.amazonaws.com" ? ["sts:AssumeRole"] : ["sts:AssumeRole", "sts:TagSession"];
    return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Principal: { Service: service } }] };
}

/**
 * The annotation that makes a service account assume a role by IRSA; EKS' webhook reads it. Empty without a role.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function roleAnnotations(roleArn: string | undefined): Record<string, string> {
    return roleArn === undefined ? {} : { "eks.amazonaws.com/role-arn": roleArn };
}
