import assert from "node:assert/strict";
import { accessEntries, withProfile } from "../../../components/cluster/access";
import { zoneProblem } from "../../../components/cluster/zones";
import { managedPolicyArn, partitionOf, trust } from "../../../components/shared/iam";
import { loadBalancerSpec } from "../../../components/cluster/loadBalancer";
import { loadBalancerControllerValues } from "../../../components/cluster/loadBalancerController";
import { loadBalancerControllerPolicy } from "../../../components/cluster/loadBalancerPolicy";
import { amiType } from "../../../components/cluster/nodeGroups";
import { pullThroughPolicy } from "../../../components/cluster/pullThrough";
import { zoneRanges } from "../../../components/cluster/subnets";
import { supportNotice } from "../../../components/cluster/support";

describe("subnets", () => {
    it("share out the network", () => {
        assert.deepEqual(zoneRanges("10.0.0.0/16", 3), [
            { private: "10.0.0.0/18", public: "10.0.192.0/20" },
            { private: "10.0.64.0/18", public: "10.0.208.0/20" },
            { private: "10.0.128.0/18", public: "10.0.224.0/20" },
        ]);
        assert.deepEqual(zoneRanges("172.31.240.0/20", 2)[1], {
            private: "172.31.244.0/22",
            public: "172.31.253.0/24",
        });
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

    // The settings say what is wrong, by key; here it only must not go on.
    for (const cidr of ["10.0.0.0/21", "10.0.0.0/8", "10.0.0.1/16", "10.0.0.300/16", "ten", "10.0.0.0/99"]) {
        it(`are refused in ${cidr}`, () => assert.throws(() => zoneRanges(cidr, 3), Error));
    }
    it("want two or three zones", () => assert.throws(() => zoneRanges("10.0.0.0/16", 1), /1 zones/));
});

describe("AWS facts", () => {
    it("follow the region", () => {
        assert.deepEqual(["eu-central-1", "cn-north-1", "us-gov-west-1", "us-east-1"].map(partitionOf), [
            "aws",
            "aws-cn",
            "aws-us-gov",
            "aws",
        ]);
        assert.equal(
            managedPolicyArn("cn-north-1", "AmazonEKS_CNI_Policy"),
            "arn:aws-cn:iam::aws:policy/AmazonEKS_CNI_Policy",
        );
    });

    it("tell which zones of an account EKS takes", () => {
        const account = {
            names: ["us-east-1a", "us-east-1b", "us-east-1c"],
            zoneIds: ["use1-az6", "use1-az3", "use1-az1"],
        };
        assert.equal(zoneProblem(["us-east-1a", "us-east-1c"], account, "us-east-1"), undefined);
        assert.equal(
            zoneProblem(["us-east-1a", "us-east-1b"], account, "us-east-1"),
            'cluster.network.zones[1]: got "us-east-1b", which is use1-az3 in this account, where EKS takes no subnet; ' +
                "allowed: us-east-1a, us-east-1c",
        );
        assert.equal(
            zoneProblem(["us-east-1f", "us-east-1a"], account, "us-east-1"),
            'cluster.network.zones[0]: got "us-east-1f", which this account does not have; ' +
                "allowed: us-east-1a, us-east-1c",
        );
    });

    it("let pods take a role only through EKS Pod Identity", () => {
        assert.deepEqual(trust("pods.eks.amazonaws.com").Statement, [
            {
                Effect: "Allow",
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Principal: { Service: "pods.eks.amazonaws.com" },
            },
        ]);
    });
});

describe("pull-through caches", () => {
    const account = "111122223333";
    const grants = (images: Record<string, string> | string): string[] | undefined =>
        pullThroughPolicy({ images })?.Statement.flatMap(({ Resource }) => Resource ?? []);

    it("let nodes make the repositories under their prefixes, and no others", () => {
        const images = {
            "docker.io": `${account}.dkr.ecr.eu-central-1.amazonaws.com/docker-hub/`,
            "quay.io": `${account}.dkr.ecr.eu-central-1.amazonaws.com/quay`,
            "ghcr.io": "registry.example.com/ghcr",
        };
        assert.deepEqual(grants(images), [
            `arn:aws:ecr:eu-central-1:${account}:repository/docker-hub/*`,
            `arn:aws:ecr:eu-central-1:${account}:repository/quay/*`,
        ]);
        assert.deepEqual(
            pullThroughPolicy({ images })?.Statement.map(({ Action }) => Action),
            [["ecr:CreateRepository", "ecr:BatchImportUpstreamImage"]],
        );
        assert.deepEqual(grants({ "docker.io": `${account}.dkr.ecr.cn-north-1.amazonaws.com.cn/hub` }), [
            `arn:aws-cn:ecr:cn-north-1:${account}:repository/hub/*`,
        ]);
        assert.deepEqual(grants({ "docker.io": `${account}.dkr-ecr.us-east-1.on.aws` }), [
            `arn:aws:ecr:us-east-1:${account}:repository/*`,
        ]);
    });

    it("are neither a registry elsewhere nor one for every image", () => {
        assert.equal(pullThroughPolicy({}), undefined);
        assert.equal(grants({ "docker.io": "registry.example.com/hub", "quay.io": "public.ecr.aws/quay" }), undefined);
        assert.equal(grants(`${account}.dkr.ecr.eu-central-1.amazonaws.com/mirror`), undefined);
    });
});

describe("support of a Kubernetes version", () => {
    const ends = "2026-12-02T00:00:00Z";
    const notice = (policy: "extended" | "standard", now: string): string | undefined =>
        supportNotice("1.33", policy, ends, new Date(now));

    it("is spoken of when its end is near, and of its price once it has come", () => {
        assert.equal(notice("extended", "2026-10-01T00:00:00Z"), undefined);
        assert.equal(
            notice("extended", "2026-10-10T00:00:00Z"),
            "cluster.version: Kubernetes 1.33 leaves EKS' standard support on 2026-12-02: " +
                "from then on the control plane costs six times as much. Raise the version by one",
        );
        assert.equal(
            notice("extended", "2027-01-01T00:00:00Z"),
            "cluster.version: Kubernetes 1.33 left EKS' standard support on 2026-12-02: " +
                "the control plane costs six times as much since then. Raise the version by one",
        );
        assert.equal(
            notice("standard", "2026-11-01T00:00:00Z"),
            "cluster.version: Kubernetes 1.33 leaves EKS' standard support on 2026-12-02: " +
                "AWS upgrades it by itself, and `up` fails until cluster.version says so too. Raise the version by one",
        );
        assert.equal(supportNotice("1.33", "extended", undefined, new Date()), undefined);
        assert.equal(supportNotice("1.33", "extended", "", new Date()), undefined);
    });
});

describe("access", () => {
    it("names entries after the principal, so that one more administrator moves nobody", () => {
        const entries = accessEntries(
            ["arn:aws:iam::111122223333:role/team/admin", "arn:aws:iam::111122223333:user/eve@example"],
            "eu-central-1",
        );
        assert.deepEqual(Object.keys(entries), ["111122223333-role-team-admin", "111122223333-user-eve-example"]);
        assert.equal(
            entries["111122223333-role-team-admin"]!.accessPolicies.admin.policyArn,
            "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        );
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
        for (const arm of [
            "m7g.large",
            "t4g.medium",
            "c7gn.xlarge",
            "r8gd.large",
            "im4gn.large",
            "a1.large",
            "g5g.xlarge",
        ]) {
            assert.equal(image(arm), "AL2023_ARM_64_STANDARD", arm);
        }
        for (const x86 of [
            "m7i.large",
            "t3.medium",
            "g5.xlarge",
            "g4dn.xlarge",
            "m7i-flex.large",
            "c6a.large",
            "u-6tb1.metal",
        ]) {
            assert.equal(image(x86), "AL2023_x86_64_STANDARD", x86);
        }
        assert.throws(() => image("m7g.large", "m7i.large"), /node group x mixes Arm with x86/);
    });
});

describe("load balancers", () => {
    it("are asked for by each owner's own class and label", () => {
        assert.deepEqual(loadBalancerSpec("eks-auto-mode", "internet-facing"), {
            className: "eks.amazonaws.com/nlb",
            annotations: {
                "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
                "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
                "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes":
                    "preserve_client_ip.enabled=true",
            },
            namespaceLabels: { "eks.amazonaws.com/pod-readiness-gate-inject": "enabled" },
        });
        const { className, namespaceLabels } = loadBalancerSpec("aws-load-balancer-controller", "internal");
        assert.deepEqual(
            [className, Object.keys(namespaceLabels)],
            ["service.k8s.aws/nlb", ["elbv2.k8s.aws/pod-readiness-gate-inject"]],
        );
    });

    it("are internal on clusters of others too, and nothing is said of them where they are public", () => {
        const annotations = (owner: "gke" | "aks", scheme: "internal" | "internet-facing"): object =>
            loadBalancerSpec(owner, scheme).annotations;
        assert.deepEqual(annotations("gke", "internal"), { "networking.gke.io/load-balancer-type": "Internal" });
        assert.deepEqual(annotations("aks", "internal"), {
            "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
        });
        assert.deepEqual([annotations("gke", "internet-facing"), annotations("aks", "internet-facing")], [{}, {}]);
        assert.equal(
            loadBalancerSpec("aws-load-balancer-controller", "internal").annotations[
                "service.beta.kubernetes.io/aws-load-balancer-scheme"
            ],
            "internal",
        );
    });

    it("have a controller whose image can be mirrored, and which asks the node for nothing", () => {
        const values = loadBalancerControllerValues(
            { clusterName: "c", region: "eu-central-1", vpcId: "vpc-1", serviceAccount: "a" },
            { images: "mirror.example/x" },
        );
        assert.deepEqual(values.image, {
            repository: "mirror.example/x/eks/aws-load-balancer-controller",
            tag: "v3.5.0",
        });
        assert.deepEqual([values.region, values.vpcId], ["eu-central-1", "vpc-1"]);
    });

    it("are changed and deleted only where they are this cluster's", () => {
        const { Statement } = loadBalancerControllerPolicy("mine", "us-gov-west-1");
        const destructive = Statement.filter(({ Action }) =>
            Action.some((action) => /:(Delete|Modify|Set)(LoadBalancer|TargetGroup|SecurityGroup)/.test(action)),
        );
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
