import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { type Backend, ownName } from "./lock";

/**
 * A backend in a folder keeps a file of attributes next to each state, written just before the state is replaced
 * (setAttrs in gocloud.dev/blob/fileblob). If the engine is killed in between, the file is empty and the state can no
 * longer be read: "failed to load checkpoint: EOF". Pulumi needs nothing in it, so it is deleted; the state is still
 * the previous one.
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
