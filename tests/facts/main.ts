/**
 * Takes each kind of fact out of each chart's description (`--each`: makes each single fact another), and runs the
 * tests until one fails. A fact whose absence no test notices is named, and ends the run with 1.
 *
 *     npm run test:facts -- [--each] [CHART...]
 */
import { readdirSync } from "node:fs";
import Mocha from "mocha";
import { chartNames, charts } from "../../charts";
import { factsOf, kindsOf } from "./facts";

const folders = ["tests/charts", "tests/policy", "tests/components", "tests/tools/plan"];
const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".test.ts"))
        .map((name) => `${process.cwd()}/${folder}/${name}`),
);

/** Name of the first test that fails. */
function firstFailure(mocha: Mocha): Promise<string | undefined> {
    return new Promise((resolve) => {
        let failed: string | undefined;
        mocha
            .run(() => {
                resolve(failed);
            })
            .on("fail", (test) => {
                failed ??= test.fullTitle();
            });
    });
}

class Silent extends Mocha.reporters.Base {}

async function main(): Promise<void> {
    if (process.argv.includes("--help")) {
        console.log(`usage: npm run test:facts -- [--each] [CHART...]; charts: ${chartNames.join(", ")}`);
        return;
    }
    const asked = process.argv.slice(2).filter((name) => !name.startsWith("--"));
    const mocha = new Mocha({ bail: true, timeout: 60_000, reporter: Silent });
    mocha.cleanReferencesAfterRun(false);
    files.forEach((file) => mocha.addFile(file));
    const before = await firstFailure(mocha);
    if (before !== undefined) {
        throw new Error(`the tests do not pass as it is: ${before}`);
    }
    let missed = 0;
    for (const chart of chartNames.filter((name) => asked.length === 0 || asked.includes(name))) {
        const facts = process.argv.includes("--each") ? factsOf(charts[chart]) : kindsOf(charts[chart]);
        for (const { at, change } of facts) {
            const restore = change();
            const failure = await firstFailure(mocha);
            restore();
            missed += failure === undefined ? 1 : 0;
            console.log(`${chart} ${at}: ${failure ?? "NO TEST NOTICES"}`);
        }
    }
    process.exit(missed > 0 ? 1 : 0);
}

void main();
