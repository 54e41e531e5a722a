import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findCli } from "./cli";

describe("the CLI under test", () => {
    let folder: string;
    let real: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "find-cli-"));
        for (const place of ["real", "node_modules/pulumi", "node_modules/.bin"]) {
            mkdirSync(path.join(folder, place), { recursive: true });
        }
        real = path.join(folder, "real/pulumi");
        writeFileSync(real, "", { mode: 0o755 });
        writeFileSync(path.join(folder, "node_modules/pulumi/pulumi"), "", { mode: 0o755 });
        symlinkSync("../pulumi/pulumi", path.join(folder, "node_modules/.bin/pulumi"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("is the one that PULUMI_CLI names", () => {
        assert.equal(findCli({ PULUMI_CLI: real, PATH: "/nowhere" }), real);
        assert.throws(
            () => findCli({ PULUMI_CLI: "/nowhere/pulumi" }),
            /^Error: PULUMI_CLI: got \/nowhere\/pulumi; allowed: /,
        );
    });

    it("is the first on PATH that is not npm's wrapper", () => {
        const PATH = ["/nowhere", path.join(folder, "node_modules/.bin"), path.join(folder, "real")].join(
            path.delimiter,
        );
        assert.equal(findCli({ PATH }), real);
    });
});
