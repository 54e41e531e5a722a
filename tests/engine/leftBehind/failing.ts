import assert from "node:assert/strict";
import type { EngineStack } from "../stack";
import { describeEngine } from "../suite";

/** Run by ../leftBehind.test.ts alone. */
describeEngine("a test that fails in the middle of an up", (suite) => {
    const ways: [string, (stack: EngineStack) => Promise<unknown>][] = [
        ["of the CLI", (stack) => stack.cli("up", "--yes", "--skip-preview")],
        ["of Automation API", (stack) => stack.up()],
    ];
    for (const [what, up] of ways) {
        it(what, async () => {
            const stack = await suite.stack("local");
            const reached = new Promise<unknown>((begun) => {
                suite.simulator.world.hang = {
                    at: "before",
                    operation: "create",
                    name: "kong",
                    type: ":Namespace",
                    begun,
                };
            });
            void up(stack).then(() => console.log(`ended: ${what}`));
            await reached;
            assert.fail("made to fail");
        });
    }
});
