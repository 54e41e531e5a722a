import assert from "node:assert/strict";
import { type Choices, judgeFoundations, type Seen } from "../../../../components/cluster/existing/judge";
import { eksKubeconfig } from "../../../../components/cluster/existing/kubeconfig";
import { withProfile } from "../../../../components/cluster/access";
import type { Uses } from "../../../../model/uses";

const everything: Seen = {
    name: "shared",
    autoMode: false,
    controller: "theirs",
    metricsServer: "theirs",
    podIdentityAgent: "theirs",
    ebsDriver: "theirs",
    storageClasses: [{ name: "gp3", provisioner: "ebs.csi.aws.com", isDefault: true }],
};
const nothing: Seen = {
    ...everything,
    controller: "nobody's",
    metricsServer: "nobody's",
    podIdentityAgent: "nobody's",
    ebsDriver: "nobody's",
    storageClasses: [],
};
const existing: Choices = {
    loadBalancerController: "existing",
    volumeDriver: "existing",
    metricsServer: "existing",
    podIdentityAgent: "existing",
};
const install: Choices = {
    loadBalancerController: "install",
    volumeDriver: "install",
    metricsServer: "install",
    podIdentityAgent: "install",
};
const uses: Uses = { loadBalancers: { internal: "kong.gateways.proxy" }, podIdentity: "logs.storage" };
/** The settings that are found fault with. */
const keys = (choices: Choices, seen: Seen, used = uses): string[] =>
    judgeFoundations(choices, used, seen).map((problem) => problem.split(":")[0]?.replace("cluster.", "") ?? "");
const all = ["loadBalancerController", "volumeDriver", "metricsServer", "podIdentityAgent"];

describe("what a cluster that exists has", () => {
    it("suffices, or is installed where there is none", () => {
        assert.deepEqual(keys(existing, everything), []);
        assert.deepEqual(keys(install, nothing), []);
    });

    it("is installed by one alone: by others, or by this stack before", () => {
        assert.deepEqual(keys(install, everything), all);
        const ours = {
            controller: "ours",
            metricsServer: "ours",
            podIdentityAgent: "ours",
            ebsDriver: "ours",
        } as const;
        assert.deepEqual(keys(install, { ...everything, ...ours }), []);
        // What this stack no longer installs goes, and is missing then.
        assert.deepEqual(keys(existing, { ...everything, ...ours }), [
            "loadBalancerController",
            "volumeDriver",
            "podIdentityAgent",
        ]);
    });

    it("is missed only where it is used", () => {
        assert.deepEqual(keys(existing, nothing), ["loadBalancerController", "storageClass", "podIdentityAgent"]);
        assert.deepEqual(keys(existing, nothing, { loadBalancers: {} }), ["storageClass"]);
        // The controller takes its role by the agent.
        assert.deepEqual(
            keys(
                { ...existing, loadBalancerController: "install" },
                { ...everything, controller: "nobody's", podIdentityAgent: "nobody's" },
                {
                    loadBalancers: {},
                },
            ),
            ["podIdentityAgent"],
        );
    });

    it("is judged only where it was seen", () => {
        const unseen = { controller: undefined, metricsServer: undefined, podIdentityAgent: undefined };
        const seen = { ...everything, ...unseen, ebsDriver: undefined, storageClasses: undefined };
        assert.deepEqual([...keys(existing, seen), ...keys(install, seen)], []);
    });

    it("has a StorageClass whose driver runs", () => {
        const classes = (provisioner: string): Seen["storageClasses"] => [
            { name: "gp2", provisioner, isDefault: true },
        ];
        const driven = (provisioner: string, seen: Partial<Seen> = {}): string[] =>
            keys(existing, { ...everything, ebsDriver: "nobody's", storageClasses: classes(provisioner), ...seen });
        assert.deepEqual(driven("ebs.csi.aws.com"), ["volumeDriver"]);
        assert.deepEqual(driven("kubernetes.io/aws-ebs"), ["volumeDriver"]);
        assert.deepEqual(driven("efs.csi.aws.com"), []);
        assert.deepEqual(driven("ebs.csi.eks.amazonaws.com", { autoMode: true }), []);
        const named = { ...existing, storageClass: "fast" };
        assert.deepEqual(judgeFoundations(named, uses, everything), [
            'cluster.storageClass: got "fast", a StorageClass that shared does not have; allowed: gp3; or volumeDriver install, with which one is created',
        ]);
    });

    it("is EKS' own in Auto Mode, and nowhere else", () => {
        const auto: Choices = { ...existing, loadBalancerController: "auto-mode", volumeDriver: "auto-mode" };
        assert.deepEqual(keys(auto, { ...nothing, autoMode: true }), []);
        assert.deepEqual(keys(auto, everything), ["loadBalancerController", "volumeDriver"]);
        assert.deepEqual(keys(install, { ...nothing, autoMode: true }), ["volumeDriver", "podIdentityAgent"]);
    });
});

describe("the kubeconfig of a cluster that exists", () => {
    it("logs in by name and region, with the profile that the AWS provider has", () => {
        const access = { name: "shared", region: "eu-central-1", endpoint: "https://x", authority: "QQ==" };
        const { users, clusters } = JSON.parse(withProfile(eksKubeconfig(access), "work")) as {
            users: { user: { exec: { command: string; args: string[] } } }[];
            clusters: { cluster: object }[];
        };
        assert.deepEqual(clusters[0]?.cluster, { server: "https://x", "certificate-authority-data": "QQ==" });
        assert.equal(
            [users[0]?.user.exec.command, ...(users[0]?.user.exec.args ?? [])].join(" "),
            "aws --region eu-central-1 eks get-token --cluster-name shared --output json --profile work",
        );
    });
});
