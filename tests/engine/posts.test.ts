import assert from "node:assert/strict";
import { postFiles } from "../tools/plan/stacks";
import { secretsIn } from "./secrets";
import { describeEngine } from "./suite";

describeEngine("the stack of each post in docs/coming-from", (suite) => {
    before(() => {
        suite.simulator.aws.zones = {
            names: ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"],
            zoneIds: ["apne1-az4", "apne1-az1", "apne1-az2"],
        };
    });
    for (const name of Object.keys(postFiles)) {
        it(`${name} comes up as it stands, and keeps its secrets`, async () => {
            const stack = await suite.stack(name);
            const { failed, output } = await stack.up();
            assert.ok(!failed, output);
            assert.deepEqual(secretsIn(output + stack.state().text, suite.simulator.world), []);
        });
    }
});
