import assert from "node:assert/strict";
import { planOf, stackFiles } from "../tools/plan/stacks";
import { differences, outputDifferences } from "./comparison";
import type { Run } from "./stack";
import { describeEngine } from "./suite";

describeEngine("the first preview", (suite) => {
    for (const name of Object.keys(stackFiles)) {
        describe(`of ${name}`, () => {
            let preview: Run;
            before(async () => {
                preview = await (await suite.stack(name)).preview();
                assert.ok(!preview.failed, preview.output);
            });

            it("only creates", () => {
                assert.deepEqual([...new Set(preview.steps.map(({ operation }) => operation))].sort(), [
                    "create",
                    "read",
                ]);
                assert.deepEqual(suite.simulator.world.ledger.calls, []);
            });

            it("is what the offline plan says, leaf by leaf", async () => {
                const plan = await planOf(name);
                assert.deepEqual(differences(plan.resources, preview), []);
                assert.deepEqual(outputDifferences(plan, preview), []);
            });
        });
    }
});
