import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import type { PlannedResource } from "../../../tools/plan/recorder";
import { forGit, leftOutFile, writeForGit } from "../../../tools/render/gitops";
import { main } from "../../../tools/render/main";
import { root } from "../../../tools/plan/evaluate";
import { plannedResource } from "../plan/plannedResource";

const made = (kind: string, more: Partial<PlannedResource> = {}, inputs: object = {}): PlannedResource =>
    plannedResource({
        type: `kubernetes:core/v1:${kind}`,
        name: kind.toLowerCase(),
        inputs: { apiVersion: "v1", kind, metadata: { name: "a", namespace: "kong" }, ...inputs },
        ...more,
    });
const why = (...resources: PlannedResource[]): string[] => forGit(resources, new Set()).leftOut.map((one) => one.why);

describe("objects for Git", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "gitops-"));
    after(() => rmSync(folder, { recursive: true }));
    const config = path.join(root, "tests/fixtures/Pulumi.argocd.yaml");
    const run = async (file = config): Promise<{ code: number; out: string }> => {
        let out = "";
        const write = (text: string): void => void (out += text);
        const code = await main(["argocd", "--config-file", file, "--gitops", folder], { out: write, err: write });
        return { code, out };
    };
    const bytes = (): Record<string, string> =>
        Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));

    it("are the same bytes each time, one object a file, without a Secret", async function () {
        this.timeout(120_000);
        assert.equal((await run()).code, 0);
        const first = bytes();
        writeFileSync(path.join(folder, "own.yaml"), "of: others\n");
        writeFileSync(path.join(folder, "ConfigMap.old.yaml"), first["Namespace.kong.yaml"]!);
        assert.equal((await run()).code, 0);
        assert.deepEqual(bytes(), { ...first, "own.yaml": "of: others\n" });
        const objects = Object.entries(first).filter(([file]) => file !== leftOutFile);
        const kinds = objects.map(([, text]) => (parse(text) as { kind: string }).kind);
        assert.ok(kinds.includes("AppProject") && kinds.includes("Application") && !kinds.includes("Secret"));
        for (const [file, text] of objects) {
            assert.doesNotMatch(text, /\[secret\]|\[unknown\]|pulumi\.com\/|^---$/m, file);
        }
        assert.match(first[leftOutFile]!, /^- kubernetes:core\/v1:Secret kong-database-credentials: a Secret/m);
        assert.match(first[leftOutFile]!, /Application kong-cp: known only in `pulumi up`: spec\.source\.helm/);
    });

    it("need Argo CD, by the setting's key", async () => {
        await assert.rejects(
            run(path.join(root, "Pulumi.local.yaml")),
            /^Error: kong-observability:delivery: got helm; allowed with --gitops: argocd/,
        );
    });

    it("are none that hold a secret, or are not known", () => {
        assert.deepEqual(why(made("ConfigMap", { secrets: ["data.a"] })), ["a secret at data.a; Pulumi makes it"]);
        assert.deepEqual(why(made("ConfigMap", { unknowns: ["data.a"] })), ["known only in `pulumi up`: data.a"]);
        assert.deepEqual(why(made("Secret")), ["a Secret; Pulumi makes it"]);
        assert.match(
            why(made("ConfigMap", {}, { data: { password: "hunter2hunter2" } }))[0] ?? "",
            /^may contain a secret at /,
        );
        assert.equal(why(made("ServiceAccount", { type: "kubernetes:core/v1:ServiceAccountPatch" })).length, 1);
        assert.equal(
            why(plannedResource({ type: "random:index/randomPassword:RandomPassword", name: "a", inputs: {} })).length,
            1,
        );
    });

    it("are left out by name or written, and never lost", () => {
        const resources = [
            made("ConfigMap"),
            made("Secret"),
            plannedResource({ type: "pulumi:providers:aws", name: "a", inputs: {} }),
        ];
        const { objects, leftOut } = forGit(resources, new Set());
        assert.deepEqual([objects.map(({ file }) => file), leftOut.length], [["ConfigMap.kong.a.yaml"], 1]);
        assert.throws(
            () => forGit([made("ConfigMap"), made("ConfigMap")], new Set()),
            /ConfigMap\.kong\.a\.yaml: two objects/,
        );
    });

    it("write down what is left out", () => {
        const empty = mkdtempSync(path.join(tmpdir(), "gitops-"));
        writeForGit(empty, { objects: [], leftOut: [] });
        assert.match(readFileSync(path.join(empty, leftOutFile), "utf8"), /Nothing\./);
        rmSync(empty, { recursive: true });
    });
});
