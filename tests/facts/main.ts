/**
 * Takes each kind of fact out of each chart's description (`--each`: makes each single fact another), and runs tests
 * until one fails: first those that noticed others of its kind, then those that read it, the quick ones first. A fact
 * that no test notices is named, and ends the run with 1.
 *
 *     npm run test:facts -- [--each] [CHART...]
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { chartNames, charts } from "../../charts";
import { type Fact, factsOf, kindsOf } from "./facts";
import type { Outcome, Task } from "./worker";

const files = ["charts", "policy", "components", "tools/plan", "tools/render"].flatMap((folder) =>
    readdirSync(`tests/${folder}`, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".test.ts"))
        .map((name) => `tests/${folder}/${name}`),
);

const workers: ChildProcess[] = [];

async function ask(worker: ChildProcess, task: Task): Promise<Outcome> {
    worker.send(task);
    const answered = new AbortController();
    const { signal } = answered;
    const ended = once(worker, "exit", { signal }).then(() => {
        throw new Error(`a process ended early: ${task.changed?.chart} ${task.changed?.at}`);
    });
    const [outcome] = (await Promise.race([once(worker, "message", { signal }), ended])) as [Outcome];
    answered.abort();
    return outcome;
}

/** What the tests do with the descriptions as they are. @throws Error where one fails */
async function known(): Promise<Outcome["ran"]> {
    const outcomes = await Promise.all(
        workers.map((worker, number) =>
            ask(worker, { files: files.filter((_, index) => index % workers.length === number) }),
        ),
    );
    return outcomes.flatMap(({ failure, ran }) => {
        if (failure !== undefined) {
            throw new Error(`fails with nothing changed: ${failure.file}: ${failure.test}`);
        }
        return ran;
    });
}

/** Those that are most likely to notice that this fact is another come first. */
function ordered(ran: Outcome["ran"], { chart, at }: Fact, noticed: Map<string, number>): string[] {
    const rank = ({ file, read }: Outcome["ran"][number]): number =>
        (noticed.get(`${at.split(".")[0]} ${file}`) ?? 0) + (read.includes(`${chart} ${at}`) ? 0.5 : 0);
    return ran.toSorted((a, b) => rank(b) - rank(a) || a.milliseconds - b.milliseconds).map(({ file }) => file);
}

async function main(): Promise<void> {
    if (process.argv.includes("--help")) {
        console.log(`usage: npm run test:facts -- [--each] [CHART...]; charts: ${chartNames.join(", ")}`);
        return;
    }
    workers.push(...Array.from({ length: availableParallelism() }, () => fork(path.join(__dirname, "worker.ts"))));
    const asked = process.argv.slice(2).filter((name) => !name.startsWith("--"));
    const ran = await known();
    const left = (process.argv.includes("--each") ? factsOf(charts) : kindsOf(charts)).filter(
        ({ chart }) => asked.length === 0 || asked.includes(chart),
    );
    const noticed = new Map<string, number>();
    const missed: string[] = [];
    const work = async (worker: ChildProcess): Promise<void> => {
        for (let fact = left.shift(); fact !== undefined; fact = left.shift()) {
            const { failure } = await ask(worker, { files: ordered(ran, fact, noticed), changed: fact });
            const name = `${fact.chart} ${fact.at}`;
            if (failure === undefined) {
                missed.push(name);
            } else {
                const key = `${fact.at.split(".")[0]} ${failure.file}`;
                noticed.set(key, (noticed.get(key) ?? 0) + 1);
            }
            console.log(`${name}: ${failure === undefined ? "NO TEST NOTICES" : `${failure.file}: ${failure.test}`}`);
        }
    };
    await Promise.all(workers.map(work));
    console.log(missed.length === 0 ? "tests notice each of them" : `no test notices ${missed.join(", ")}`);
    process.exitCode = missed.length > 0 ? 1 : 0;
}

void main().finally(() => {
    workers.forEach((worker) => worker.kill());
});
