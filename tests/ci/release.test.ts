import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const manifest = JSON.parse(read("package.json")) as { version: string; license: string };

describe("a release", () => {
    it("has one version: package.json, its lock and the newest heading of the changelog", () => {
        const lock = JSON.parse(read("package-lock.json")) as { version: string; packages: { "": typeof manifest } };
        const headings = [...read("CHANGELOG.md").matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
        assert.equal(headings[0], "Unreleased");
        assert.match(
            headings[1] ?? "",
            new RegExp(`^${manifest.version.replaceAll(".", "\\.")} – \\d{4}-\\d\\d-\\d\\d$`),
        );
        assert.deepEqual([lock.version, lock.packages[""].version], [manifest.version, manifest.version]);
    });

    it("comes under the licence that package.json names, whose whole text is there", () => {
        const text = read("LICENSE");
        assert.equal(manifest.license, "Apache-2.0");
        assert.match(text, /Apache License\s+Version 2\.0, January 2004/);
        assert.match(text, /END OF TERMS AND CONDITIONS/);
    });
});
