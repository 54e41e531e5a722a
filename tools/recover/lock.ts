import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Pulumi } from "./pulumi";

/** Whether an update holds the stack's lock. */
export type Lock =
    | { kind: "free" }
    /** Left by an engine that has certainly ended: its process ran on this machine, and is gone. */
    | { kind: "left"; by: string }
    /** Held by an engine that runs, or may run. */
    | { kind: "held"; by: string }
    /** The backend does not say. */
    | { kind: "unknown" };

/** The contents of an engine's lock file (pkg/backend/diy/lock.go). */
const content = z.object({ pid: z.number(), username: z.string(), hostname: z.string(), timestamp: z.string() });

/** @throws Error if the backend does not answer */
export async function readLock(
    { url, folder }: Backend,
    pulumi: Pulumi,
    stack: string,
    project: string,
): Promise<Lock> {
    if (folder !== undefined) {
        return fileLock(folder, stack, project);
    }
    if (/^https?:/.test(url)) {
        const list = z.array(z.object({ name: z.string(), updateInProgress: z.boolean().nullish() }));
        const stacks = list.parse(JSON.parse(await pulumi(["stack", "ls", "--json"])));
        const running = stacks.find(({ name }) => ownName(name) === ownName(stack))?.updateInProgress;
        return running === true
            ? { kind: "held", by: "an update that is running according to Pulumi Cloud" }
            : { kind: "free" };
    }
    return { kind: "unknown" };
}

/** Where states are stored. */
export interface Backend {
    url: string;
    /** Undefined if the backend is not a folder. */
    folder: string | undefined;
}

/** @throws Error if the CLI is not logged in */
export async function readBackend(pulumi: Pulumi): Promise<Backend> {
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(await pulumi(["whoami", "--json"])));
    const place = url.replace("file://~", `file://${process.env.HOME ?? ""}`);
    return { url, folder: url.startsWith("file://") ? fileURLToPath(place) : undefined };
}

/** A stack's name without its organization and project. */
export const ownName = (stack: string): string => stack.split("/").at(-1) ?? stack;

/** For a backend in a folder: one file for each engine that holds the stack. */
export function fileLock(folder: string, stack: string, project: string, alive = isAlive, here = hostname()): Lock {
    const name = ownName(stack);
    const places = [path.join("organization", project, name), path.join(project, name), name];
    const files = places
        .map((place) => path.join(folder, ".pulumi/locks", place))
        .filter((place) => existsSync(place))
        .flatMap((place) =>
            readdirSync(place)
                .filter((file) => file.endsWith(".json"))
                .map((file) => path.join(place, file)),
        );
    if (files.length === 0) {
        return { kind: "free" };
    }
    const locks = files.map((file) => content.parse(JSON.parse(readFileSync(file, "utf8"))));
    const by = locks
        .map(
            ({ pid, username, hostname: host, timestamp }) => `${username}@${host}, process ${pid}, since ${timestamp}`,
        )
        .join("; ");
    return locks.every(({ hostname: host, pid }) => host === here && !alive(pid))
        ? { kind: "left", by }
        : { kind: "held", by };
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // EPERM: the process belongs to another user.
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
