import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { readJsonOr } from "../../model/parsing";
import { whyNoOutputs } from "../verify/outputs";
import { type Exported, parseState } from "./state";

/**
 * Runs the Pulumi CLI.
 * @returns its standard output
 * @throws Error with its error messages
 */
export type Pulumi = (args: string[], input?: string) => Promise<string>;

/**
 * The project's CLI, or the one in PULUMI_CLI.
 *
 * @param cwd the project's folder
 * @param env of the CLI
 */
export function pulumiCli(cwd: string, env: NodeJS.ProcessEnv): Pulumi {
    // npm puts the project's own `pulumi` first on PATH.
    const cli = env.PULUMI_CLI ?? "pulumi";
    return (args, input) =>
        new Promise((resolve, reject) => {
            const child = spawn(cli, [...args, "--non-interactive", "--color=never"], { cwd, env });
            let [out, said] = ["", ""];
            // A character may be split between two chunks, and this text is imported again later.
            child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
            child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
            child.on("error", (error: NodeJS.ErrnoException) =>
                reject(new Error(whyNoOutputs(cli, error.code, error.message))),
            );
            child.on("close", (code) => {
                if (code === 0) {
                    resolve(out);
                } else {
                    // The output of an export is the state, with secrets.
                    const errors = errorsOf(said, args[1] === "export" ? "" : out);
                    reject(new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${whyNoOutputs(cli, code, errors)}`));
                }
            });
            // A CLI that exits before it reads its input has already reported why.
            child.stdin.on("error", () => undefined);
            child.stdin.end(input ?? "");
        });
}

/**
 * The stack's state. Repeated if it is empty, because an engine may just be writing the file.
 *
 * @param secrets whether secrets are in plain text
 * @param pause between two attempts, in milliseconds
 */
export async function exportState(pulumi: Pulumi, stack: string, secrets: boolean, pause = 500): Promise<Exported> {
    const args = ["stack", "export", ...(secrets ? ["--show-secrets"] : []), "--stack", stack];
    for (let left = 4; ; left--) {
        try {
            return parseState(await pulumi(args));
        } catch (error) {
            if (left === 0 || !/load checkpoint: (unexpected )?EOF/.test((error as Error).message)) {
                throw error;
            }
            await setTimeout(pause);
        }
    }
}

/** The CLI's error messages, without the diff on standard output, which contains values. */
function errorsOf(said: string, out: string): string {
    const { diagnostics = [] } = readJsonOr(out, {}) as { diagnostics?: { severity: string; message: string }[] };
    const reported = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message.trim());
    if (reported.length > 0) {
        return reported.join("\n");
    }
    const lines = stripVTControlCharacters(`${said}\n${out}`)
        .split("\n")
        .map((line) => line.trim());
    const errors = lines.filter((line) => /^(error|warning): |locked|created by/.test(line));
    return (errors.length > 0 ? errors : lines.filter(Boolean)).slice(0, 12).join("\n");
}
