import { readFileSync } from "node:fs";

/** The version of a provider's SDK, which is its plugin's too: the engine warns of one that is older. */
export function sdkVersion(name: string): string {
    return (JSON.parse(readFileSync(require.resolve(`@pulumi/${name}/package.json`), "utf8")) as { version: string })
        .version;
}
