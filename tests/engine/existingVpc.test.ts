import assert from "node:assert/strict";
import { errorsOf, warningsOf } from "./messages";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

describeEngine("a cluster in a VPC that exists", (suite) => {
    let stack: EngineStack;
    before(async () => {
        stack = await suite.stack("existing-vpc");
    });
    beforeEach(() => suite.simulator.world.ledger.clear());
    const existing = () => suite.simulator.aws.existing;
    const key = "kong-observability:cluster.network";

    it("stops before anything is made where one of its subnets does not do", async () => {
        existing().subnets["subnet-0b0000000000000b1"] = { zone: "a" };
        const run = await stack.up();
        assert.ok(run.failed);
        assert.deepEqual(errorsOf(run), [
            `${key}.privateSubnetIds: got subnets in eu-central-1a alone; allowed: in two zones at least, which EKS asks for`,
        ]);
        existing().subnets["subnet-0b0000000000000b1"] = { zone: "b" };

        existing().vpcId = "vpc-00000000000000000";
        assert.deepEqual(errorsOf(await stack.preview()), [
            `${key}.vpcId: got "vpc-0a1b2c3d4e5f60718", which this account does not have in eu-central-1; allowed: the id of a VPC in aws:region`,
        ]);
        existing().vpcId = "vpc-0a1b2c3d4e5f60718";

        existing().dnsHostnames = false;
        assert.match(String(errorsOf(await stack.preview())), /enableDnsHostnames off.*--enable-dns-hostnames/);
        existing().dnsHostnames = true;
        assert.deepEqual(suite.simulator.world.ledger.touched, []);
    });

    it("is made in its subnets, with the database beside it, and not again", async () => {
        const run = await stack.up();
        assert.ok(!run.failed, run.output);
        assert.deepEqual(
            warningsOf(run).filter((text) => text.includes("cluster.network")),
            [],
        );
        const made = [...suite.simulator.world.ledger.existing.values()];
        const inputs = (type: string): Record<string, unknown> =>
            made.find((one) => one.type === type)?.inputs ?? assert.fail(`no ${type}`);
        assert.ok(!made.some(({ type }) => /^aws:ec2\/(vpc|subnet|natGateway|internetGateway|route|tag)/.test(type)));
        assert.deepEqual(inputs("aws:rds/subnetGroup:SubnetGroup").subnetIds, [
            "subnet-0a0000000000000a1",
            "subnet-0b0000000000000b1",
        ]);
        assert.equal(inputs("aws:ec2/securityGroup:SecurityGroup").vpcId, "vpc-0a1b2c3d4e5f60718");

        const { summary } = await stack.up();
        assert.deepEqual(Object.keys(summary), ["same"]);
    });

    it("says which tags are missing where load balancers go by them, and sets them where it may", async () => {
        stack.set(["cluster", "compute"], { kind: "auto-mode" });
        const run = await stack.preview();
        const tags = warningsOf(run).filter((text) => text.includes("has the tag"));
        assert.equal(tags.length, 2);
        assert.match(tags[0] ?? "", /create-tags --resources subnet-0a0000000000000a2 subnet-0b0000000000000b2 --tags/);
        stack.set(["cluster", "network", "tagSubnets"], true);
        const tagging = await stack.preview();
        assert.deepEqual(
            warningsOf(tagging).filter((text) => text.includes("has the tag")),
            [],
        );
        assert.equal(
            tagging.steps.filter(({ urn, operation }) => urn.includes("aws:ec2/tag:Tag") && operation === "create")
                .length,
            4,
        );
        stack.set(["cluster", "network", "tagSubnets"], undefined);
    });

    it("goes without the VPC", async () => {
        const { failed, output } = await stack.destroy();
        assert.ok(!failed, output);
        assert.deepEqual([...suite.simulator.world.ledger.existing.keys()], []);
        assert.ok(!suite.simulator.world.ledger.touched.some((what) => /Vpc|Subnet /.test(what)));
    });
});
