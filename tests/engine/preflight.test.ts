import assert from "node:assert/strict";
import { errorsOf, warningsOf } from "./messages";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

describeEngine("what AWS is asked before anything is made", (suite) => {
    let stack: EngineStack;
    before(async () => {
        stack = await suite.stack("dev");
    });

    it("stops an up where the account lacks a zone", async () => {
        suite.simulator.aws.zones = { names: ["eu-central-1a", "eu-central-1b"], zoneIds: ["euc1-az2", "euc1-az3"] };
        const run = await stack.up();
        assert.ok(run.failed);
        assert.deepEqual(errorsOf(run), [
            'kong-observability:cluster.network.zones[2]: got "eu-central-1c", which this account does not have; ' +
                "allowed: eu-central-1a, eu-central-1b",
        ]);
        assert.deepEqual(suite.simulator.world.ledger.touched, []);
    });

    it("takes two zones that are there, and warns of a version whose support ends", async () => {
        stack.set(["cluster", "network", "zones"], ["eu-central-1a", "eu-central-1b"]);
        suite.simulator.aws.supportEnds = "2020-01-01T00:00:00Z";
        const run = await stack.preview();
        assert.ok(!run.failed, run.output);
        assert.match(
            warningsOf(run).join("\n"),
            /Kubernetes 1\.\d+ left EKS' standard support on 2020-01-01: AWS upgrades it by itself/,
        );
    });
});
