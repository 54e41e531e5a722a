import { partitionOf, type PolicyDocument, type PolicyStatement } from "../shared/iam";

/** The tag that the AWS Load Balancer Controller puts on all it makes; its value is the cluster's name. */
const ownTag = "elbv2.k8s.aws/cluster";

/**
 * What the AWS Load Balancer Controller (v3.5) may do: the part of its published policy that network load balancers
 * need. WAF, Shield, Cognito and certificate discovery belong to Ingresses, which Kong serves here. Where the published
 * policy asks for the controller's tag to be there, this one asks for this cluster's name in it, so that clusters of
 * one account can't touch each other's.
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

            // The rules also go into the nodes' security group, which EKS made and tagged, hence no condition.
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

/** Reading; AWS has no way to narrow these. */
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

/** Changing and deleting what bears the cluster's name. */
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

/** Listeners are made without tags at times, so the published policy sets no condition either. */
const listeners = [
    "elasticloadbalancing:AddListenerCertificates",
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:RemoveListenerCertificates",
];
