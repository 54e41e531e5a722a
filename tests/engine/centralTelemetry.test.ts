import assert from "node:assert/strict";
import { isValues, type Values } from "../../model/values";
import { errorsOf, succeed } from "./messages";
import { secretsIn } from "./secrets";
import type { EngineStack, Run } from "./stack";
import { describeEngine } from "./suite";

const named = "organization/kong-observability/central-telemetry";

/** Without what components say to policies alone: `update collector-credentials`. */
function changes({ steps }: Run): string[] {
    return steps
        .filter(({ operation }) => !["same", "read", "refresh"].includes(operation))
        .filter(({ urn }) => !/kong-observability:\w+:\w+::[^:]*$/.test(urn))
        .map(({ operation, urn }) => `${operation} ${urn.split("::").at(-1)}`)
        .sort();
}

/** Whether nothing in a value of a state can be read. */
const isEncrypted = (value: unknown): boolean =>
    isValues(value) &&
    ("ciphertext" in value || (Object.keys(value).length > 0 && Object.values(value).every(isEncrypted)));

describeEngine("telemetry to the collector of another stack", (suite) => {
    let central: EngineStack;
    let sender: EngineStack;
    before(async () => {
        central = await suite.stackBesideOthers("central-telemetry");
        central.set(["collector", "receive", "senders"], [{ name: "shop-us" }, { name: "shop-eu" }]);
        // The simulated cluster gives no Service of the program's own an address.
        central.set(["collector", "receive", "service"], { type: "ClusterIP" });
        sender = await suite.stackBesideOthers("remote-stack");
        // The simulated cluster is the same one.
        sender.set(["sample"], undefined);
        sender.set(["namespaces"], { gateway: "kong-us", observability: "observability-us" });
        sender.set(["kong"], { database: { kind: "cloudnativepg", operator: "existing" } });
    });

    it("is refused while that stack is not there, with what to run there", async () => {
        const [error = ""] = errorsOf(await sender.preview()).filter((text) => text.includes("traces.destinations"));
        for (const signal of ["traces", "logs"]) {
            const line = `kong-observability:${signal}.destinations[0].stack: ${named} has no output "layers". Run there: npx pulumi up --stack ${named}`;
            assert.ok(error.includes(line), error);
        }
    });

    it("comes up with the certificate that it gets there, and stays as it is in a second up", async () => {
        await succeed(central.up());
        const made = await succeed(sender.up());
        assert.ok(changes(made).includes("create collector-credentials"), changes(made).join());
        for (const stack of [central, sender]) {
            assert.deepEqual(Object.keys((await succeed(stack.up())).summary), ["same"]);
        }
    });

    it("leaves no key of any sender in clear in either state", () => {
        const issued = ["shop-us", "shop-eu"];
        const outputs = central.state().resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
        assert.deepEqual(Object.keys(outputs.telemetrySenders as object).sort(), [...issued].sort());
        assert.ok(isEncrypted(outputs.telemetrySenders));
        const [read] = sender.state().resources.filter(({ type }) => type === "pulumi:pulumi:StackReference");
        const copies = (read?.outputs as { outputs: Values }).outputs.telemetrySenders;
        assert.ok(isEncrypted(copies), "the reader's copy");
        const secret = sender.state().resources.find(({ urn }) => urn.endsWith("::collector-credentials"));
        const texts = secret?.inputs?.stringData as Values;
        assert.ok(isEncrypted(texts) || ["traces", "logs"].every((one) => isEncrypted(texts[`${one}.central.key`])));
        for (const stack of [central, sender]) {
            assert.deepEqual(secretsIn(stack.state().text, suite.simulator.world), []);
        }
        const keys = [...suite.simulator.world.ledger.existing.values()].filter(
            ({ type, name }) => type.endsWith(":PrivateKey") && issued.some((one) => name.endsWith(`-sender-${one}`)),
        );
        assert.equal(keys.length, issued.length, "whose lines are among the secrets that are looked for");
    });

    it("notices nothing when another sender is shut out", async () => {
        central.set(["collector", "receive", "senders"], [{ name: "shop-us" }]);
        const there = changes(await succeed(central.up()));
        assert.ok(there.includes("update collector-receiver"), there.join());
        assert.ok(there.some((line) => /^delete .*sender-shop-eu/.test(line)));
        assert.deepEqual(changes(await succeed(sender.preview())), []);
    });

    it("is told in a preview that it is shut out itself, and what to do there", async () => {
        central.set(["collector", "receive", "senders"], [{ name: "shop-asia" }]);
        await succeed(central.up());
        const [error = ""] = errorsOf(await sender.preview()).filter((text) => text.includes("traces.destinations"));
        assert.match(
            error,
            /traces\.destinations\[0\]\.stack: \S+ takes no telemetry of "shop-us": its output "otlp\.central\.senders" has shop-asia\. Add it .* Run there: npx pulumi up --stack/,
        );
    });

    it("gets another certificate when it is back, and restarts with it", async () => {
        central.set(["collector", "receive", "senders"], [{ name: "shop-us" }]);
        await succeed(central.up());
        const here = changes(await succeed(sender.up()));
        assert.ok(here.includes("update collector-credentials"), here.join());
        assert.deepEqual(Object.keys((await succeed(sender.up())).summary), ["same"]);
    });
});
