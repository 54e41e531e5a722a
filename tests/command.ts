import { type Command, exitCodeOf } from "../tools/command";

/** What a command left behind. */
export interface Ended {
    status: number | null;
    stdout: string;
    stderr: string;
}

const colours = /\u001b\[\d+m/g;

/**
 * Runs a command in this process, a second less than one of its own; without our colours, whatever the tests run in, and
 * with whatever else a terminal obeys. That each ends its process as it should is for tests/scripts.
 */
export async function runCommand(command: Command, ...args: string[]): Promise<Ended> {
    const written = { stdout: "", stderr: "" };
    const status = await exitCodeOf(command, args, {
        out: (text) => void (written.stdout += text.replaceAll(colours, "")),
        err: (text) => void (written.stderr += text.replaceAll(colours, "")),
    });
    return { status, ...written };
}
