import { spawnSync } from "node:child_process";
import path from "node:path";

export const root = path.resolve(__dirname, "../..");

/** The cost of one run of a program. */
export interface Usage {
    wallMs: number;
    /** User and system time. */
    cpuMs: number;
    peakMiB: number;
    /** The TypeScript files it loaded. */
    sources: string[];
}

export interface Ended {
    usage: Usage;
    status: number | null;
    stdout: string;
    stderr: string;
}

/**
 * Runs a program of this repository in its own process, transpiled as in `npm run plan`. Linux counts the memory of a
 * process's parent at the time of the fork into the process's peak, so this process must stay small: it loads no SDK.
 */
export function runChild(program: string, ...args: string[]): Ended {
    const preload = path.join(__dirname, "usage.cjs");
    const start = performance.now();
    const { status, output, error } = spawnSync(
        process.execPath,
        ["-r", "ts-node/register", "-r", preload, path.join(root, program), ...args],
        {
            cwd: root,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe", "pipe"],
            maxBuffer: 64 * 1024 * 1024,
        },
    );
    const wallMs = performance.now() - start;
    if (error !== undefined) {
        throw error;
    }
    const [, stdout = "", stderr = "", usage = ""] = output.map((text) => text ?? "");
    if (usage === "") {
        throw new Error(`${program}: ended by a signal\n${stderr}`);
    }
    return { usage: { wallMs, ...(JSON.parse(usage) as Omit<Usage, "wallMs">) }, status, stdout, stderr };
}

/** The same for a program that must succeed. */
export function mustRun(program: string, ...args: string[]): Ended {
    const ended = runChild(program, ...args);
    if (ended.status !== 0) {
        throw new Error(`${program}: exit status ${ended.status}\n${ended.stderr}`);
    }
    return ended;
}
