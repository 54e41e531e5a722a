import assert from "node:assert/strict";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

const advice = /Helm release kong-cp: create failed\. Where to look:\s+kubectl --namespace kong get pods/;

describeEngine("what goes wrong", (suite) => {
    let stack: EngineStack;
    const release = { type: ":Release", halfMade: false };

    before(async () => {
        stack = await suite.stack("local");
    });
    beforeEach(() => {
        suite.simulator.world.failures.length = 0;
        suite.simulator.world.ledger.clear();
    });

    it("with a release says so, and where to look, as somebody at a terminal sees it", async () => {
        const { failures, ledger } = suite.simulator.world;
        failures.push({
            ...release,
            operation: "create",
            name: "kong-cp",
            halfMade: true,
            message: "context deadline exceeded",
        });
        const { failed, output } = await stack.cli("up", "--yes", "--skip-preview");
        assert.ok(failed);
        assert.match(output, /context deadline exceeded/);
        assert.match(output, advice);
        // Nothing goes on that needs the control plane.
        assert.deepEqual(
            ledger.touched.filter((thing) => thing === "Job kong-gateway" || thing === "Release kong-dp"),
            [],
        );
    });

    it("with the release that all others wait for says so too, and ends", async () => {
        suite.simulator.world.failures.push({
            ...release,
            operation: "create",
            name: "metrics-kube-prometheus-stack",
            message: "context deadline exceeded",
        });
        const first = await suite.stack("promtail");
        const { failed, output } = await first.cli("up", "--yes", "--skip-preview");
        assert.ok(failed);
        assert.match(output, /Helm release kube-prometheus-stack: create failed\. Where to look:/);
        const gone = await first.destroy();
        assert.ok(!gone.failed, gone.output);
    });

    it("is repaired by the next up, from where it stopped", async () => {
        const up = await stack.up();
        assert.ok(!up.failed, up.output);
        assert.deepEqual(suite.simulator.world.ledger.touched, [
            "Job kong-gateway",
            "Release kong-cp",
            "Release kong-dp",
        ]);
    });

    it("while a data plane is taken out is told in the provider's own words", async () => {
        stack.set(["kong", "dataPlanes", 1], { name: "kong-dp-two", proxy: { type: "ClusterIP" } });
        const added = await stack.up();
        assert.ok(!added.failed, added.output);
        // An alert knows how many data planes there are.
        assert.deepEqual(suite.simulator.world.ledger.touched, ["PrometheusRule kong-alerts", "Release kong-dp-two"]);

        stack.set(["kong", "dataPlanes", 1], undefined);
        suite.simulator.world.failures.push({
            ...release,
            operation: "delete",
            name: "kong-dp-two",
            message: "uninstall: no such hook",
        });
        const { failed, output } = await stack.up();
        assert.ok(failed);
        assert.match(output, /uninstall: no such hook/);
    });

    it("in destroy is told in the provider's own words, and destroy can be run again", async () => {
        suite.simulator.world.failures.push({
            ...release,
            operation: "delete",
            name: "kong-dp",
            message: "uninstall: timed out waiting for the condition",
        });
        const first = await stack.destroy();
        assert.ok(first.failed);
        assert.match(first.output, /uninstall: timed out waiting for the condition/);

        suite.simulator.world.failures.length = 0;
        const second = await stack.destroy();
        assert.ok(!second.failed, second.output);
        assert.equal(suite.simulator.world.ledger.existing.size, 0);
    });
});
