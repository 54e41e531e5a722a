import assert from "node:assert/strict";
import { connectCluster } from "../../../components/cluster/connect";
import type { ClusterConnection } from "../../../components/cluster/connection";
import type { Compute, EksClusterArgs } from "../../../components/cluster/eks";
import type { Registry } from "../../../charts/registry";
import { record, type Registered } from "./recorder";

const groups = [{ name: "general", instanceTypes: ["m7g.large"], minSize: 2, maxSize: 4 }];
const modes: Compute[] = [{ kind: "auto-mode" }, { kind: "managed-node-groups", groups }];

function args(compute: Compute, more: Partial<EksClusterArgs> = {}): EksClusterArgs {
    return {
        kind: "eks",
        name: "kong-prod",
        region: "eu-central-1",
        network: { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"], natGateways: "one-per-zone" },
        upgradePolicy: "extended",
        tags: { project: "kong", stack: "prod" },
        compute,
        endpoint: { private: true, publicCidrs: ["203.0.113.0/24"] },
        admins: ["arn:aws:iam::111122223333:role/team/admin"],
        protect: true,
        ...more,
    };
}

async function plan(
    compute: Compute,
    preview: boolean,
    more: Partial<EksClusterArgs> = {},
    registry: Registry = {},
): Promise<{ all: Map<string, Registered>; connection: ClusterConnection }> {
    let connection: ClusterConnection | undefined;
    const all = await record(preview, async () => {
        connection = await connectCluster("cluster", args(compute, more), { registry });
    });
    return { all, connection: connection! };
}

function get(all: Map<string, Registered>, key: string): Registered {
    return all.get(key) ?? assert.fail(`${key} is not among\n${[...all.keys()].join("\n")}`);
}

describe("EKS cluster", () => {
    it("managed-node-groups: hands labels and taints on, in the words of EKS", async () => {
        const labels = { "example.com/pool": "edge" };
        const taints = [{ key: "example.com/pool", value: "edge", effect: "NoExecute" as const }];
        const edge = { name: "edge", instanceTypes: ["m7g.large"], minSize: 1, maxSize: 1, labels, taints };
        const { all } = await plan({ kind: "managed-node-groups", groups: [...groups, edge] }, true);
        const { inputs } = get(all, "aws:eks/nodeGroup:NodeGroup cluster-nodes-edge");
        assert.deepEqual(inputs.labels, labels);
        assert.deepEqual(inputs.taints, [{ key: "example.com/pool", value: "edge", effect: "NO_EXECUTE" }]);
        assert.equal(get(all, "aws:eks/nodeGroup:NodeGroup cluster-nodes-general").inputs.taints, undefined);
    });

    for (const mode of modes) {
        it(`${mode.kind}: the first preview, with a cluster still unknown, shows the same resources as the update`, async () => {
            const [preview, update] = [await plan(mode, true), await plan(mode, false)];
            assert.deepEqual([...preview.all.keys()].sort(), [...update.all.keys()].sort());
            assert.ok(preview.all.size > 30);
        });

        it(`${mode.kind}: protects and encrypts`, async () => {
            const { all } = await plan(mode, true);
            const cluster = get(all, "eks:index:Cluster cluster-eks");
            assert.equal(cluster.protect, true);
            assert.equal(get(all, "aws:kms/key:Key cluster-secrets").protect, true);
            assert.equal(cluster.inputs.deletionProtection, true);
            assert.equal(cluster.inputs.authenticationMode, "API");
            assert.equal(cluster.inputs.endpointPublicAccess, true);
            const storage = get(all, "kubernetes:storage.k8s.io/v1:StorageClass cluster-storage");
            assert.deepEqual(storage.inputs.parameters, { type: "gp3", encrypted: "true" });
        });

        it(`${mode.kind}: waits for its log group and for every part of the network`, async () => {
            const { all } = await plan(mode, false);
            const { dependencies } = get(all, "eks:index:Cluster cluster-eks");
            assert.ok(dependencies.includes("cluster-log"));
            for (const { type, name } of all.values()) {
                if (type.startsWith("aws:ec2/") && name.startsWith("cluster-network")) {
                    assert.ok(dependencies.includes(name), `${type} ${name}`);
                }
            }
        });

        it(`${mode.kind}: is made without a public endpoint where nobody is let in`, async () => {
            const { all } = await plan(mode, true, { endpoint: { private: true, publicCidrs: [] } });
            const { inputs } = get(all, "eks:index:Cluster cluster-eks");
            assert.equal(inputs.endpointPublicAccess, false);
            assert.equal(inputs.publicAccessCidrs, undefined);
        });
    }

    it("is made in a VPC that exists, of which it makes nothing but tags that are asked for", async () => {
        const network = { vpcId: "vpc-1", privateSubnetIds: ["subnet-a", "subnet-b"], publicSubnetIds: ["subnet-c"] };
        const made = async (tagSubnets: boolean): Promise<Awaited<ReturnType<typeof plan>>> =>
            plan(modes[1]!, true, { network: { ...network, tagSubnets } });
        const { all, connection } = await made(false);
        assert.deepEqual(get(all, "eks:index:Cluster cluster-eks").inputs.subnetIds, network.privateSubnetIds);
        assert.deepEqual(
            get(all, "aws:eks/nodeGroup:NodeGroup cluster-nodes-general").inputs.subnetIds,
            network.privateSubnetIds,
        );
        assert.deepEqual(
            [...all.keys()].filter((key) => key.startsWith("aws:ec2/") && !key.includes("LaunchTemplate")),
            [],
        );
        const { annotations } = connection.layer.loadBalancers["internet-facing"];
        assert.equal(annotations["service.beta.kubernetes.io/aws-load-balancer-subnets"], "subnet-c");

        const tags = [...(await made(true)).all.values()].filter(({ type }) => type === "aws:ec2/tag:Tag");
        assert.deepEqual(
            tags.map(({ inputs }) => [inputs.resourceId, inputs.key, inputs.value]),
            [
                ["subnet-a", "kubernetes.io/role/internal-elb", "1"],
                ["subnet-b", "kubernetes.io/role/internal-elb", "1"],
                ["subnet-c", "kubernetes.io/role/elb", "1"],
            ],
        );
    });

    it("lets nodes fill a pull-through cache, before the first of them pulls", async () => {
        const registry = { images: { "docker.io": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/hub" } };
        const [auto, groups] = [await plan(modes[0]!, false, {}, registry), await plan(modes[1]!, false, {}, registry)];
        const policy = get(auto.all, "aws:iam/rolePolicy:RolePolicy cluster-pull-through");
        assert.deepEqual(
            policy.inputs.policy,
            get(groups.all, "aws:iam/rolePolicy:RolePolicy cluster-nodes-node-pull-through").inputs.policy,
        );
        assert.match(String(policy.inputs.policy), /ecr:CreateRepository.*repository\/hub\/\*/);
        assert.equal(auto.connection.ready.length, 5);
        assert.ok(
            get(groups.all, "aws:eks/nodeGroup:NodeGroup cluster-nodes-general").dependencies.includes(
                "cluster-nodes-node-pull-through",
            ),
        );
        assert.ok(![...(await plan(modes[0]!, false)).all.keys()].some((key) => key.includes("pull-through")));
    });

    it("tells whose it is on everything, and in the names of its network", async () => {
        for (const mode of modes) {
            const { all } = await plan(mode, true);
            const tagged = [...all.values()].filter(({ type }) =>
                /^aws:(ec2\/(?!route:|routeTableAssociation|launchTemplate)|kms|cloudwatch|iam\/role:|eks\/nodeGroup)|^eks:/.test(
                    type,
                ),
            );
            assert.ok(tagged.length > 20);
            for (const { type, name, inputs } of tagged) {
                const tags = inputs.tags as Record<string, string>;
                assert.deepEqual([tags.project, tags.stack], ["kong", "prod"], `${type} ${name}`);
                assert.ok(!type.startsWith("aws:ec2/") || /^kong-prod(-|$)/.test(tags.Name ?? ""), `${type} ${name}`);
            }
        }
    });

    it("tells policies what is meant", async () => {
        const { all } = await plan(modes[0]!, true);
        const { inputs } = get(all, "kong-observability:cluster:EksCluster cluster");
        assert.deepEqual(inputs, {
            clusterName: "kong-prod",
            region: "eu-central-1",
            version: "1.35",
            upgradePolicy: "extended",
            addOnVersions: {},
            compute: "auto-mode",
            endpoint: { private: true, publicCidrs: ["203.0.113.0/24"] },
            admins: ["arn:aws:iam::111122223333:role/team/admin"],
            logTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            protect: true,
            secretsEncrypted: true,
            volumesEncrypted: true,
        });
    });

    it("is told what to do at the end of standard support", async () => {
        const supportOf = async (upgradePolicy: "extended" | "standard"): Promise<unknown> =>
            get((await plan(modes[0]!, true, { upgradePolicy })).all, "eks:index:Cluster cluster-eks").inputs
                .upgradePolicy;
        assert.deepEqual(
            [await supportOf("extended"), await supportOf("standard")],
            [{ supportType: "EXTENDED" }, { supportType: "STANDARD" }],
        );
    });

    it("takes add-ons in pinned versions, and asks AWS for the others", async () => {
        const { all } = await plan(modes[1]!, true, { addOnVersions: { "vpc-cni": "v1.20.4-eksbuild.1" } });
        const versionOf = (addOn: string): unknown =>
            get(all, `aws:eks/addon:Addon cluster-nodes-${addOn}`).inputs.addonVersion;
        assert.equal(versionOf("vpc-cni"), "v1.20.4-eksbuild.1");
        assert.notEqual(versionOf("coredns"), "v1.20.4-eksbuild.1");
        assert.ok(versionOf("coredns") !== undefined);
    });

    it("refuses an endpoint that nodes could not reach", async () => {
        const endpoint = { private: false, publicCidrs: ["203.0.113.0/24"] };
        await assert.rejects(
            connectCluster("cluster", args(modes[0]!, { endpoint }), { registry: {} }),
            /nodes reach the Kubernetes API/,
        );
    });

    describe("in Auto Mode", () => {
        it("installs nothing that Auto Mode has built in", async () => {
            const { all, connection } = await plan(modes[0]!, true);
            const names = [...all.values()]
                .filter(({ type }) => type === "aws:eks/addon:Addon")
                .map(({ name }) => name);
            assert.deepEqual(names, ["cluster-metrics-server"]);
            assert.ok(![...all.keys()].some((key) => /NodeGroup|helm/.test(key)));
            const { inputs } = get(all, "eks:index:Cluster cluster-eks");
            assert.deepEqual(inputs.autoMode, { enabled: true, createNodeRole: true });
            assert.equal((inputs.corednsAddonOptions as { enabled: boolean }).enabled, false);
            assert.equal(connection.layer.loadBalancers.internal?.className, "eks.amazonaws.com/nlb");
        });

        it("turns network policies on", async () => {
            const { all } = await plan(modes[0]!, true);
            assert.deepEqual(get(all, "kubernetes:core/v1:ConfigMapPatch cluster-network-policies").inputs.data, {
                "enable-network-policy-controller": "true",
            });
        });
    });

    describe("with managed node groups", () => {
        it("brings up the network plugin, then nodes, then what runs on them", async () => {
            const { all } = await plan(modes[1]!, false);
            const nodes = get(all, "aws:eks/nodeGroup:NodeGroup cluster-nodes-general");
            for (const name of [
                "cluster-nodes-vpc-cni",
                "cluster-nodes-kube-proxy",
                "cluster-nodes-eks-pod-identity-agent",
                "cluster-nodes-node-AmazonEKS_CNI_Policy",
            ]) {
                assert.ok(nodes.dependencies.includes(name), name);
            }
            for (const name of ["coredns", "metrics-server", "aws-ebs-csi-driver"]) {
                assert.ok(
                    get(all, `aws:eks/addon:Addon cluster-nodes-${name}`).dependencies.includes(nodes.name),
                    name,
                );
            }
        });

        it("installs the load-balancer controller last, so that it goes first, and with its rights until then", async () => {
            const { all, connection } = await plan(modes[1]!, false);
            const { dependencies } = get(all, "kubernetes:helm.sh/v3:Release cluster-load-balancers");
            assert.ok(dependencies.includes("cluster-load-balancers"), "the pod identity association");
            const identity = get(all, "aws:eks/podIdentityAssociation:PodIdentityAssociation cluster-load-balancers");
            // The association waits for its role's policy, and the node groups stand before each of these (above).
            assert.ok(identity.dependencies.includes("cluster-load-balancers"));
            const policy = get(all, "aws:iam/rolePolicy:RolePolicy cluster-load-balancers");
            for (const name of [
                "cluster-nodes-metrics-server",
                "cluster-nodes-coredns",
                "cluster-nodes-aws-ebs-csi-driver",
            ]) {
                assert.ok(policy.dependencies.includes(name), name);
            }
            assert.equal(connection.ready.length, 2);
            assert.equal(connection.layer.loadBalancers.internal?.className, "service.k8s.aws/nlb");
        });

        it("keeps node roles from pods, and root volumes encrypted", async () => {
            const { inputs } = get(
                (await plan(modes[1]!, true)).all,
                "aws:ec2/launchTemplate:LaunchTemplate cluster-nodes-general",
            );
            assert.deepEqual(inputs.metadataOptions, {
                httpEndpoint: "enabled",
                httpTokens: "required",
                httpPutResponseHopLimit: 1,
            });
            assert.match(JSON.stringify(inputs.blockDeviceMappings), /"encrypted":"true"/);
        });
    });
});
