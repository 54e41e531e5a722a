import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ESLint } from "eslint";
import { root } from "../../tools/plan/evaluate";

/** A list in the configuration, which is a module of the kind that these tests cannot import. */
function listed(name: string): string[] {
    const [, list] = new RegExp(`^const ${name} = (\\[[^\\]]*\\]);`, "m").exec(configuration) ?? [];
    assert.ok(list !== undefined, name);
    return [...list.matchAll(/"([^"]+)"/g)].map(([, file = ""]) => file);
}

const configuration = readFileSync(path.join(root, "eslint.config.mjs"), "utf8");

/** Messages of one rule, by file. */
async function found(files: string[], rule: string, limit: number): Promise<string[]> {
    const eslint = new ESLint({
        cwd: root,
        overrideConfigFile: true,
        overrideConfig: [
            {
                files: ["**/*.ts"],
                languageOptions: { parser: (await import("typescript-eslint")).parser },
                linterOptions: { reportUnusedDisableDirectives: "off" },
                rules: { [rule]: ["error", limit] },
            },
        ],
    });
    const results = await eslint.lintFiles(files);
    return results
        .filter(({ messages }) => messages.some(({ ruleId }) => ruleId === rule))
        .map(({ filePath }) => path.relative(root, filePath));
}

describe("the limit of functions", () => {
    it("is lifted for those files alone that exceed it", async () => {
        const long = listed("longFunctions");
        assert.deepEqual((await found(long, "max-lines-per-function", 60)).sort(), [...long].sort());
    });
});
