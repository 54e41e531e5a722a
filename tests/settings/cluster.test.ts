import assert from "node:assert/strict";
import { check, lines, problems, valid } from "./helpers";

const { compute } = valid.cluster as { compute: object };
const eks = (more: object): { cluster: object } => ({ cluster: { kind: "eks", ...more } });
const inRegion = (region: string, zones?: string[]): string[] =>
    lines(check(eks({ network: { zones } }), region).problems);

describe("settings of the cluster", () => {
    it("ask for zones where their letters differ by account and EKS does not take each", () => {
        for (const region of ["us-east-1", "us-west-1"]) {
            assert.deepEqual(inRegion(region), [
                "p:cluster.network.zones: missing; allowed: two or three zones. Their letters differ by account in " +
                    `${region}, and EKS does not support all of them: docs/aws.md has the command that lists them`,
            ]);
        }
        assert.deepEqual(inRegion("us-east-1", ["us-east-1a", "us-east-1c", "us-east-1f"]), []);
        assert.deepEqual(inRegion("us-west-1", ["us-west-1a", "us-west-1c"]), []);
        assert.deepEqual(
            ["eu-central-1", "ca-central-1", "ap-northeast-1", "us-west-2"].flatMap((region) => inRegion(region)),
            [],
        );
    });

    it("refuse what is no zone of the region", () => {
        const zone = (second: string): string[] => inRegion("eu-central-1", ["eu-central-1a", second]);
        assert.deepEqual(zone("eu-central-1q"), [
            'p:cluster.network.zones[1]: got "eu-central-1q"; allowed: an availability zone such as eu-central-1a',
        ]);
        assert.deepEqual(zone("us-west-2-lax-1a").length, 1);
        for (const other of ["eu-west-1a", "eu-central-2a"]) {
            assert.deepEqual(zone(other), [
                `p:cluster.network.zones[1]: got "${other}"; allowed: zones of aws:region (eu-central-1)`,
            ]);
        }
        assert.deepEqual(zone("eu-central-1a"), [
            'p:cluster.network.zones[1]: got "eu-central-1a" twice; allowed: each zone once',
        ]);
        const letters = (count: number): string[] =>
            [..."abcdef"].slice(0, count).map((letter) => `eu-central-1${letter}`);
        assert.match(
            inRegion("eu-central-1", letters(1))[0] ?? "",
            /allowed: two zones, which EKS asks for, or three$/,
        );
        assert.match(
            inRegion("eu-central-1", letters(4))[0] ?? "",
            /allowed: two zones, which EKS asks for, or three$/,
        );
    });

    it("name every problem of the network and the node groups at once", () => {
        const group = (name: string, ...instanceTypes: string[]): object => ({
            ...{ name, instanceTypes, minSize: 1, maxSize: 1 },
        });
        const groups = [group("mixed", "m7i.large", "m7g.large"), group("arm", "m7g.large", "c7gn.large")];
        const network = { cidr: "10.0.0.0/21", zones: ["eu-central-1a", "eu-west-1b"] };
        assert.deepEqual(problems(eks({ network, compute: { kind: "managed-node-groups", groups } })), [
            'p:cluster.network.zones[1]: got "eu-west-1b"; allowed: zones of aws:region (eu-central-1)',
            'p:cluster.network.cidr: got "10.0.0.0/21"; allowed: a /16 to /20, so that three zones have room for pods',
            "p:cluster.compute.groups[0].instanceTypes: got m7i.large, m7g.large; allowed: one processor architecture " +
                "in a group, which its machine image follows (Arm: m7g.large)",
        ]);
    });

    it("take labels and taints of a group, leave one without, and none of Kubernetes' own", () => {
        const group = (name: string, more: object): object => ({
            ...{ name, instanceTypes: ["m7i.large"], minSize: 1, maxSize: 1 },
            ...more,
        });
        const found = (...groups: object[]): string[] =>
            problems(eks({ compute: { kind: "managed-node-groups", groups } }));
        const taints = [{ key: "example.com/pool", value: "edge", effect: "NoSchedule" }];
        const labels = { "example.com/pool": "edge", "node.kubernetes.io/pool": "edge" };
        assert.deepEqual(found(group("edge", { labels, taints }), group("general", {})), []);
        assert.deepEqual(found(group("edge", { taints })), [
            "p:cluster.compute.groups: got taints on every group; allowed: one group at least without, for all that this program installs",
        ]);
        for (const key of ["kubernetes.io/role", "node-role.kubernetes.io/edge", "eks.amazonaws.com/pool"]) {
            assert.match(String(found(group("edge", { labels: { [key]: "x" } }))), /no prefix of Kubernetes or EKS/);
        }
    });

    it("refuse what is no region, and know those with a longer prefix", () => {
        for (const region of ["eu-central", "EU-CENTRAL-1", "eu-central-1a", "Frankfurt"]) {
            assert.deepEqual(inRegion(region), [`aws:region: got "${region}"; allowed: a region such as eu-central-1`]);
        }
        for (const region of ["us-gov-west-1", "eusc-de-east-1", "ap-southeast-7"]) {
            assert.deepEqual(inRegion(region, [`${region}a`, `${region}b`]), []);
        }
    });

    it("refuse a version in which Grafana would never start", () => {
        assert.deepEqual(problems(eks({ version: "1.28" })), [
            'p:cluster.version: got "1.28"; allowed: a Kubernetes minor version from 1.29 on, such as 1.35',
        ]);
        assert.deepEqual(
            ["1.29", "1.30", "1.36"].flatMap((version) => problems(eks({ version }))),
            [],
        );
    });

    it("refuse a range that begins in its middle, and say each range's fault once", () => {
        const ranges = (...publicCidrs: string[]): string[] => problems(eks({ endpoint: { publicCidrs } }));
        assert.deepEqual(ranges("52.94.7.9/20", "10.0.0.0/33", "52.94.76.9/32", "0.0.0.0/0"), [
            'p:cluster.endpoint.publicCidrs[0]: got "52.94.7.9/20"; allowed: a range from its first address on, 52.94.0.0/20',
            'p:cluster.endpoint.publicCidrs[1]: got "10.0.0.0/33"; ' +
                "allowed: an IPv4 range such as 203.0.113.7/32, which is one address",
        ]);
        assert.deepEqual(problems(eks({ network: { cidr: "10.0.200.0/16" } })), [
            'p:cluster.network.cidr: got "10.0.200.0/16"; allowed: a range from its first address on, 10.0.0.0/16',
        ]);
    });

    it("pin add-ons that the kind of nodes has", () => {
        const pins = (addOnVersions: object, nodes: object = { kind: "auto-mode" }): string[] =>
            problems(eks({ compute: nodes, addOnVersions }));
        assert.deepEqual(
            pins(
                {
                    "vpc-cni": "v1.20.4-eksbuild.1",
                    coredns: "v1.12.4-eksbuild.1",
                    "metrics-server": "v0.8.0-eksbuild.2",
                },
                compute,
            ),
            [],
        );
        assert.deepEqual(pins({ "metrics-server": "v0.8.0-eksbuild.2" }), []);
        assert.deepEqual(pins({ "vpc-cni": "v1.20.4-eksbuild.1" }), [
            'p:cluster.addOnVersions.vpc-cni: got "v1.20.4-eksbuild.1"; ' +
                "allowed: metrics-server alone with compute.kind auto-mode, which has vpc-cni built in",
        ]);
        assert.deepEqual(pins({ "vpc-cni": "1.20.4" }, compute), [
            'p:cluster.addOnVersions.vpc-cni: got "1.20.4"; ' +
                "allowed: a version of the add-on as AWS lists it, such as v1.MINOR.PATCH-eksbuild.1",
        ]);
        assert.match(pins({ "vpc-cnl": "v1.20.4-eksbuild.1" }, compute)[0] ?? "", /did you mean "vpc-cni"/);
    });

    it("keep a version in extended support, unless they say otherwise", () => {
        const policy = (more: object): unknown =>
            (check(eks(more)).settings.cluster as { upgradePolicy?: string }).upgradePolicy;
        assert.deepEqual([policy({}), policy({ upgradePolicy: "standard" })], ["extended", "standard"]);
        assert.deepEqual(problems(eks({ upgradePolicy: "STANDARD" })), [
            'p:cluster.upgradePolicy: got "STANDARD"; allowed: extended, standard',
        ]);
    });

    it("let in no range from which nothing comes, and leave documentation ranges to the policies", () => {
        const open = (...publicCidrs: string[]): string[] => problems(eks({ endpoint: { publicCidrs } }));
        for (const range of [
            "10.0.0.0/8",
            "10.1.2.3/32",
            "172.16.0.0/12",
            "172.31.0.0/16",
            "192.168.1.0/24",
            "100.64.0.0/10",
            "127.0.0.1/32",
            "169.254.0.0/16",
        ]) {
            assert.deepEqual(open(range), [
                `p:cluster.endpoint.publicCidrs[0]: got "${range}"; allowed: a range of public addresses; ` +
                    "inside the VPC the endpoint answers by cluster.endpoint.private",
            ]);
        }
        assert.deepEqual(
            open("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "172.32.0.0/16", "11.0.0.0/8", "203.0.113.0/24"),
            [],
        );
    });

    it("refuse an internal gateway that nobody could be told to make", () => {
        const internal = { type: "LoadBalancer", scheme: "internal" };
        const hybrid = {
            topology: "hybrid",
            edition: "open-source",
            dataPlanes: [{ name: "a" }, { name: "b", proxy: internal }],
        };
        const controller = { topology: "ingress-controller", edition: "open-source", gateways: { proxy: internal } };
        const message =
            'got "internal"; allowed with cluster.kind kubeconfig: internal together with cluster.loadBalancers';
        const found = (cluster: object, kong: object): string[] =>
            problems({ cluster, kong, kongLicense: undefined }).map((line) => line.split(",")[0] ?? "");
        assert.deepEqual(found({ kind: "kubeconfig" }, hybrid), [`p:kong.dataPlanes[1].proxy.scheme: ${message}`]);
        assert.deepEqual(found({ kind: "kubeconfig" }, controller), [`p:kong.gateways.proxy.scheme: ${message}`]);
        for (const loadBalancers of ["aws-load-balancer-controller", "eks-auto-mode", "gke", "aks"]) {
            assert.deepEqual(found({ kind: "kubeconfig", loadBalancers }, hybrid), []);
        }
        assert.deepEqual(found({ kind: "eks", compute }, hybrid), []);
        assert.deepEqual(found({ kind: "kubeconfig" }, { ...hybrid, dataPlanes: [{ name: "a" }] }), []);
    });
});
