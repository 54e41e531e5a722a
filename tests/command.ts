import { spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { type Command, exitCodeOf } from "../tools/command";
import { root } from "../tools/plan/evaluate";

/** What a command left behind. */
export interface Ended {
    status: number | null;
    stdout: string;
    stderr: string;
}

/** Runs a command in this process, a second less than one of its own; without colours, whatever the tests run in. */
export async function runCommand(command: Command, ...args: string[]): Promise<Ended> {
    const written = { stdout: "", stderr: "" };
    const status = await exitCodeOf(command, args, {
        out: (text) => void (written.stdout += stripVTControlCharacters(text)),
        err: (text) => void (written.stderr += stripVTControlCharacters(text)),
    });
    return { status, ...written };
}

/** Runs a program as its npm script does. */
export function spawnProgram(file: string, ...args: string[]): Ended {
    return spawnSync(process.execPath, ["-r", "ts-node/register", file, ...args], { cwd: root, encoding: "utf8" });
}
