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
        const message = error instanceof Error ? error.message : String(error);
        // The SDK names every property on the way to an output that failed; the reason stands at the end.
        streams.err(`${hidden(message.replace(/^(error serializing property "[^"]*": )+/, ""))}\n`);
        return onError;
    }
}

/** Runs a command as this process. */
export async function runProcess(command: Command, onError = 1): Promise<void> {
    process.exitCode = await exitCodeOf(command, process.argv.slice(2), terminal, onError);
}
