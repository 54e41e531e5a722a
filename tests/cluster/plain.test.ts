import assert from "node:assert/strict";
import { accessEntries, endpointProblem, withProfile } from "../../components/cluster/access";
import { defaultZones, managedPolicyArn, partitionOf, trust } from "../../components/cluster/aws";
import { networkLoadBalancer } from "../../components/cluster/loadBalancer";
import { loadBalancerControllerValues } from "../../components/cluster/loadBalancerController";
import { loadBalancerControllerPolicy } from "../../components/cluster/loadBalancerPolicy";
import { amiType } from "../../components/cluster/nodeGroups";
import { zoneRanges } from "../../components/cluster/subnets";

describe("subnets", () => {
    it("share out the network", () => {
        assert.deepEqual(zoneRanges("10.0.0.0/16", 3), [
            { private: "10.0.0.0/18", public: "10.0.192.0/20" },
            { private: "10.0.64.0/18", public: "10.0.208.0/20" },
            { private: "10.0.128.0/18", public: "10.0.224.0/20" },
        ]);
        assert.deepEqual(zoneRanges("172.31.240.0/20", 2)[1], { private: "172.31.244.0/22", public: "172.31.253.0/24" });
        assert.deepEqual(zoneRanges("192.168.0.0/16", 2)[0], { private: "192.168.0.0/18", public: "192.168.192.0/20" });
    });

    it("stay where they are when a third zone comes", () => {
        assert.deepEqual(zoneRanges("10.0.0.0/16", 3).slice(0, 2), zoneRanges("10.0.0.0/16", 2));
    });

    it("never overlap", () => {
        for (const prefix of [16, 17, 18, 19, 20]) {
            const spans = zoneRanges(`10.64.0.0/${prefix}`, 3)
                .flatMap((zone) => [zone.private, zone.public])
                .map((cidr) => {
                    const [address, length] = cidr.split("/") as [string, string];
                    const start = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
                    return { start, end: start + 2 ** (32 - Number(length)) };
                })
                .sort((left, right) => left.start - right.start);
            spans.slice(1).forEach(({ start }, index) => assert.ok(start >= spans[index]!.end));
            assert.ok(spans.at(-1)!.end <= spans[0]!.start + 2 ** (32 - prefix));
        }
    });

    for (const cidr of ["10.0.0.0/21", "10.0.0.0/8", "10.0.0.1/16", "10.0.0.300/16", "ten", "10.0.0.0/99"]) {
        it(`are refused in ${cidr}`, () => assert.throws(() => zoneRanges(cidr, 3), /^Error: cluster\.network\.cidr: got /));
    }
    it("want two or three zones", () => assert.throws(() => zoneRanges("10.0.0.0/16", 1), /cluster\.network\.zones/));
});

describe("AWS facts", () => {
    it("follow the region", () => {
        assert.deepEqual(["eu-central-1", "cn-north-1", "us-gov-west-1", "us-east-1"].map(partitionOf), ["aws", "aws-cn", "aws-us-gov", "aws"]);
        assert.equal(managedPolicyArn("cn-north-1", "AmazonEKS_CNI_Policy"), "arn:aws-cn:iam::aws:policy/AmazonEKS_CNI_Policy");
        assert.deepEqual(defaultZones("eu-central-1"), ["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
        assert.deepEqual(defaultZones("ca-central-1").at(-1), "ca-central-1d");
        assert.throws(() => defaultZones("us-west-1"), /cluster\.network\.zones/);
    });

    it("let pods take a role only through EKS Pod Identity", () => {
        assert.deepEqual(trust("pods.eks.amazonaws.com").Statement, [
            { Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Principal: { Service: "pods.eks.amazonaws.com" } },
        ]);
    });
});

describe("access", () => {
    it("finds endpoints that shut the nodes or everyone out", () => {
        assert.equal(endpointProblem({ private: true, publicCidrs: [] }), undefined);
        assert.equal(endpointProblem({ private: false, publicCidrs: ["0.0.0.0/0"] }), undefined);
        assert.match(endpointProblem({ private: false, publicCidrs: [] })!, /nothing could reach/);
        assert.match(endpointProblem({ private: false, publicCidrs: ["198.51.100.0/24"] })!, /never join/);
    });

    it("names entries after the principal, so that one more administrator moves nobody", () => {
        const entries = accessEntries(["arn:aws:iam::111122223333:role/team/admin", "arn:aws:iam::111122223333:user/eve@example"], "eu-central-1");
        assert.deepEqual(Object.keys(entries), ["111122223333-role-team-admin", "111122223333-user-eve-example"]);
        assert.equal(entries["111122223333-role-team-admin"]!.accessPolicies.admin.policyArn, "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy");
    });

    it("adds a profile to the login command", () => {
        const config = JSON.stringify({ users: [{ name: "aws", user: { exec: { args: ["eks", "get-token"] } } }] });
        assert.equal(withProfile(config, undefined), config);
        assert.match(withProfile(config, "prod"), /\["eks","get-token","--profile","prod"\]/);
    });
});

describe("node groups", () => {
    it("take the image of their architecture", () => {
        const image = (...instanceTypes: string[]) => amiType({ name: "x", instanceTypes });
        for (const arm of ["m7g.large", "t4g.medium", "c7gn.xlarge", "r8gd.large", "im4gn.large", "a1.large", "g5g.xlarge"]) {
            assert.equal(image(arm), "AL2023_ARM_64_STANDARD", arm);
        }
        for (const x86 of ["m7i.large", "t3.medium", "g5.xlarge", "g4dn.xlarge", "m7i-flex.large", "c6a.large", "u-6tb1.metal"]) {
            assert.equal(image(x86), "AL2023_x86_64_STANDARD", x86);
        }
        assert.throws(() => image("m7g.large", "m7i.large"), /cluster\.compute\.groups: x mixes Arm \(m7g\.large\)/);
    });
});

describe("load balancers", () => {
    it("are asked for by each owner's own class and label", () => {
        assert.deepEqual(networkLoadBalancer("eks-auto-mode", "internet-facing"), {
            className: "eks.amazonaws.com/nlb",
            annotations: {
                "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
                "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
                "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
            },
            namespaceLabels: { "eks.amazonaws.com/pod-readiness-gate-inject": "enabled" },
        });
        const { className, namespaceLabels } = networkLoadBalancer("aws-load-balancer-controller", "internal");
        assert.deepEqual([className, Object.keys(namespaceLabels)], ["service.k8s.aws/nlb", ["elbv2.k8s.aws/pod-readiness-gate-inject"]]);
    });

    it("have a controller whose image can be mirrored, and which asks the node for nothing", () => {
        const values = loadBalancerControllerValues({ clusterName: "c", region: "eu-central-1", vpcId: "vpc-1" }, { images: "mirror.example/x" });
        assert.deepEqual(values.image, { repository: "mirror.example/x/eks/aws-load-balancer-controller", tag: "v3.5.0" });
        assert.deepEqual([values.region, values.vpcId], ["eu-central-1", "vpc-1"]);
    });

    it("are changed and deleted only where they are this cluster's", () => {
        const { Statement } = loadBalancerControllerPolicy("mine", "us-gov-west-1");
        const destructive = Statement.filter(({ Action }) => Action.some((action) => /:(Delete|Modify|Set)(LoadBalancer|TargetGroup|SecurityGroup)/.test(action)));
        assert.ok(destructive.length > 0);
        for (const { Condition, Action } of destructive) {
            assert.equal(Condition?.StringEquals?.["aws:ResourceTag/elbv2.k8s.aws/cluster"], "mine", Action.join());
        }
        assert.ok(!JSON.stringify(Statement).includes("arn:aws:"));
    });

    it("need a policy that fits into a role", () => {
        // 10,240 characters for all inline policies of a role together, blanks not counted.
        assert.ok(JSON.stringify(loadBalancerControllerPolicy("n".repeat(100), "eu-central-1")).length < 10_000);
    });
});
