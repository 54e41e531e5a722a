import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";
import type { Ended } from "../command";

export interface Manifest {
    name: string;
    version: string;
    dependencies?: Record<string, string>;
    peerDependencies?: Record<string, string>;
    peerDependenciesMeta?: Record<string, { optional: boolean }>;
}

export const manifestOf = (folder: string): Manifest =>
    JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;

/** Nothing of how these tests are run may help what is packed: `npm test` hands its settings to its children. */
export function cleanEnv(): NodeJS.ProcessEnv {
    return Object.fromEntries(
        Object.entries(process.env).filter(([key]) => !/^(npm_|TS_NODE_|NODE_OPTIONS$)/.test(key)),
    );
}

/** Runs a command to its end. */
export function ran(cwd: string, command: string, ...args: string[]): Ended {
    return spawnSync(command, args, { cwd, encoding: "utf8", env: cleanEnv(), maxBuffer: 2 ** 28 });
}

/** Runs a command that must succeed, and returns what it wrote to standard output. */
export function run(cwd: string, command: string, ...args: string[]): string {
    const { status, stdout, stderr } = ran(cwd, command, ...args);
    assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
}

/**
 * Packs a folder of the repository as `pulumi policy publish` does: it takes what `npm pack` prints for the tarball's
 * name (sdk/nodejs/npm/npm.go in pulumi/pulumi at v3.248.0).
 * @param to folder for the tarball, whose path is returned
 */
export function pack(folder: string, to: string): string {
    const cwd = path.join(root, folder);
    const printed = run(cwd, "npm", "pack", "--loglevel=error").trim();
    const tarball = path.join(to, printed);
    renameSync(path.join(cwd, printed), tarball);
    return tarball;
}

/** The files in a tarball of npm's, without the folder that all are in. */
export function filesIn(tarball: string): string[] {
    return run(path.dirname(tarball), "tar", "--list", "--file", tarball)
        .trim()
        .split("\n")
        .map((file) => file.replace(/^package\//, ""))
        .sort();
}

/** Unpacks a tarball into a folder that is created. */
export function unpack(tarball: string, folder: string): void {
    mkdirSync(folder, { recursive: true });
    run(folder, "tar", "--extract", "--strip-components=1", "--file", tarball);
}

/**
 * Installs what a package declares, out of our own `node_modules` instead of a registry. Undeclared packages are not
 * found: Node.js looks for a linked package's own dependencies beside the link's target.
 * @param into the folder whose `node_modules` gets the links
 */
export function linkDependencies({ dependencies, peerDependencies }: Manifest, into: string): void {
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
        const link = path.join(into, "node_modules", name);
        mkdirSync(path.dirname(link), { recursive: true });
        symlinkSync(path.join(root, "node_modules", name), link);
    }
}
