import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";
import type { EngineStack, Run } from "./stack";
import { describeEngine } from "./suite";

/** As docs/topologies.md gives them for each direction. */
function documented(from: "hybrid" | "ingress-controller"): string[] {
    const page = readFileSync(path.join(root, "docs/topologies.md"), "utf8");
    const command = new RegExp(`# from ${from}\\n *npx (pulumi up.*)`).exec(page)?.[1] ?? "";
    return [...command.matchAll(/--exclude '([^']+)'/g)].map(([, pattern]) => pattern ?? "");
}

describeEngine("switching from one topology to the other", (suite) => {
    let stack: EngineStack;
    before(async () => {
        stack = await suite.stack("local");
        const { failed, output } = await stack.up();
        assert.ok(!failed, output);
    });
    beforeEach(() => suite.simulator.world.ledger.clear());

    const ledger = () => suite.simulator.world.ledger;
    const deleted = () =>
        ledger()
            .calls.filter(({ operation }) => operation === "delete")
            .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
    const releases = () =>
        [...ledger().existing.values()]
            .filter(({ type, inputs }) => type.endsWith(":Release") && inputs.namespace === "kong")
            .map(({ name }) => name)
            .sort();
    async function succeed(run: Promise<Run>): Promise<void> {
        const { failed, output } = await run;
        assert.ok(!failed, output);
    }

    it("brings the new gateway up beside the old, and deletes nothing", async () => {
        stack.set(["kong"], {
            topology: "ingress-controller",
            gateways: { proxy: { type: "NodePort", httpNodePort: 32180, httpsNodePort: 32543 } },
        });
        const exclude = documented("hybrid");
        assert.ok(exclude.length > 0);
        await succeed(stack.up(exclude));
        assert.deepEqual(deleted(), []);
        assert.deepEqual(releases(), ["kong", "kong-cp", "kong-dp"]);
    });

    it("takes the old one away with a plain up, and leaves what both have", async () => {
        await succeed(stack.up());
        assert.deepEqual(releases(), ["kong"]);
        assert.deepEqual(
            deleted().filter((name) => !/kong-(cp|dp|database|cluster-certificate|gateway$)/.test(name)),
            [],
        );
    });

    it("goes back the same way", async () => {
        stack.set(["kong"], {
            topology: "hybrid",
            dataPlanes: [{ name: "kong-dp", proxy: { type: "NodePort", httpNodePort: 32080, httpsNodePort: 32443 } }],
        });
        await succeed(stack.up(documented("ingress-controller")));
        assert.deepEqual(deleted(), []);
        assert.deepEqual(releases(), ["kong", "kong-cp", "kong-dp"]);
        await succeed(stack.up());
        assert.deepEqual(releases(), ["kong-cp", "kong-dp"]);
    });
});
