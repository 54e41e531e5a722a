import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../../../tools/plan/evaluate";
import { readStackConfig } from "../../../tools/plan/stackFile";

describe("a stack file as the offline plan reads it", () => {
    it("has objects' keys sorted at every depth, as the engine hands them on, and lists in their own order", () => {
        const folder = mkdtempSync(path.join(tmpdir(), "stack-file-"));
        try {
            const file = path.join(folder, "Pulumi.some.yaml");
            writeFileSync(file, "config:\n    kong-observability:some: { b: 1, a: [{ d: 2, c: 3 }, 0], B: x }\n");
            const { values } = readStackConfig(root, file);
            assert.equal(values["kong-observability:some"], '{"B":"x","a":[{"c":3,"d":2},0],"b":1}');
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
