import assert from "node:assert/strict";
import type { ReleaseCluster } from "../../tools/recover/cluster";
import type { Revision } from "../../tools/recover/helm";
import { exitCode, recover, type Recovery, type Wish } from "../../tools/recover/recover";
import { dropCutAttributes } from "../../tools/recover/attributes";
import { readBackend } from "../../tools/recover/lock";
import { exportState } from "../../tools/recover/pulumi";
import type { PendingOperation } from "../../tools/recover/state";
import { at, plain, type Properties } from "./simulator/properties";
import type { Hang } from "./simulator/world";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

/** What Helm holds of the one release at which the engine was killed; every other one is deployed. */
interface Held {
    name: string;
    inputs: Properties;
    status: Revision["status"];
    begun: Date;
}

/** When Helm would have given up. */
const later = (): Date => new Date(Date.now() + 3_600_000);

describeEngine("an up that is killed", (suite) => {
    let stack: EngineStack;
    let held: Held | undefined;
    const marked: string[] = [];

    const cluster: ReleaseCluster = {
        revisions: async (_, name) => {
            const made = [...suite.simulator.world.ledger.existing.values()].find(({ inputs }) => inputs.name === name);
            // A release may be made in the moment of the kill that the engine does not know of.
            const other: Held | undefined = made && {
                ...{ name, inputs: plain(made.inputs) as Properties },
                ...{ status: "deployed", begun: new Date() },
            };
            const found = held?.name === name ? held : other;
            if (found === undefined) {
                return [];
            }
            const { inputs, status, begun } = found;
            const chart = { name: String(inputs.chart ?? ""), version: String(inputs.version ?? "") };
            return [{ secret: `of-${name}`, revision: 1, status, begun, chart, values: inputs.values, manifest: "" }];
        },
        object: async ({ apiVersion, kind, name, namespace }) => {
            const found = [...suite.simulator.world.ledger.existing.values()].find(
                ({ inputs }) =>
                    inputs.apiVersion === apiVersion &&
                    inputs.kind === kind &&
                    at(inputs, "metadata.name") === name &&
                    at(inputs, "metadata.namespace") === namespace,
            );
            return found && live(found.inputs);
        },
        sets: async () => [],
        unfinished: async () => [],
        markFailed: async (_, secret) => void marked.push(secret),
        dropRecord: async () => assert.fail("no record is to be deleted"),
        deletePod: async () => assert.fail("no pod is to be deleted"),
        deleteSetAlone: async () => assert.fail("no set is to be deleted"),
    };

    const recovered = (wish: Partial<Wish> = {}, now = later()): Promise<Recovery> =>
        recover(
            {
                stack: "local",
                project: "kong-observability",
                yes: false,
                interrupted: false,
                answers: { made: {}, notMade: [] },
                ...wish,
            },
            stack.pulumi,
            async () => cluster,
            now,
        );

    /** An object as the API server shows what the provider made. */
    const live = (inputs: Properties): Properties => ({
        ...inputs,
        metadata: {
            ...(inputs.metadata as Properties),
            uid: "1",
            creationTimestamp: new Date().toISOString(),
            managedFields: [{ manager: "pulumi-kubernetes", operation: "Update" }],
        },
    });

    /** Runs `up` until a creation has begun, or is done and not yet told, then `meanwhile`, and kills the engine. */
    async function killedAt(
        name: string,
        type: string,
        meanwhile = async (): Promise<void> => undefined,
        moment: Hang["at"] = "before",
    ): Promise<Properties> {
        const { world } = suite.simulator;
        const reached = new Promise<Properties>(
            (begun) => (world.hang = { at: moment, operation: "create", name, type, begun }),
        );
        const done = stack.cliUntil(reached.then(meanwhile), "up", "--yes", "--skip-preview");
        const ended = done.then(({ output }): Properties => assert.fail(`it ended before it was killed: ${output}`));
        const inputs = plain(await Promise.race([reached, ended])) as Properties;
        assert.ok((await done).failed);
        world.hang = undefined;
        return inputs;
    }

    const pendingCreations = async (): Promise<PendingOperation[]> => {
        dropCutAttributes(await readBackend(stack.pulumi), "local", "kong-observability");
        const { deployment } = await exportState(stack.pulumi, "local", false);
        return (deployment.pending_operations ?? []).filter(({ type }) => type === "creating");
    };

    beforeEach(async () => {
        stack = await suite.stack("local");
        held = undefined;
        marked.length = 0;
        suite.simulator.world.ledger.reset();
    });

    it("while Helm installs is shown, mended, and gone on with by one up, which upgrades what Helm holds", async () => {
        let running: Recovery | undefined;
        const inputs = await killedAt(
            "logs-loki",
            ":Release",
            async () => void (running = await recovered({ yes: true })),
        );
        assert.equal(running?.lock.kind, "held");
        assert.equal(exitCode(running), 3, "an engine that runs is not disturbed");
        held = { name: "loki", inputs, status: "pending-install", begun: new Date() };
        assert.ok((await pendingCreations()).some(({ resource }) => resource.urn.endsWith(":Release::logs-loki")));

        // Helm's record is too young to say that nobody works on it.
        const young = await recovered({ yes: true }, new Date());
        assert.deepEqual([exitCode(young), young.outcomes, young.lock.kind], [3, undefined, "left"]);
        const shown = await recovered();
        assert.deepEqual([exitCode(shown), shown.outcomes, marked], [1, undefined, []]);

        const done = await recovered({ yes: true });
        assert.deepEqual(
            done.outcomes?.filter(({ error }) => error !== undefined),
            [],
        );
        assert.deepEqual(
            done.findings.filter(({ byHand }) => byHand !== undefined),
            [],
        );
        assert.deepEqual([exitCode(done), marked, await pendingCreations()], [0, ["of-loki"], []]);
        held.status = "failed";

        suite.simulator.world.ledger.clear();
        const up = await stack.up();
        assert.ok(!up.failed, up.output);
        const ofLoki = suite.simulator.world.ledger.calls.filter(
            ({ type, name }) => type.endsWith(":Release") && name === "logs-loki",
        );
        assert.deepEqual(
            ofLoki.map(({ operation }) => operation),
            ["update"],
        );
        held = undefined;
        const again = await recovered({ yes: true });
        assert.deepEqual(
            [exitCode(again), again.findings, again.outcomes, again.lock.kind],
            [0, [], undefined, "free"],
        );
    });

    it("while the control plane is reinstalled for another database goes on with the certificate that it has", async () => {
        const first = await stack.up();
        assert.ok(!first.failed, first.output);
        stack.set(["kong", "database"], { kind: "external", host: "postgres.example.com" });
        const inputs = await killedAt("kong-cp", ":Release");
        held = { name: "kong-cp", inputs, status: "pending-install", begun: new Date() };
        const done = await recovered({ yes: true });
        assert.deepEqual([exitCode(done), marked, await pendingCreations()], [0, ["of-kong-cp"], []]);
        held.status = "failed";

        suite.simulator.world.ledger.clear();
        const up = await stack.up();
        assert.ok(!up.failed, up.output);
        const { calls, touched } = suite.simulator.world.ledger;
        assert.deepEqual(
            calls.filter(({ name }) => name === "kong-cp").map(({ operation }) => operation),
            ["update"],
        );
        // What the killed one had made new is new: all that is left of the old certificate is to go.
        assert.ok(
            !touched.includes("SelfSignedCert kong-cluster-certificate") ||
                calls
                    .filter(({ type }) => type.endsWith(":SelfSignedCert"))
                    .every(({ operation }) => operation === "delete"),
        );
        assert.ok(
            ["Job kong-gateway", "Release kong-dp"].every((thing) => touched.includes(thing)),
            touched.join(),
        );
        held = undefined;
        assert.deepEqual((await recovered()).findings, []);
    });

    it("leaves a release of somebody else under the same name as it is, and says so", async () => {
        const inputs = await killedAt("logs-loki", ":Release");
        held = {
            name: "loki",
            inputs: { ...inputs, values: { theirs: true } },
            status: "pending-install",
            begun: new Date(),
        };
        const done = await recovered({ yes: true });
        const pending = await pendingCreations();
        assert.deepEqual([exitCode(done), marked, pending], [1, [], []], JSON.stringify([done, pending], undefined, 1));
        assert.deepEqual(
            stack.state().resources.filter(({ urn }) => urn.endsWith(":Release::logs-loki")),
            [],
        );
    });

    /** One recover and one up are enough, and a second up changes nothing. */
    async function goesOn(): Promise<void> {
        const done = await recovered({ yes: true });
        assert.deepEqual(
            [exitCode(done), done.outcomes?.flatMap(({ error }) => error ?? []), await pendingCreations()],
            [0, [], []],
        );
        const up = await stack.up();
        assert.ok(!up.failed, up.output);
        const again = await stack.up();
        assert.deepEqual([again.failed, Object.keys(again.summary)], [false, ["same"]]);
    }

    it("before an object of the cluster was made goes on by one up, which makes it", async () => {
        await killedAt("kong", ":Namespace");
        assert.ok((await pendingCreations()).some(({ resource }) => resource.urn.endsWith(":Namespace::kong")));
        await goesOn();
    });

    it("after an object of the cluster was made goes on by one up, which finds it in the state", async () => {
        await killedAt("kong", ":Namespace", undefined, "after");
        assert.ok((await pendingCreations()).some(({ resource }) => resource.urn.endsWith(":Namespace::kong")));
        await goesOn();
    });

    it("after an object of another name took its place goes on by one up, which deletes it", async () => {
        const first = await stack.up();
        assert.ok(!first.failed, first.output);
        // The gateway's Job and file are named after their content.
        stack.set(["sampling", "rate"], 0.25);
        await killedAt("kong-gateway", ":Job", undefined, "after");
        suite.simulator.world.ledger.clear();
        await goesOn();
        const jobs = [...suite.simulator.world.ledger.existing.values()].filter(
            ({ type, name }) => type.endsWith(":Job") && name === "kong-gateway",
        );
        assert.equal(jobs.length, 1);
    });
});
