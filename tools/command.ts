import { hidden } from "../model/secrets/hide";

/** Where a command writes: whole lines, each with its end. */
export interface Streams {
    out(text: string): void;
    err(text: string): void;
}

/** What an npm script runs: from its arguments to its exit code. */
export type Command = (args: string[], streams: Streams) => number | Promise<number>;

const terminal: Streams = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
};

/** Runs a command. An error that it throws is its last word, without a stack trace. */
export async function exitCodeOf(command: Command, args: string[], streams: Streams, onError = 1): Promise<number> {
    try {
        return await command(args, streams);
    } catch (error) {
        streams.err(`${hidden(reasonOf(error))}\n`);
        return onError;
    }
}

/** What an error says; of what Node.js says of files and arguments, the part that helps. */
function reasonOf(error: unknown): string {
    const { message = String(error), code, path } = error as Partial<NodeJS.ErrnoException>;
    if (path !== undefined) {
        return `${path}: ${/^[A-Z]+: (.+), \w+ /.exec(message)?.[1] ?? message}`;
    }
    if (code?.startsWith("ERR_PARSE_ARGS")) {
        return `${message.split(/\.\s/, 1)[0]}; see --help`;
    }
    // The SDK names every property on the way to an output that failed; the reason stands at the end.
    return message.replace(/^(error serializing property "[^"]*": )+/, "");
}

/** Runs a command as this process. */
export async function runProcess(command: Command, onError = 1): Promise<void> {
    process.exitCode = await exitCodeOf(command, process.argv.slice(2), terminal, onError);
}
