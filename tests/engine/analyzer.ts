import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";

/**
 * Lets the CLI run policy packs the way it does for everybody. What starts them comes with the official CLI only, so
 * this stands in for it: same entry point (@pulumi/pulumi/cmd/run-policy-pack), in the folder of the pack, with the
 * same arguments.
 */
export class Analyzer {
    private readonly folder = mkdtempSync(path.join(tmpdir(), "analyzer-"));
    private readonly ambientPath = process.env.PATH;

    constructor() {
        const shim = path.join(this.folder, "pulumi-analyzer-policy-nodejs");
        const entry = path.join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
        // Nothing of how these tests are run may help the pack to run.
        const clean = `unset NODE_OPTIONS $(env | sed -n "s/^\\(TS_NODE_[A-Z_]*\\)=.*/\\1/p")`;
        writeFileSync(shim, `#!/bin/sh\n${clean}\nexec "${process.execPath}" "${entry}" "$@"\n`);
        chmodSync(shim, 0o755);
        process.env.PATH = [this.folder, this.ambientPath].join(path.delimiter);
    }

    stop(): void {
        process.env.PATH = this.ambientPath;
        rmSync(this.folder, { recursive: true, force: true });
    }
}
