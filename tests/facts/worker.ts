/** A process that runs tests with charts' descriptions that are not as they were (tests/facts/main.ts). */
import path from "node:path";
import Mocha from "mocha";
import type * as Charts from "../../charts";
import { change, type Fact, watch } from "./facts";

export interface Task {
    /** Run in this order, until a test fails. */
    files: string[];
    /** What is another before any module of ours is loaded. @default nothing: it is noted which facts are read */
    changed?: Fact;
}

export interface Outcome {
    /** The first test that failed, and its file. */
    failure?: { file: string; test: string };
    /** What is known of each file that was run to its end. */
    ran: { file: string; milliseconds: number; read: string[] }[];
}

const root = path.resolve(__dirname, "../..");

/** Loads before it runs, so that what fails there is told from what the tests find. */
class Files extends Mocha {
    load(): void {
        this.loadFiles();
    }
}

class Silent extends Mocha.reporters.Base {}

async function firstFailure(file: string): Promise<string | undefined> {
    const mocha = new Files({ bail: true, timeout: 120_000, reporter: Silent });
    mocha.cleanReferencesAfterRun(false);
    mocha.addFile(path.join(root, file));
    try {
        mocha.load();
    } catch (error) {
        return `cannot be loaded: ${(error as Error).message}`;
    }
    const failure = await new Promise<string | undefined>((resolve) => {
        let failed: string | undefined;
        const ended = (): void => {
            resolve(failed);
        };
        mocha.run(ended).on("fail", (test) => {
            failed ??= test.fullTitle();
        });
    });
    mocha.dispose();
    return failure;
}

/** The descriptions, after which every module of ours is loaded anew: a fact may be read while it is loaded. */
function descriptions(): typeof Charts.charts {
    for (const id of Object.keys(require.cache)) {
        if (id.startsWith(root) && !id.startsWith(__dirname) && !id.includes("/node_modules/")) {
            delete require.cache[id];
        }
    }
    for (const loaded of Object.values(require.cache)) {
        loaded!.children = loaded!.children.filter(({ id }) => id in require.cache);
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- once for each task
    return (require("../../charts") as typeof Charts).charts;
}

async function outcomeOf({ files, changed }: Task): Promise<Outcome> {
    const charts = descriptions();
    let read = new Set<string>();
    if (changed === undefined) {
        watch(charts, ({ chart, at }) => read.add(`${chart} ${at}`));
    } else {
        change(charts, changed);
    }
    const ran: Outcome["ran"] = [];
    for (const file of files) {
        const start = performance.now();
        read = new Set();
        const test = await firstFailure(file);
        if (test !== undefined) {
            return { failure: { file, test }, ran };
        }
        ran.push({ file, milliseconds: performance.now() - start, read: [...read] });
    }
    return { ran };
}

process.on("message", (task: Task) => {
    void outcomeOf(task).then((outcome) => process.send!(outcome));
});
