import assert from "node:assert/strict";
import { secretsIn } from "./secrets";
import type { EngineStack, Run } from "./stack";
import { describeEngine } from "./suite";

const names = ["platform", "observability", "gateway"] as const;
const full = (name: string): string => `organization/kong-observability/${name}`;

/** What was not left as it was, without the components: `update kong-alerts`. */
function changed({ steps }: Run): string[] {
    const isComponent = (urn: string): boolean =>
        (urn.split("::")[2]?.split("$").at(-1) ?? "").startsWith("kong-observability:");
    return steps
        .filter(({ operation, urn }) => !/^(same|read)/.test(operation) && !isComponent(urn))
        .map(({ operation, urn }) => `${operation} ${urn.split("::").at(-1)}`);
}

describeEngine("three stacks, each of which reads those before it", (suite) => {
    let stacks: Record<(typeof names)[number], EngineStack>;
    let broken = false;

    before(async () => {
        const created = await Promise.all(names.map((name) => suite.stackOnSharedCluster(name)));
        stacks = Object.fromEntries(names.map((name, index) => [name, created[index]])) as typeof stacks;
    });
    // Each step stands on the one before.
    beforeEach(function () {
        if (broken) {
            this.skip();
        }
    });
    afterEach(function () {
        broken ||= this.currentTest?.isFailed() ?? false;
    });

    async function succeed(run: Promise<Run>): Promise<Run> {
        const result = await run;
        assert.ok(!result.failed, result.output);
        assert.deepEqual(secretsIn(result.output, suite.simulator.world), []);
        return result;
    }
    async function fail(run: Promise<Run>): Promise<string> {
        const { failed, output } = await run;
        assert.ok(failed);
        return output;
    }

    it("say of stacks that were never upped what to run there, all at once, and make nothing", async () => {
        for (const step of ["preview", "up"] as const) {
            const output = await fail(stacks.gateway[step]());
            for (const [key, name] of [
                ["cluster", "platform"],
                ["observability", "observability"],
            ] as const) {
                const there = `kong-observability:${key}.name: ${full(name)} has no output "layers". Run there: npx pulumi up --stack ${full(name)}`;
                assert.ok(output.includes(there), output);
            }
        }
        assert.deepEqual([...suite.simulator.world.ledger.existing.keys()], []);
    });

    it("come up one after the other, and stay as they are in a second up", async () => {
        for (const name of names) {
            await succeed(stacks[name].up());
        }
        for (const name of names) {
            const { summary } = await succeed(stacks[name].up());
            assert.deepEqual(Object.keys(summary), ["same"], name);
        }
        const releases = [...suite.simulator.world.ledger.existing.values()].filter(
            ({ type }) => type === "kubernetes:helm.sh/v3:Release",
        );
        assert.ok(releases.some(({ name }) => name === "kong-dp"));
        assert.equal(new Set(releases.map(({ name }) => name)).size, releases.length, "no release twice");
    });

    it("have no secret in any state, though a kubeconfig travels between them", () => {
        for (const name of names) {
            const { text, resources } = stacks[name].state();
            assert.deepEqual(secretsIn(text, suite.simulator.world), [], name);
            // Its login command gives it away; @pulumi/eks keeps a copy of its own in the first state.
            assert.equal(text.includes("get-token"), name === "platform", `the kubeconfig in the state of ${name}`);
            const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
            assert.ok("ciphertext" in (outputs.kubeconfig as object), name);
            assert.equal((outputs.layers as { version: number }).version, 1, "plain, for its readers");
        }
        const references = stacks.gateway
            .state()
            .resources.filter(({ type }) => type === "pulumi:pulumi:StackReference");
        assert.deepEqual(references.map(({ urn }) => urn.split("::").at(-1)).sort(), [
            full("observability"),
            full("platform"),
        ]);
    });

    it("see in a preview what changed in a stack that they read", async () => {
        stacks.observability.set(["alerts"], { runbookBaseUrl: "https://runbooks.example.com" });
        await succeed(stacks.observability.up());
        const preview = changed(await succeed(stacks.gateway.preview()));
        assert.ok(preview.includes("update kong-alerts"), preview.join());
        assert.deepEqual(changed(await succeed(stacks.gateway.up())).sort(), [...preview].sort(), "in any order");
        assert.deepEqual(changed(await succeed(stacks.platform.preview())), []);
    });

    it("say in a preview what a change there would break here", async () => {
        stacks.observability.set(["observability"], { kind: "none" });
        for (const key of ["alerts", "logs"] as const) {
            stacks.observability.set([key], undefined);
        }
        await succeed(stacks.observability.up());
        assert.match(
            await fail(stacks.gateway.preview()),
            /kong-observability:observability\.name: organization\/kong-observability\/observability has no observability of its own: its output "layers" has none/,
        );
    });

    it("are destroyed even where what they read is gone, and say so if they are previewed", async () => {
        await succeed(stacks.observability.destroy());
        const gone = `${full("observability")} has no output "layers"`;
        assert.ok((await fail(stacks.gateway.preview())).includes(gone));
        await succeed(stacks.gateway.destroy());
        await succeed(stacks.platform.destroy());
        assert.deepEqual([...suite.simulator.world.ledger.existing.keys()], []);
    });

    it("say of a stack that is not there at all", async () => {
        stacks.observability.set(["cluster", "name"], full("nowhere"));
        // The engine's own words.
        assert.match(
            await fail(stacks.observability.preview()),
            /unknown stack "organization\/kong-observability\/nowhere"/,
        );
    });
});
