import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { plan, root } from "../../tools/plan/evaluate";
import { planOf } from "../tools/plan/stacks";
import { differences, outputDifferences } from "./comparison";
import { cli, describeEngine } from "./suite";

/** What git keeps, or would: a repository as `pulumi new URL` finds it. */
function copyRepository(to: string): void {
    const args = ["ls-files", "--cached", "--others", "--exclude-standard"];
    const files = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);
    for (const file of files) {
        mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
        cpSync(path.join(root, file), path.join(to, file));
    }
}

interface ProjectFile {
    name: string;
    template?: { config: object };
    config: Record<string, unknown>;
}

describeEngine("a project that pulumi new made", (suite) => {
    let folder: string;
    let made: string;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "pulumi-new-"));
        const template = path.join(folder, "template");
        made = path.join(folder, "made");
        copyRepository(template);
        mkdirSync(made);
        // No stack and no packages: those would come from a registry.
        const { status, stderr } = spawnSync(
            cli ?? "",
            ["new", template, "--dir", made, "--name", "shop", "--generate-only", "--yes"],
            {
                env: {
                    ...process.env,
                    PULUMI_HOME: path.join(folder, "home"),
                    PULUMI_BACKEND_URL: `file://${folder}`,
                    PULUMI_SKIP_UPDATE_CHECK: "true",
                },
                encoding: "utf8",
            },
        );
        // When all is written, it asks Node.js' plugin what to do next. A CLI that `.ci/run` builds has none.
        assert.ok(status === 0 || /^error: failed to load language plugin nodejs/m.test(stderr), stderr);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("has its own name, and everything else as it was", () => {
        const projectOf = (at: string): ProjectFile =>
            parse(readFileSync(path.join(at, "Pulumi.yaml"), "utf8")) as ProjectFile;
        const [ours, theirs] = [projectOf(root), projectOf(made)];
        assert.deepEqual([theirs.name, theirs.template], ["shop", undefined]);
        // Pulumi notes where the template came from.
        assert.deepEqual({ ...theirs.config, "pulumi:tags": undefined }, { ...ours.config, "pulumi:tags": undefined });
        assert.deepEqual(Object.keys(ours.template?.config ?? {}), ["aws:region"]);
        for (const file of ["Pulumi.dev.yaml", "index.ts", ".ci/run", "tests/e2e/run"]) {
            assert.equal(
                readFileSync(path.join(made, file), "utf8"),
                readFileSync(path.join(root, file), "utf8"),
                file,
            );
        }
    });

    for (const name of ["dev", "prod", "local"]) {
        it(`plans its stack ${name}, and previews it the same`, async () => {
            const planned = await plan(name, path.join(made, `Pulumi.${name}.yaml`), made);
            const preview = await (await suite.stack(name, "shop")).preview();
            assert.ok(!preview.failed, preview.output);
            assert.deepEqual(differences(planned.resources, preview), []);
            assert.deepEqual(outputDifferences(planned, preview), []);
            assert.equal(planned.resources.length, (await planOf(name)).resources.length);
            assert.match(planned.resources[0]?.urn ?? "", new RegExp(`^urn:pulumi:${name}::shop::`));
        });
    }
});
