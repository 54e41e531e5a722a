import { spawnSync } from "node:child_process";
import { readJson } from "../../model/parsing";

/** An npm package with a newer version. */
export interface Package {
    name: string;
    version: string;
    newest: string;
}

/**
 * Output of `npm outdated`: https://docs.npmjs.com/cli/commands/npm-outdated. Its exit code is 1 if something is newer.
 */
export function outdatedPackages(folder: string): Package[] {
    const { stdout, stderr, status, error } = spawnSync("npm", ["outdated", "--json"], {
        cwd: folder,
        encoding: "utf8",
    });
    const answer = stdout.trim() === "" && status === 0 ? {} : parsed(stdout);
    if (answer === undefined || "error" in answer) {
        const reason = error?.message ?? (answer?.error as { summary?: string } | undefined)?.summary ?? stderr;
        throw new Error(`npm outdated: ${reason.trim().split("\n")[0] ?? ""}`);
    }
    const packages = answer as Record<string, { current?: string; wanted: string; latest: string }>;
    return Object.entries(packages).map(([name, { current, wanted, latest }]) => ({
        name,
        version: current ?? wanted,
        newest: latest,
    }));
}

function parsed(text: string): Record<string, unknown> | undefined {
    try {
        return readJson(text) as Record<string, unknown>;
    } catch {
        return undefined;
    }
}
