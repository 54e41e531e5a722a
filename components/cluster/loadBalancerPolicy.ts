import { partitionOf, type PolicyDocument, type PolicyStatement } from "../shared/iam";

/** The tag that the AWS Load Balancer Controller sets on everything it creates; its value is the cluster's name. */
const ownTag = "elbv2.k8s.aws/cluster";

/**
 * Permissions of the AWS Load Balancer Controller (v3.5): the part of its published policy that network load balancers
 * need. WAF, Shield, Cognito and certificate discovery are for Ingresses, which Kong serves here. Where the published
 * policy requires the controller's tag to exist, this one requires the cluster's name as its value, so that clusters of
 * one account cannot touch each other's resources.
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/install/iam_policy.json
 */
export function loadBalancerControllerPolicy(clusterName: string, region: string): PolicyDocument {
    const arn = (service: "ec2" | "elasticloadbalancing", resource: string) =>
        `arn:${partitionOf(region)}:${service}:*:*:${resource}`;
    const loadBalancers = arn("elasticloadbalancing", "loadbalancer/net/*/*");
    const targetGroups = arn("elasticloadbalancing", "targetgroup/*/*");
    const securityGroups = arn("ec2", "security-group/*");
    const makesOwn = { [`aws:RequestTag/${ownTag}`]: clusterName };
    const isOwn = { [`aws:ResourceTag/${ownTag}`]: clusterName };
    const tagUntouched = { [`aws:RequestTag/${ownTag}`]: "true" };

    return {
        Version: "2012-10-17",
        Statement: [
            allow(["iam:CreateServiceLinkedRole"], "*", {
                StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" },
            }),
            allow(describes, "*"),

            // No condition: the rules also go into the nodes' security group, which EKS created and tagged.
            allow(
                ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:CreateSecurityGroup"],
                "*",
            ),
            allow(["ec2:DeleteSecurityGroup"], "*", { StringEquals: isOwn }),
            allow(["ec2:CreateTags"], securityGroups, {
                StringEquals: { "ec2:CreateAction": "CreateSecurityGroup", ...makesOwn },
            }),
            allow(["ec2:CreateTags", "ec2:DeleteTags"], securityGroups, { StringEquals: isOwn, Null: tagUntouched }),

            allow(["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"], "*", {
                StringEquals: makesOwn,
            }),
            allow(["elasticloadbalancing:AddTags"], [loadBalancers, targetGroups], {
                StringEquals: {
                    "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup"],
                    ...makesOwn,
                },
            }),
            allow(["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"], [loadBalancers, targetGroups], {
                StringEquals: isOwn,
                Null: tagUntouched,
            }),
            allow(changes, "*", { StringEquals: isOwn }),

            allow(listeners, "*"),
            allow(
                ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
                arn("elasticloadbalancing", "listener/net/*/*/*"),
            ),
            allow(["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"], targetGroups),
        ],
    };
}

function allow(
    Action: string[],
    Resource: string | string[],
    Condition?: PolicyStatement["Condition"],
): PolicyStatement {
    return { Effect: "Allow", Action, Resource, ...(Condition && { Condition }) };
}

/** Read-only; AWS cannot restrict these to resources. */
const describes = [
    "ec2:DescribeAccountAttributes",
    "ec2:DescribeAddresses",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeCoipPools",
    "ec2:DescribeInstances",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeIpamPools",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
    "ec2:DescribeVpcPeeringConnections",
    "ec2:DescribeVpcs",
    "ec2:GetCoipPoolUsage",
    "ec2:GetSecurityGroupsForVpc",
    "elasticloadbalancing:DescribeCapacityReservation",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListenerCertificates",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeSSLPolicies",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "elasticloadbalancing:DescribeTrustStores",
];

/** Changes and deletions, only on resources tagged with the cluster's name. */
const changes = [
    "elasticloadbalancing:DeleteLoadBalancer",
    "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:ModifyCapacityReservation",
    "elasticloadbalancing:ModifyIpPools",
    "elasticloadbalancing:ModifyListenerAttributes",
    "elasticloadbalancing:ModifyLoadBalancerAttributes",
    "elasticloadbalancing:ModifyTargetGroup",
    "elasticloadbalancing:ModifyTargetGroupAttributes",
    "elasticloadbalancing:SetIpAddressType",
    "elasticloadbalancing:SetSecurityGroups",
    "elasticloadbalancing:SetSubnets",
];

/** The controller may create listeners without tags, so the published policy sets no condition either. */
const listeners = [
    "elasticloadbalancing:AddListenerCertificates",
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:RemoveListenerCertificates",
];
