import assert from "node:assert/strict";
import { secretsIn } from "./secrets";
import { credentialEnd, describeEngine } from "./suite";

describeEngine("credentials, set one by one with pulumi config set --secret --path", (suite) => {
    it("arrive in the room's Secret alone, and nowhere to be seen", async () => {
        const stack = await suite.stack("alerting");
        const { failed, output } = await stack.up();
        assert.ok(!failed, output);
        const made = [...suite.simulator.world.ledger.existing.values()];
        const holding = made.filter(({ inputs }) => JSON.stringify(inputs).includes(credentialEnd));
        assert.deepEqual(
            holding.map(({ name }) => name),
            ["metrics-receivers"],
        );
        const names = ["heartbeat", "pagerduty", "slack", "slack-bot", "smtp", "teams", "ticket-token"];
        const texts = Object.fromEntries(names.map((name) => [name, `${name}${credentialEnd}`]));
        assert.deepEqual(holding[0]?.inputs.stringData, texts);
        assert.deepEqual(secretsIn(output + stack.state().text, suite.simulator.world), []);
    });
});
