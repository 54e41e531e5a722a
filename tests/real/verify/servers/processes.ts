import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../../../tools/plan/evaluate";

/** What a test stops when it is over. */
export interface Stoppable {
    stop(): Promise<void>;
}

/** The real servers that the tests need; `.ci/run` installs or builds them. */
export const programs = {
    prometheus: "PROMETHEUS",
    otelcol: "OTELCOL",
    alertmanager: "ALERTMANAGER",
    blackbox_exporter: "BLACKBOX_EXPORTER",
} as const;

/** Servers that are there only where the environment variable names a program: nothing here builds or installs one. */
export const otherServers = { loki: "LOKI", tempo: "TEMPO", grafana: "GRAFANA", kong: "KONG" } as const;

/** What reads our files, found like the servers. */
const readers = { amtool: "AMTOOL" } as const;

type ProgramName = keyof typeof programs | keyof typeof otherServers | keyof typeof readers;

/** A program by its own environment variable, from `.tools/bin`, or on PATH. */
export function findProgram(name: ProgramName): string | undefined {
    if (name in otherServers) {
        return process.env[otherServers[name as keyof typeof otherServers]];
    }
    const given = process.env[{ ...programs, ...readers }[name as keyof typeof programs]];
    const folders = [path.join(root, ".tools/bin"), ...(process.env.PATH ?? "").split(path.delimiter)];
    return [...(given === undefined ? [] : [given]), ...folders.map((folder) => path.join(folder, name))].find(
        (file) => {
            try {
                accessSync(file, constants.X_OK);
                return true;
            } catch {
                return false;
            }
        },
    );
}

function absent(name: ProgramName): string {
    return name in otherServers
        ? `${name} is needed, and $${otherServers[name as keyof typeof otherServers]} names no program; nothing here builds one`
        : `${name} is needed, and neither $${{ ...programs, ...readers }[name as keyof typeof programs]}, .tools/bin nor PATH ` +
              "has it; .ci/run builds or installs it";
}

/** Below 32768 the kernel gives none to a connection (Linux), which would take it before its server starts. */
const ports = { first: 10_000, count: 10_000, given: randomInt(10_000) };

/** A port that nobody listens on, and another one each time. */
export async function freePort(): Promise<number> {
    for (;;) {
        ports.given += 1;
        const port = ports.first + (ports.given % ports.count);
        const server = createServer();
        const free = await new Promise<boolean>((resolve) =>
            server
                .once("error", () => resolve(false))
                .listen(port, "127.0.0.1", () => server.close(() => resolve(true))),
        );
        if (free) {
            return port;
        }
    }
}

let scratch: string | undefined;

export function temporaryFolder(name: string): string {
    if (scratch === undefined) {
        const folder = mkdtempSync(path.join(tmpdir(), "verify-"));
        process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
        scratch = folder;
    }
    return mkdtempSync(path.join(scratch, `${name}-`));
}

/** Node gives a child sockets, which nobody can open again as /dev/stdout; a container's are pipes. */
const withPipes = 'exec > >(exec cat) 2> >(exec cat >&2); exec "$0" "$@"';

/**
 * Starts a real server, and waits until it answers.
 * @param print gets each line of its output as it comes
 * @throws Error where there is no such program, and with the end of what it printed where it does not answer
 */
export async function startServer(
    name: ProgramName,
    args: string[],
    readyUrl: string,
    env: Record<string, string> = {},
    print?: (stream: "stdout" | "stderr", line: string) => void,
): Promise<Stoppable> {
    const found = findProgram(name);
    if (found === undefined) {
        throw new Error(absent(name));
    }
    const program = [found, ...args];
    const [command = "", ...rest] = print === undefined ? program : ["bash", "-c", withPipes, ...program];
    const child: ChildProcess = spawn(command, rest, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...env },
    });
    let output = "";
    for (const stream of ["stdout", "stderr"] as const) {
        const readable = child[stream] as Readable;
        readable.on("data", (text) => (output = (output + String(text)).slice(-20_000)));
        if (print !== undefined) {
            createInterface(readable).on("line", (line) => print(stream, line));
        }
    }
    const kill = (): void => void child.kill("SIGKILL");
    process.once("exit", kill);
    const stop = async (): Promise<void> => {
        process.removeListener("exit", kill);
        if (child.exitCode === null) {
            const ended = new Promise((resolve) => child.once("exit", resolve));
            child.kill("SIGTERM");
            await Promise.race([ended, sleep(5000, undefined, { ref: false })]);
            kill();
        }
    };
    for (const until = Date.now() + 60_000; Date.now() < until && child.exitCode === null; await sleep(100)) {
        const ready = await fetch(readyUrl).then(
            ({ ok }) => ok,
            () => false,
        );
        if (ready) {
            return { stop };
        }
    }
    await stop();
    throw new Error(`${name} does not answer at ${readyUrl}:\n${output.slice(-3000)}`);
}
