import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { type Backend, ownName } from "./lock";

/**
 * A backend in a folder keeps a file of attributes beside each state, written just before the state is replaced
 * (setAttrs in gocloud.dev/blob/fileblob). Of an engine that was killed in between it is empty, and then nothing reads
 * the state: "failed to load checkpoint: EOF". It says nothing that Pulumi needs, and goes; the state is the one from
 * before.
 */
export function dropCutAttributes({ folder }: Backend, stack: string, project: string): void {
    const name = ownName(stack);
    const places =
        folder === undefined ? [] : [path.join(folder, ".pulumi/stacks", project), path.join(folder, ".pulumi/stacks")];
    const files = places
        .filter((place) => existsSync(place))
        .flatMap((place) => readdirSync(place).map((file) => path.join(place, file)));
    for (const file of files) {
        if (path.basename(file).startsWith(`${name}.json`) && file.endsWith(".attrs") && statSync(file).size === 0) {
            rmSync(file);
        }
    }
}
