import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";
import { stackFiles } from "../tools/plan/stacks";

describe("the repository", () => {
    const sources = [
        "index.ts",
        ...["settings", "components"].flatMap((folder) =>
            readdirSync(path.join(root, folder), { recursive: true }).map((file) => path.join(folder, String(file))),
        ),
    ].filter((file) => file.endsWith(".ts"));

    it("holds versions in charts/ alone", () => {
        assert.ok(sources.length > 40);
        for (const file of sources) {
            const code = readFileSync(path.join(root, file), "utf8")
                .replace(/\/\*[\s\S]*?\*\//g, "")
                .replace(/(^|\s)\/\/.*$/gm, "");
            // Four numbers are an address.
            assert.deepEqual(code.match(/(?<![\d.])\d+\.\d+\.\d+(?![\d.])/g) ?? [], [], file);
        }
    });

    it("has few lines of TypeScript that a screen does not show whole, which the formatter leaves as they are", () => {
        const folders = ["model", "charts", "settings", "components", "policy", "tools", "tests"];
        const lines = folders
            .flatMap((folder) =>
                readdirSync(path.join(root, folder), { recursive: true }).map((f) => `${folder}/${String(f)}`),
            )
            .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
            .flatMap((file) => readFileSync(path.join(root, file), "utf8").split("\n"));
        assert.ok(lines.length > 10_000);
        const share = lines.filter((line) => line.length > 120).length / lines.length;
        assert.ok(share <= 0.016, `${(100 * share).toFixed(2)} % of all lines are over 120 columns; allowed: 1.6 %`);
    });

    it("holds no encrypted value", () => {
        for (const file of Object.values(stackFiles)) {
            assert.doesNotMatch(readFileSync(file, "utf8"), /secure:/, file);
        }
    });
});
