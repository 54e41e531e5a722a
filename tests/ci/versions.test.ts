import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

describe("versions of Pulumi", () => {
    it("are those that CONTRIBUTING tells apart", () => {
        const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
            "dependencies" | "devDependencies",
            Record<string, string>
        >;
        const goModule = /^require github\.com\/pulumi\/pulumi\/(pkg|sdk)\/v3 v(\S+)/gm;
        const built = [...read(".ci/pulumi-cli/go.mod").matchAll(goModule)].map(([, , version]) => version);
        assert.deepEqual(built, Array(2).fill(dependencies["@pulumi/pulumi"]));
        const [, section = ""] = /^### Versions of Pulumi\n(.*?)^## /ms.exec(read("CONTRIBUTING.md")) ?? [];
        const told = [...section.matchAll(/^\|[^|]*\| (\d+\.\d+\.\d+) \|/gm)].map(([, version]) => version);
        assert.deepEqual(told, [dependencies["@pulumi/pulumi"], devDependencies.pulumi, built[0]]);
    });

    it("are in every workflow the one of the npm package", () => {
        const workflows = readdirSync(path.join(root, ".github/workflows")).map((file) => `.github/workflows/${file}`);
        let uses = 0;
        for (const file of workflows) {
            const text = read(file);
            const versions = [...text.matchAll(/pulumi-version: (.*)$/gm)].map(([, version]) => version);
            const actions = text.match(/uses: pulumi\/actions@/g) ?? [];
            uses += actions.length;
            assert.deepEqual(versions, Array(actions.length).fill("${{ steps.setup.outputs.pulumi }}"), file);
        }
        assert.ok(uses >= 6);
        assert.match(
            read(".github/actions/setup/action.yml"),
            /require\('\.\/package\.json'\)\.devDependencies\.pulumi"/,
        );
    });
});
