import { hidden } from "../model/secrets/hide";

/** Where a command writes: whole lines, including their line ends. */
export interface Streams {
    out(text: string): void;
    err(text: string): void;
}

/** The function behind an npm script: takes its arguments, returns its exit code. */
export type Command = (args: string[], streams: Streams) => number | Promise<number>;

const terminal: Streams = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
};

/** Runs a command. If it throws, only the error's message is written, without a stack trace. */
export async function exitCodeOf(command: Command, args: string[], streams: Streams, onError = 1): Promise<number> {
    try {
        return await command(args, streams);
    } catch (error) {
        streams.err(`${hidden(reasonOf(error))}\n`);
        return onError;
    }
}

/** An error's message; for Node.js' errors about files and arguments, only the helpful part. */
function reasonOf(error: unknown): string {
    const { message = String(error), code, path } = error as Partial<NodeJS.ErrnoException>;
    if (path !== undefined) {
        return `${path}: ${/^[A-Z]+: (.+), \w+ /.exec(message)?.[1] ?? message}`;
    }
    if (code?.startsWith("ERR_PARSE_ARGS")) {
        return `${message.split(/\.\s/, 1)[0]}; see --help`;
    }
    // The SDK prepends every property on the path to a failed output; the reason comes last.
    return message.replace(/^(error serializing property "[^"]*": )+/, "");
}

/** Runs a command in this process. */
export async function runProcess(command: Command, onError = 1): Promise<void> {
    process.exitCode = await exitCodeOf(command, process.argv.slice(2), terminal, onError);
}
