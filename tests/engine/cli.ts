import { accessSync, constants, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { root } from "../../tools/plan/evaluate";

/** Where `.ci/run` puts the CLI that it builds. */
const built = path.join(root, ".tools/bin/pulumi");

/**
 * The Pulumi CLI to test with: `$PULUMI_CLI`, else one on PATH, else the one that `.ci/run` built. Never the npm
 * package's wrapper, which npm scripts put first on PATH: it downloads a CLI.
 */
export function findCli(env: { PULUMI_CLI?: string; PATH?: string } = process.env): string | undefined {
    if (env.PULUMI_CLI) {
        if (!isExecutable(env.PULUMI_CLI)) {
            throw new Error(`PULUMI_CLI: got ${env.PULUMI_CLI}; allowed: the path of a Pulumi CLI`);
        }
        return path.resolve(env.PULUMI_CLI);
    }
    const onPath = (env.PATH ?? "").split(path.delimiter).map((folder) => path.join(folder, "pulumi"));
    return [...onPath, built].find(
        (file) => isExecutable(file) && !realpathSync(file).includes(`${path.sep}node_modules${path.sep}`),
    );
}

/** As Automation API takes it: it looks for `bin/pulumi` in a folder. */
export async function pulumiCommand(cli: string): Promise<PulumiCommand> {
    const folder = mkdtempSync(path.join(tmpdir(), "pulumi-cli-"));
    mkdirSync(path.join(folder, "bin"));
    symlinkSync(cli, path.join(folder, "bin/pulumi"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    return PulumiCommand.get({ root: folder });
}

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
