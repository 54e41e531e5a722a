import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Plan, plan, root } from "../../../tools/plan/evaluate";
import { planOf, stackFiles } from "./stacks";

/** Types and names, with the project's own name as it is in this repository. */
function made({ resources }: Plan, project: string): string[] {
    return resources.map(({ type, name }) => `${type} ${name.replaceAll(project, "kong-observability")}`).sort();
}

describe("a project of another name", () => {
    let folder: string;
    before(() => {
        // As `pulumi new` leaves it.
        folder = mkdtempSync(path.join(tmpdir(), "project-"));
        const text = readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
        writeFileSync(path.join(folder, "Pulumi.yaml"), text.replace(/^name: .*$/m, "name: shop"));
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const name of ["dev", "prod", "local", "external"]) {
        it(`plans the same resources, ${name}`, async () => {
            const other = await plan(name, stackFiles[name]!, folder);
            assert.deepEqual(made(other, "shop"), made(await planOf(name), "kong-observability"));
        });
    }

    it("names what AWS sees after the project", async () => {
        const { resources } = await plan("dev", stackFiles.dev!, folder);
        const cluster = resources.find(({ type }) => type === "kong-observability:cluster:EksCluster");
        assert.ok(JSON.stringify(cluster?.inputs).includes("shop-dev"), JSON.stringify(cluster?.inputs));
    });

    it("says what is wrong by the key that the file has", async () => {
        const file = path.join(folder, "Pulumi.wrong.yaml");
        writeFileSync(
            file,
            "config:\n  kong-observability:cluster: { kind: kubeconfig }\n  kong-observability:logs: { retention: 1h }\n  sample: 3\n",
        );
        await assert.rejects(plan("wrong", file, folder), (error: Error) => {
            assert.match(error.message, /\n {2}kong-observability:logs\.retention: got 1h/);
            assert.match(error.message, /\n {2}shop:sample: got 3/);
            return true;
        });
    });
});
