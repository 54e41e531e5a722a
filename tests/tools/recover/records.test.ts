import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { ReleaseCluster } from "../../../tools/recover/cluster";
import { gather } from "../../../tools/recover/gather";
import { parseArguments } from "../../../tools/recover/arguments";
import { markedFailed, manifestObjects, readRevision } from "../../../tools/recover/helm";
import { fileLock, readBackend } from "../../../tools/recover/lock";
import { dropCutAttributes } from "../../../tools/recover/attributes";
import { exportState, type Pulumi, pulumiCli } from "../../../tools/recover/pulumi";
import { clusterAccess, opened, parseState, settle } from "../../../tools/recover/state";
import { packed, secret } from "./made";

describe("Helm's record", () => {
    it("is read from its Secret", () => {
        const { secret, revision, status, chart, manifest, begun } = readRevision("it", packed("pending-install"));
        assert.deepEqual(
            [secret, revision, status, chart.version, begun.toISOString()],
            ["it", 3, "pending-install", "18.11.0", "2026-11-29T11:00:00.000Z"],
        );
        assert.deepEqual(manifestObjects(manifest), [{ kind: "Job", name: "init" }]);
    });

    it("is marked as failed in one word, and no number of its values is rounded", () => {
        const text = (data: string): string =>
            gunzipSync(Buffer.from(Buffer.from(data, "base64").toString(), "base64")).toString();
        for (const status of ["pending-install", "pending-upgrade", "pending-rollback"] as const) {
            const before = packed(status);
            assert.equal(text(markedFailed(before)), text(before).replace(`"${status}"`, '"failed"'));
        }
        assert.match(text(markedFailed(packed("pending-install"))), /12345678901234567890/);
    });

    it("is not marked where Helm is not at work, whatever the values say", () => {
        for (const status of ["deployed", "failed", "superseded", "uninstalling"] as const) {
            assert.throws(() => markedFailed(packed(status, '{"a":{"status":"pending-install"}}')), /not pending/);
        }
    });
});

const urn = "urn:pulumi:dev::p::kubernetes:helm.sh/v3:Release::loki";

describe("the state", () => {
    const operation = {
        type: "creating",
        resource: {
            urn,
            type: "kubernetes:helm.sh/v3:Release",
            custom: true,
            parent: "urn:it",
            inputs: { name: "loki" },
        },
    };
    const state = (more: object = {}): string =>
        JSON.stringify({
            version: 3,
            deployment: {
                manifest: { magic: "m" },
                resources: [{ urn: "urn:it", type: "it" }],
                pending_operations: [operation],
                ...more,
            },
        });

    it("loses a creation of what was never made, and nothing else", () => {
        const { version, deployment } = settle(parseState(state()), [{ urn }]);
        assert.deepEqual(
            [version, deployment],
            [3, { manifest: { magic: "m" }, resources: [{ urn: "urn:it", type: "it" }], pending_operations: [] }],
        );
    });

    it("takes what was made, with all that the creation said of it", () => {
        const { deployment } = settle(parseState(state()), [{ urn, id: "observability/loki" }]);
        assert.deepEqual(deployment.resources?.[1], { ...operation.resource, id: "observability/loki", outputs: {} });
        assert.deepEqual(deployment.pending_operations, []);
    });

    it("takes what it does not know at all under the component that asked for it", () => {
        const component = "urn:pulumi:dev::p::kong-observability:release:ChartRelease::loki";
        const own = "urn:pulumi:dev::p::kong-observability:release:ChartRelease$kubernetes:helm.sh/v3:Release::loki";
        const provider = { urn: "urn:provider", type: "pulumi:providers:kubernetes", id: "1" };
        const resources = [provider, { urn: component, type: "kong-observability:release:ChartRelease" }];
        const { deployment } = settle(parseState(state({ resources })), [{ urn: own, id: "observability/loki" }]);
        const known = {
            urn: own,
            custom: true,
            type: "kubernetes:helm.sh/v3:Release",
            parent: component,
            provider: "urn:provider::1",
        };
        assert.deepEqual(deployment.resources?.[2], { ...known, id: "observability/loki", inputs: {}, outputs: {} });
        assert.throws(
            () => settle(parseState(state()), [{ urn: own, id: "observability/loki" }]),
            /neither its component nor a provider/,
        );
    });

    it("takes nothing twice", () => {
        const twice = state({
            resources: [{ urn, type: "it", id: "1" }],
            pending_operations: [operation, operation, { ...operation, type: "updating" }],
        });
        const { deployment } = settle(parseState(twice), [{ urn, id: "2" }]);
        assert.deepEqual(deployment.resources, [{ urn, type: "it", id: "1" }]);
    });

    it("leads to the cluster, by a provider whose kubeconfig is a secret", () => {
        const provider = {
            urn: "urn:provider",
            type: "pulumi:providers:kubernetes",
            inputs: { kubeconfig: secret("kind: Config"), context: "it" },
        };
        assert.deepEqual(clusterAccess(parseState(state({ resources: [provider] }))), {
            kubeconfig: "kind: Config",
            context: "it",
        });
        assert.deepEqual(clusterAccess(parseState(state())), { kubeconfig: "" });
        assert.deepEqual(opened({ a: [secret({ b: secret(1) })] }), { a: [{ b: 1 }] });
    });

    it("tells a component that was begun, which is nowhere else, from what may exist", async () => {
        const begun = (name: string, custom: boolean): object => ({
            type: "creating",
            resource: { urn: `urn:pulumi:dev::p::a:b:C::${name}`, type: "a:b:C", custom },
        });
        const state = parseState(
            JSON.stringify({ deployment: { pending_operations: [begun("x", false), begun("y", true)] } }),
        );
        const { operations } = await gather(state, {} as ReleaseCluster);
        assert.deepEqual(
            operations.map(({ component }) => component),
            [true, false],
        );
    });

    it("of another form is refused without a word of what it holds", () => {
        assert.throws(
            () => parseState('{"deployment":{"resources":[{"urn":5,"password":"hunter2"}]}}'),
            (error: Error) => /deployment\.resources/.test(error.message) && !/hunter2/.test(error.message),
        );
        assert.throws(
            () => parseState('{"password": hunter2}'),
            (error: Error) => /no JSON/.test(error.message) && !/hunter/.test(error.message),
        );
    });
});

describe("the Pulumi CLI", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "cli-"));
    });
    after(() => rmSync(folder, { recursive: true }));
    const cli = (script: string): Pulumi => {
        const file = path.join(folder, "pulumi");
        writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        return pulumiCli(folder, { ...process.env, PULUMI_CLI: file });
    };

    it("is read letter by letter, whatever pieces its output comes in", async () => {
        assert.equal(await cli("printf '\\303'; sleep 0.3; printf '\\251'")(["stack", "export"]), "é");
    });

    it("is asked again where an engine is just writing the state, and not forever", async () => {
        let asked = 0;
        const busy =
            (until: number): Pulumi =>
            async () => {
                if (++asked < until) {
                    throw new Error("pulumi stack export: error: failed to load checkpoint: EOF");
                }
                return JSON.stringify({ version: 3, deployment: {} });
            };
        assert.equal((await exportState(busy(3), "local", false, 1)).version, 3);
        asked = 0;
        await assert.rejects(exportState(busy(9), "local", false, 1), /EOF/);
        assert.equal(asked, 5);
        asked = 0;
        await assert.rejects(
            exportState(async () => (asked++, Promise.reject(new Error("no stack"))), "local", false, 1),
            /no stack/,
        );
        assert.equal(asked, 1, "any other failure is told at once");
    });

    it("that fails at an export says nothing of the state", async () => {
        const script = `echo '"password": "hunter2", "note": "created by"'; echo 'error: no such stack' >&2; exit 1`;
        await assert.rejects(
            cli(script)(["stack", "export"]),
            ({ message }: Error) => /no such stack/.test(message) && !/hunter2/.test(message),
        );
    });
});

describe("attributes beside a state", () => {
    it("go where a killed engine left them empty, and nothing else does", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "attributes-"));
        const place = path.join(folder, ".pulumi/stacks/kong-observability");
        mkdirSync(place, { recursive: true });
        const files = {
            "local.json": "{}",
            "local.json.attrs": "",
            "local.json.bak.attrs": "",
            "local.json.bak": "",
            "other.json.attrs": "",
            "local2.json.attrs": "",
        };
        Object.entries({ ...files, "local.json.gz.attrs": "{}" }).forEach(([file, text]) =>
            writeFileSync(path.join(place, file), text),
        );
        const pulumi: Pulumi = async () => JSON.stringify({ url: `file://${folder}` });
        dropCutAttributes(await readBackend(pulumi), "organization/kong-observability/local", "kong-observability");
        assert.deepEqual(readdirSync(place).sort(), [
            "local.json",
            "local.json.bak",
            "local.json.gz.attrs",
            "local2.json.attrs",
            "other.json.attrs",
        ]);
        dropCutAttributes(
            await readBackend(async () => JSON.stringify({ url: "s3://state" })),
            "local",
            "kong-observability",
        );
        rmSync(folder, { recursive: true });
    });
});

describe("the stack's lock", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "lock-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const lock = (file: string, host: string, place = "organization/p/dev"): void => {
        mkdirSync(path.join(folder, ".pulumi/locks", place), { recursive: true });
        writeFileSync(
            path.join(folder, ".pulumi/locks", place, file),
            JSON.stringify({ pid: 7, username: "me", hostname: host, timestamp: "2026-11-29T12:00:00Z" }),
        );
    };
    const read = (alive: boolean): string => fileLock(folder, "dev", "p", () => alive, "here").kind;

    it("is free, left by a process that ended here, or held: by one that runs, or by one of elsewhere", () => {
        assert.equal(read(true), "free");
        lock("1.json", "here");
        assert.equal(read(false), "left");
        assert.equal(read(true), "held");
        lock("2.json", "there");
        assert.equal(read(false), "held");
    });

    it("of another stack says nothing", () => {
        lock("1.json", "here", "organization/p/prod");
        assert.equal(read(true), "free");
    });
});

describe("the arguments of recover", () => {
    it("are a stack and what is known of it", () => {
        const made = "urn:pulumi:dev::p::aws:rds/instance:Instance::db";
        const settings = parseArguments(["prod", "--yes", "--made", `${made}=db=1`, "--not-made", made]);
        assert.deepEqual(settings, {
            stack: "prod",
            yes: true,
            interrupted: false,
            answers: { made: { [made]: "db=1" }, notMade: [made] },
        });
    });

    it("are told all that is wrong with them", () => {
        assert.throws(
            () => parseArguments(["a", "b", "--made", "x", "--not-made", "y"]),
            /got 2 stacks: a, b[^]*--made: got x; allowed: URN=ID[^]*--not-made: got y/,
        );
    });
});
