import assert from "node:assert/strict";
import { succeed } from "./messages";
import { secretsIn } from "./secrets";
import type { EngineStack, Run } from "./stack";
import { describeEngine } from "./suite";

describeEngine("data planes on another cluster", (suite) => {
    let control: EngineStack;
    let remote: EngineStack;
    before(async () => {
        control = await suite.stackBesideOthers("pki");
        await succeed(control.up());
        remote = await suite.stackBesideOthers("remote-data-planes");
        remote.set(["credentials"], undefined);
        // The simulated cluster is the same one.
        remote.set(["namespaces"], { gateway: "kong-eu", observability: "observability-eu" });
        remote.set(["kong", "controlPlane"], {
            kind: "stack",
            name: "organization/kong-observability/pki",
            group: "eu-west",
        });
    });

    /** What a run changes beyond what its resources read, as `operation type name`, without repetitions. */
    const changes = ({ steps }: Run): string[] =>
        [
            ...new Set(
                steps
                    .filter(({ operation }) => !["same", "read", "refresh"].includes(operation))
                    // Components only tell policies what changes.
                    .filter(({ urn }) => !/kong-observability:(kong|stack):\w+::[^:]*$/.test(urn))
                    .map(({ operation, urn }) => {
                        const [type = "", name = ""] = urn.split("::").slice(-2);
                        return `${operation.replace(/^create-replacement$|^delete-replaced$/, "replace")} ${type.split(":").at(-1)} ${name}`;
                    }),
            ),
        ].sort();
    const existing = (pattern: RegExp): string[] =>
        [...suite.simulator.world.ledger.existing.values()]
            .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
            .filter((text) => pattern.test(text))
            .sort();

    it("join with the certificate of their group, and bring neither database nor decK", async () => {
        const made = await succeed(remote.up());
        const created = changes(made).filter((line) => line.startsWith("create"));
        assert.ok(created.includes("create Release edge"));
        assert.ok(created.includes("create Secret kong-joined"));
        assert.deepEqual(
            created.filter((line) => /kong-cp|kong-gateway|database|Job /.test(line)),
            [],
        );
        assert.deepEqual((await succeed(remote.up())).summary, { same: made.summary.create });
    });

    it("leave no secret readable in the state of either stack", () => {
        for (const stack of [control, remote]) {
            assert.deepEqual(secretsIn(stack.state().text, suite.simulator.world), []);
        }
        const keys = existing(/^PrivateKey kong-cluster/);
        assert.equal(keys.length, 8);
    });

    it("notice nothing when another group is revoked, of which the control plane alone restarts", async () => {
        control.set(["kong", "certificate", "remoteGroups"], ["eu-west"]);
        control.set(["kong", "certificate", "generations"], undefined);
        assert.deepEqual(changes(await succeed(control.up())), [
            "delete CertRequest kong-cluster-us-east",
            "delete LocallySignedCert kong-cluster-us-east",
            "delete PrivateKey kong-cluster-us-east",
            "delete PrivateKey kong-cluster-us-east-authority",
            "delete SelfSignedCert kong-cluster-us-east-authority",
            "replace Secret kong-cluster-control-plane",
            "update Release kong-cp",
        ]);
        assert.deepEqual(changes(await succeed(remote.preview())), []);
    });

    it("get another certificate with a higher generation, and only then restart", async () => {
        control.set(["kong", "certificate", "generations"], { "eu-west": 2 });
        const there = changes(await succeed(control.up()));
        assert.ok(there.includes("replace LocallySignedCert kong-cluster-eu-west"));
        assert.ok(there.includes("update Release kong-cp"));
        assert.deepEqual(
            there.filter((line) => /inside|kong-cluster-control-plane$/.test(line)),
            ["replace Secret kong-cluster-control-plane"],
        );
        assert.deepEqual(changes(await succeed(remote.up())), ["replace Secret kong-joined", "update Release edge"]);
    });

    it("are told in a preview that they are revoked, and keep running", async () => {
        control.set(["kong", "certificate", "remoteGroups"], []);
        control.set(["kong", "certificate", "generations"], undefined);
        await succeed(control.up());
        const { failed, output } = await remote.preview();
        assert.ok(failed);
        assert.match(output, /kong\.controlPlane\.group: got "eu-west"; allowed: nothing yet/);
        assert.deepEqual(existing(/^Release edge$/), ["Release edge"]);
    });
});
