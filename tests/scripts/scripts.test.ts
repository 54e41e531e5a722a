import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { plan, root } from "../../tools/plan/evaluate";
import { plannedReleases } from "../../tools/render/releases";
import type { Ended } from "../command";
import { packCharts, valuesShown } from "./charts";

/** A script by its name in package.json, as a user runs it. */
function npmRun(script: string, ...args: string[]): Ended {
    return spawnSync("npm", ["run", "--silent", script, "--", ...args], { cwd: root, encoding: "utf8" });
}

function succeeded({ status, stdout, stderr }: Ended): string {
    assert.deepEqual([status, stderr], [0, ""]);
    return stdout;
}

/** As Helm hands values to a chart: a null takes a value of the chart's own away. */
function withoutNulls(values: unknown): unknown {
    return JSON.parse(JSON.stringify(values), (_, value: unknown) => value ?? undefined);
}

/**
 * README's scripts once each, from name to what it leaves behind; tests/ci/run.test.ts holds that none is forgotten.
 */
describe("npm run", function () {
    this.timeout(300_000);
    let folder: string;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "scripts-"));
    });
    after(() => rmSync(folder, { recursive: true }));
    const at = (...names: string[]): string => path.join(folder, ...names);

    it("plan, the same in every process and without colours where no terminal is, then comment on it", () => {
        for (const side of ["base", "head"]) {
            mkdirSync(at(side));
            const page = side === "head" ? ["--html", at("local.html")] : [];
            const screen = succeeded(npmRun("plan", "local", "--json", at(side, "local.json"), ...page));
            assert.match(screen, /^Plan of stack local,/);
            assert.ok(!screen.includes("\u001b"));
        }
        assert.equal(readFileSync(at("head", "local.json"), "utf8"), readFileSync(at("base", "local.json"), "utf8"));
        assert.match(readFileSync(at("local.html"), "utf8"), /^<!doctype html>/i);
        succeeded(npmRun("comment", "--head", at("head"), "--base", at("base"), "--out", at("comment.md")));
        assert.match(readFileSync(at("comment.md"), "utf8"), /^### local: ✅ .*no resource changes/);
    });

    it("plan, which ends with the reason and exit code 1 and no stack trace", () => {
        const { status, stdout, stderr } = npmRun("plan", "staging");
        assert.deepEqual([status, stdout], [1, ""]);
        assert.match(stderr, /^stack: got "staging", but there is no Pulumi\.staging\.yaml; allowed: [^\n]+\n$/);
    });

    it("any of them, with --help", () => {
        for (const script of ["plan", "render", "comment", "drift", "bench", "verify", "recover", "adopt", "docs"]) {
            const { status, stdout, stderr } = npmRun(script, "--help");
            assert.equal(status, 0, script);
            assert.match(`${stdout}${stderr}`, new RegExp(`^usage: npm run ${script} --`), script);
        }
    });

    it("drift", () => {
        writeFileSync(at("preview.json"), JSON.stringify({ steps: [] }));
        assert.match(succeeded(npmRun("drift", "dev", at("preview.json"))), /\bdev\b/);
    });

    /**
     * The charts are ours: what the real ones make of the values, only `npm run render` against their repositories
     * says.
     */
    it("render, with a real Helm and charts of our own under the pinned names and versions", async () => {
        const releases = plannedReleases((await plan("local", path.join(root, "Pulumi.local.yaml"))).resources);
        packCharts(at("charts"), releases);
        const { status, stdout, stderr } = npmRun("render", "local", "--charts", at("charts"), "--out", at("rendered"));
        assert.deepEqual([status, stderr], [0, ""]);
        const written = readdirSync(at("rendered"));
        assert.equal(written.length, releases.length + 1);
        assert.equal(stdout.trim().split("\n").length, written.length);
        for (const { namespace, releaseName, values } of releases) {
            const text = readFileSync(at("rendered", `${namespace}.${releaseName}.yaml`), "utf8");
            const objects = parseAllDocuments(text).map(
                (document) => document.toJS() as { metadata?: { name: string }; data?: { values: string } } | null,
            );
            const shown = objects.find((object) => object?.metadata?.name === valuesShown)?.data?.values ?? "";
            assert.deepEqual(JSON.parse(shown), withoutNulls(values), releaseName);
        }
    });

    it("recover, as far as it gets without a stack", () => {
        assert.match(succeeded(npmRun("recover", "--help")), /^usage: npm run recover/);
        const { status, stdout, stderr } = npmRun("recover", "one", "two");
        assert.deepEqual([status, stdout, stderr], [2, "", "got 2 stacks: one, two; allowed: one\n"]);
    });

    it("adopt, as far as it gets without a stack", () => {
        const { status, stdout, stderr } = npmRun("adopt", "one", "two");
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(stderr, /^usage: npm run adopt --/);
    });

    it("verify, as far as it gets without a cluster", () => {
        const outputs = { kubeconfig: "[secret]" };
        writeFileSync(at("outputs.json"), JSON.stringify(outputs));
        const { status, stdout, stderr } = npmRun("verify", "local", "--outputs", at("outputs.json"));
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(stderr, /outputs\.json|outputs of/);
        assert.match(succeeded(npmRun("verify", "--help")), /^usage: npm run verify/);
    });

    it("docs, which changes nothing", () => {
        succeeded(npmRun("docs", "--check"));
    });

    it("build, into a folder that is not committed", () => {
        assert.equal(succeeded(npmRun("build", "policy")).split(":")[0], path.join("policy", "dist"));
        const { status, stdout, stderr } = npmRun("build");
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(stderr, /^usage: npm run build -- FOLDER/);
    });

    it("outdated, whether or not there is a network", () => {
        const { status, stdout, stderr } = npmRun("outdated");
        assert.deepEqual([[0, 1, 2].includes(status ?? -1), stderr], [true, ""]);
        assert.match(stdout, /\d+ asked, \d+ newer, \d+ could not be queried\n$/);
    });

    it("bench, once and small", () => {
        const out = succeeded(npmRun("bench", "--quick"));
        for (const title of ["A whole plan of dev", "Data planes", "Routes", "Policies"]) {
            assert.ok(out.includes(`\n${title} `), title);
        }
        assert.match(out, /20,000 routes are refused by name {2}✓ met/);
    }).timeout(900_000);

    it("e2e, as far as its usage", () => {
        assert.match(succeeded(npmRun("e2e", "--help")), /^usage: /);
    });
});
