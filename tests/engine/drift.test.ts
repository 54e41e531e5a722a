import assert from "node:assert/strict";
import { type Findings, findingsIn, type Preview } from "../../tools/comment/drift";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

for (const name of ["dev", "prod"]) {
    describeEngine(`the drift of ${name}`, (suite) => {
        let stack: EngineStack;
        const drift = async (): Promise<Findings> => {
            const { failed, output, printed } = await stack.cli("preview", "--refresh", "--show-sames", "--json");
            assert.ok(!failed, output);
            return findingsIn(JSON.parse(printed) as Preview, new Date());
        };

        before(async () => {
            stack = await suite.stack(name);
            const { failed, output } = await stack.up();
            assert.ok(!failed, output);
        });

        it("is nothing after an up: each property comes back as it was asked for", async () => {
            assert.deepEqual(await drift(), { due: [], renewedWith: [], expired: [], drift: [], errors: [] });
        });
    });
}
