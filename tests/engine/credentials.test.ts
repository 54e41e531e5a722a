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

    it("are refused where nothing of them is encrypted, and shown nowhere", async () => {
        const stack = await suite.stack("alerting");
        stack.set(["credentials"], { smtp: "plain-text-of-the-engine-tests" });
        for (const step of ["preview", "up"] as const) {
            const { failed, output } = await stack[step]();
            assert.ok(failed);
            assert.match(output, /kong-observability:credentials: got secrets in plain text/);
            assert.doesNotMatch(output, /plain-text-of-the-engine-tests/);
        }
    });

    it("roll what reads them as it starts, and nothing else, where one changes", async () => {
        const stack = await suite.stack("destinations");
        const first = await stack.up();
        assert.ok(!first.failed, first.output);
        const changed = async (credential: string): Promise<string[]> => {
            await stack.setCredential(credential, `another-${credential}${credentialEnd}`);
            const { failed, output, steps } = await stack.up();
            assert.ok(!failed, output);
            return steps
                .filter(({ operation }) => !["same", "read"].includes(operation))
                .map(({ operation, urn }) => `${operation} ${urn.split("::").at(-1)}`)
                .sort();
        };
        assert.deepEqual(await changed("grafana-cloud"), ["update collector", "update collector-credentials"]);
        // The operator hands it on without a restart, and Prometheus reads it anew.
        assert.deepEqual(await changed("mimir"), ["update metrics-credentials"]);
        assert.deepEqual(await changed("vendor-key"), [
            "update collector",
            "update collector-credentials",
            "update metrics-credentials",
        ]);
    });
});
