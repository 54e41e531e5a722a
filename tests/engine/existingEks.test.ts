import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { behindTls } from "./simulator/behindTls";
import { errorsOf, succeed, warningsOf } from "./messages";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

/** What `aws eks get-token` prints. */
const credential = JSON.stringify({
    kind: "ExecCredential",
    apiVersion: "client.authentication.k8s.io/v1beta1",
    status: { token: "k8s-aws-v1.of-the-engine-tests" },
});

describeEngine("a cluster that exists, by its name", (suite) => {
    const searched = process.env.PATH;
    let folder: string;
    let front: Awaited<ReturnType<typeof behindTls>>;
    let stack: EngineStack;
    const aws = () => suite.simulator.aws.existing;
    const parts = ["loadBalancerController", "volumeDriver", "metricsServer", "podIdentityAgent"] as const;
    const set = (choices: Partial<Record<(typeof parts)[number], string>>): void =>
        parts.forEach((part) => stack.set(["cluster", part], choices[part]));
    const install = { loadBalancerController: "install", volumeDriver: "install", podIdentityAgent: "install" };
    const refusals = async (): Promise<string[]> =>
        errorsOf(await stack.preview()).flatMap((text) =>
            text.split("\n").map((line) => line.replace("kong-observability:cluster.", "")),
        );

    before(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "aws-"));
        writeFileSync(path.join(folder, "aws"), `#!/bin/sh\necho '${credential}'\n`);
        chmodSync(path.join(folder, "aws"), 0o755);
        process.env.PATH = `${folder}:${searched}`;
        front = await behindTls(suite.liveUrl, folder);
        Object.assign(aws().cluster, { endpoint: front.url, authority: front.certificate });
        stack = await suite.stack("existing-eks");
    });
    after(() => {
        front.stop();
        process.env.PATH = searched;
        rmSync(folder, { recursive: true });
    });
    /** A cluster with everything, installed by others. */
    beforeEach(() => {
        suite.simulator.world.ledger.clear();
        aws().cluster.autoMode = false;
        Object.assign(suite.live, { metrics: true, podIdentityAgent: true, controllers: [{}], answers: true });
        Object.assign(suite.live, { drivers: ["ebs.csi.aws.com"], classes: { gp2: true }, defaultClass: "gp2" });
    });

    /** As it is after an `up` that installed the parts. */
    function ownParts(): void {
        const { existing } = suite.simulator.world.ledger;
        const own = [...existing.values()];
        suite.live.controllers = own
            .filter(({ type, name }) => type === "kubernetes:helm.sh/v3:Release" && name === "cluster-load-balancers")
            .map(({ inputs }) => (inputs.values as { additionalLabels: Record<string, string> }).additionalLabels);
        for (const { type, inputs } of own) {
            if (type === "aws:eks/addon:Addon") {
                aws().addOns[String(inputs.addonName)] = { tags: inputs.tags as Record<string, string> };
            }
        }
        suite.live.classes["kong-observability-existing-eks-gp3"] = true;
    }

    it("is looked for by its name", async () => {
        stack.set(["cluster", "name"], "shard");
        assert.deepEqual(await refusals(), [
            'name: got "shard", which this account does not have in eu-central-1, did you mean "shared"?',
        ]);
        stack.set(["cluster", "name"], "shared");
        aws().cluster.status = "DELETING";
        assert.deepEqual(await refusals(), [
            'name: got "shared", whose status is DELETING; allowed: a cluster that is ACTIVE',
        ]);
        aws().cluster.status = "ACTIVE";
    });

    it("gets nothing twice", async () => {
        assert.deepEqual(await refusals(), [
            'loadBalancerController: got "install", and an AWS Load Balancer Controller runs on shared already; allowed: existing',
            'volumeDriver: got "install", and the EBS driver runs on shared already; allowed: existing',
            'metricsServer: got "install", and a metrics server runs on shared already; allowed: existing',
            'podIdentityAgent: got "install", and the EKS Pod Identity agent runs on shared already; allowed: existing',
        ]);
        assert.deepEqual(suite.simulator.world.ledger.touched, []);
    });

    it("is told what is missing, with what to set", async () => {
        set({});
        Object.assign(suite.live, { podIdentityAgent: false, controllers: [], drivers: [] });
        assert.deepEqual(await refusals(), [
            'loadBalancerController: got "existing", and shared has no AWS Load Balancer Controller, which kong.dataPlanes[0].proxy needs; allowed: install',
            'volumeDriver: got "existing", and shared has no EBS driver, by which StorageClass gp2 creates volumes; allowed: install',
            'podIdentityAgent: got "existing", and shared has no EKS Pod Identity agent, by which pods take the role of logs.storage; allowed: install',
        ]);
        Object.assign(suite.live, { podIdentityAgent: true, controllers: [{}], defaultClass: undefined });
        assert.deepEqual(await refusals(), [
            "storageClass: missing, and shared has no default StorageClass; allowed: gp2; or volumeDriver install, with which one is created",
        ]);
        stack.set(["cluster", "storageClass"], "gp3");
        assert.match(String(await refusals()), /storageClass: got "gp3", a StorageClass that shared does not have/);
        stack.set(["cluster", "storageClass"], undefined);
    });

    it("is recognised in Auto Mode", async () => {
        set({ loadBalancerController: "auto-mode", volumeDriver: "auto-mode" });
        assert.deepEqual(await refusals(), [
            'loadBalancerController: got "auto-mode", and shared is no EKS Auto Mode cluster; allowed: existing, install',
            'volumeDriver: got "auto-mode", and shared is no EKS Auto Mode cluster; allowed: existing, install',
        ]);
        aws().cluster.autoMode = true;
        Object.assign(suite.live, { podIdentityAgent: false, controllers: [] });
        const run = await succeed(stack.preview());
        assert.match(
            warningsOf(run).join("\n"),
            /kong\.dataPlanes\[0\]\.proxy: no subnet of vpc-\w+ has the tag kubernetes\.io\/role\/internal-elb/,
        );
        set({ volumeDriver: "auto-mode" });
        assert.match(String(await refusals()), /which kong\.dataPlanes\[0\]\.proxy needs; allowed: auto-mode, which/);
    });

    it("has subnets for a database in two zones", async () => {
        set({});
        aws().cluster.subnetIds = ["subnet-0a0000000000000a1"];
        assert.deepEqual(await refusals(), [
            "subnetIds: got subnets in eu-central-1a alone; allowed: in two zones at least, which RDS (kong.database) asks for",
        ]);
        aws().cluster.subnetIds = ["subnet-0a0000000000000a1", "subnet-0c0000000000000c1"];
        assert.deepEqual(await refusals(), [
            'subnetIds: got "subnet-0c0000000000000c1", which AWS does not have; allowed: subnets of the cluster\'s VPC vpc-0a1b2c3d4e5f60718',
        ]);
        aws().cluster.subnetIds = ["subnet-0a0000000000000a1", "subnet-0b0000000000000b1"];
    });

    it("is warned of what could not be looked at, what has no effect, and policies that are ignored", async () => {
        set({});
        suite.live.answers = false;
        assert.match(
            warningsOf(await succeed(stack.preview())).join("\n"),
            /shared did not answer, and what runs on it/,
        );
        suite.live.answers = true;
        suite.live.metrics = false;
        aws().addOns["vpc-cni"] = {};
        // What is said while a release is looked at reaches the engine only from a process of its own.
        const { failed, output } = await stack.cli("preview");
        assert.ok(!failed, output);
        assert.match(output, /kong-dp scales by the processor time[^]*cluster\.metricsServer: install/);
        assert.match(output, /vpc-cni of shared does not enforce NetworkPolicies/);
        aws().addOns["vpc-cni"] = { configurationValues: '{"enableNetworkPolicy":"true"}' };
    });

    it("is given what it lacks, with its database and load balancers, and not again", async () => {
        set({ ...install, metricsServer: "install" });
        Object.assign(suite.live, {
            metrics: false,
            podIdentityAgent: false,
            controllers: [],
            drivers: [],
            classes: {},
        });
        await succeed(stack.up());
        const made = [...suite.simulator.world.ledger.existing.values()];
        assert.ok(!made.some(({ type }) => /^aws:(eks\/cluster|ec2\/(vpc|subnet|tag))/.test(type)));
        const inputs = (type: string, name: RegExp): Record<string, unknown> =>
            made.find((one) => one.type === type && name.test(one.name))?.inputs ?? assert.fail(`no ${type} ${name}`);
        assert.deepEqual(inputs("aws:rds/subnetGroup:SubnetGroup", /./).subnetIds, aws().cluster.subnetIds);
        assert.match(JSON.stringify(inputs("aws:ec2/securityGroup:SecurityGroup", /./).ingress), /sg-shared/);
        assert.equal(inputs("aws:eks/podIdentityAssociation:PodIdentityAssociation", /logs/).clusterName, "shared");
        assert.equal(inputs("aws:eks/addon:Addon", /ebs/).resolveConflictsOnCreate, "NONE");

        ownParts();
        Object.assign(suite.live, { metrics: true, podIdentityAgent: true, drivers: ["ebs.csi.aws.com"] });
        const { summary } = await succeed(stack.up());
        assert.deepEqual(Object.keys(summary), ["same"]);
    });

    it("keeps parts of this stack that it still needs", async () => {
        ownParts();
        set({});
        assert.match(String(await refusals()), /has no AWS Load Balancer Controller/);
        set({ ...install, metricsServer: "install" });
    });

    it("stays when the stack goes", async () => {
        ownParts();
        await succeed(stack.destroy());
        assert.deepEqual([...suite.simulator.world.ledger.existing.keys()], []);
    });
});
