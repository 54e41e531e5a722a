import { readFileSync } from "node:fs";
import path from "node:path";
import { runProcess, type Streams } from "../command";
import { limitOf, type PackageRule } from "./limits";
import { outdatedPackages, type Package } from "./npm";
import { type Pin, pins } from "./pins";
import { type Fetch, versionsOf } from "./sources";
import { newest } from "./versions";

const usage = `usage: npm run outdated

Asks each chart's repository, each image's registry and npm for newer versions of what is pinned, within the limits of
renovate.json. Go modules and the workflows' actions are left to Renovate.
Exit code 0: nothing is newer; 1: something is; 2: something could not be queried.
`;

const root = path.resolve(__dirname, "../..");

/** Where to look up versions; tests use other addresses. */
export interface Homes {
    fetch: Fetch;
    packages: () => Package[];
    pins: Pin[];
}

interface Row {
    kind: Pin["kind"] | "npm";
    name: string;
    version: string;
    /** The newest version that renovate.json allows, if it is newer. */
    newer?: string;
    /** An even newer version, and why it is held back. */
    held?: { version: string; reason: string };
    /** Why the lookup failed. */
    failure?: string;
}

/** Prints pins for which there are newer versions. */
export async function main(args: string[], { out, err }: Streams, homes: Homes = publicHomes()): Promise<number> {
    if (args.length > 0) {
        err(usage);
        return args[0] === "--help" ? 0 : 2;
    }
    const { packageRules } = JSON.parse(readFileSync(path.join(root, "renovate.json"), "utf8")) as {
        packageRules: PackageRule[];
    };
    const rows = [
        ...(await Promise.all(homes.pins.map((pin) => pinRow(pin, packageRules, homes.fetch)))),
        ...packageRows(packageRules, homes.packages),
    ];
    const newer = rows.filter((row) => row.newer !== undefined);
    const failed = rows.filter((row) => row.failure !== undefined);

    out(table("newer", newer, (row) => `${row.version} → ${row.newer}`));
    out(
        table("held back by renovate.json", rows, ({ version, held }) =>
            held === undefined ? undefined : `${version}, not ${held.version}: ${held.reason}`,
        ),
    );
    out(table("could not be queried", failed, ({ failure }) => failure));
    out(`${rows.length - failed.length} asked, ${newer.length} newer, ${failed.length} could not be queried\n`);
    return failed.length > 0 ? 2 : Math.min(newer.length, 1);
}

async function pinRow(pin: Pin, rules: PackageRule[], fetch: Fetch): Promise<Row> {
    const { kind, name, version, file } = pin;
    try {
        return { kind, name, version, ...judged(rules, name, version, file, await versionsOf(pin, fetch)) };
    } catch (error) {
        return { kind, name, version, failure: (error as Error).message };
    }
}

function packageRows(rules: PackageRule[], packages: () => Package[]): Row[] {
    try {
        return packages().map(({ name, version, newest: latest }) => ({
            kind: "npm",
            name,
            version,
            ...judged(rules, name, version, "package.json", [latest]),
        }));
    } catch (error) {
        return [{ kind: "npm", name: "package.json", version: "", failure: (error as Error).message }];
    }
}

/** The newest version that may be used, and the newest of all if that is another. Pure. */
export function judged(
    rules: PackageRule[],
    name: string,
    version: string,
    file: string,
    versions: string[],
): Pick<Row, "newer" | "held"> {
    const limit = limitOf(rules, name, version, file);
    const allowed = newest(version, limit ? versions.filter((other) => limit.allows(other)) : versions);
    const latest = newest(version, versions);
    return {
        ...(allowed !== version && { newer: allowed }),
        ...(limit && latest !== allowed && { held: { version: latest, reason: limit.reason } }),
    };
}

/** Rows with content, under a title; nothing if there are none. */
function table(title: string, rows: Row[], what: (row: Row) => string | undefined): string {
    const lines = rows.flatMap((row) => {
        const text = what(row);
        return text === undefined ? [] : [`  ${row.kind.padEnd(5)}  ${row.name}  ${text}\n`];
    });
    return lines.length === 0 ? "" : `${title}\n${lines.join("")}\n`;
}

function publicHomes(): Homes {
    return { fetch, packages: () => outdatedPackages(root), pins: pins() };
}

if (require.main === module) {
    void runProcess(main, 2);
}
