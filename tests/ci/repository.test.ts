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

    it("holds no encrypted value", () => {
        for (const file of Object.values(stackFiles)) {
            assert.doesNotMatch(readFileSync(file, "utf8"), /secure:/, file);
        }
    });
});
