import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";
import { runProcess, type Streams } from "../command";
import { censusOf } from "./census";
import { mustRun, root, runChild, type Usage } from "./child";
import { type StackFile, withDataPlanes, withRoutes } from "./configs";
import type { GrowthSample } from "./growthProgram";
import type { PolicySample } from "./policyProgram";
import { marginal, ratio, spread } from "./ratio";
import { heading, mark, row } from "./report";

const usage = "usage: npm run bench -- [--rounds N] [--quick]";
const planProgram = "tools/plan/main.ts";
const floorProgram = "tools/bench/floorProgram.ts";
const growthProgram = "tools/bench/growthProgram.ts";
const policyProgram = "tools/bench/policyProgram.ts";

/** Number of rounds, and the sizes to measure: four of each. */
interface Extent {
    rounds: number;
    dataPlanes: [number, number, number, number];
    routes: [number, number, number, number];
}

/** The largest number of routes is close to what a ConfigMap can hold. */
const full = { dataPlanes: [1, 10, 50, 100], routes: [10, 100, 1000, 8000] } satisfies Partial<Extent>;
/** Enough to see that everything runs. */
const quick: Extent = { rounds: 1, dataPlanes: [1, 2, 3, 4], routes: [10, 20, 30, 40] };

const stackFile = path.join(root, "Pulumi.dev.yaml");
const stack = parse(readFileSync(stackFile, "utf8")) as StackFile;

/** Time and memory of the whole process, compared with programs that only register as many resources. */
function benchProgram({ rounds }: Extent, folder: string): void {
    const json = path.join(folder, "plan.json");
    const plan = (): Usage => mustRun(planProgram, "dev", "--json", json).usage;
    // The first run does not count: it fills the file cache, and tells how many resources the floor registers.
    const { sources } = plan();
    const { resources } = JSON.parse(readFileSync(json, "utf8")) as { resources: { type: string }[] };
    const census = JSON.stringify(censusOf(resources.map(({ type }) => type)));

    const floor = (...transpiled: string[]): Usage => mustRun(floorProgram, census, ...transpiled).usage;
    floor();
    const runs = Array.from({ length: rounds }, () => ({
        plan: plan(),
        bare: floor(),
        transpiling: floor(...sources),
    }));

    const median = (key: "wallMs" | "peakMiB"): number => spread(runs.map(({ bare }) => bare[key])).median;
    console.log(
        heading(
            "A whole plan of dev",
            `${resources.length} resources; floor: the same SDKs and as many empty resources (${(median("wallMs") / 1000).toFixed(1)} s, ${median("peakMiB").toFixed(0)} MiB)`,
        ),
    );
    const figures = { wallMs: "wall time", cpuMs: "processor time", peakMiB: "peak memory" };
    const keys = Object.keys(figures) as (keyof typeof figures)[];
    const values = (key: keyof typeof figures, which: "plan" | "bare" | "transpiling"): number[] =>
        runs.map((run) => run[which][key]);
    for (const key of keys) {
        console.log(row({ what: figures[key], ratio: ratio(values(key, "plan"), values(key, "bare")), goal: 1.3 }));
    }
    for (const key of keys) {
        console.log(
            row({
                what: `${figures[key]}, against a floor that transpiles as much and leaves stack traces unmapped`,
                ratio: ratio(values(key, "plan"), values(key, "transpiling")),
            }),
        );
    }
}

/** The cost of each further data plane. */
function benchDataPlanes({ rounds, dataPlanes: sizes }: Extent, folder: string): void {
    const [one, , many, most] = grow(rounds, folder, sizes, (count) => withDataPlanes(stack, count));
    const [fewest, , half, all] = sizes;
    const each = marginal([fewest, one.planMs], [all, most.planMs]);
    console.log(
        heading(
            "Data planes",
            `${sizes.join(", ")}: processor time of the evaluation alone, best of the rounds; one more: ${each.toFixed(1)} ms`,
        ),
    );
    console.log(
        row({
            what: "a data plane, against as many bare resources",
            ratio: each / marginal([fewest, one.floorMs], [all, most.floorMs]),
            goal: 1.2,
        }),
    );
    console.log(
        row({
            what: "…, with stack traces unmapped on both sides",
            ratio: each / marginal([fewest, one.unmappedMs], [all, most.unmappedMs]),
        }),
    );
    const linearity =
        marginal([half, many.planMs], [all, most.planMs]) / marginal([fewest, one.planMs], [half, many.planMs]);
    console.log(
        row({
            what: `linear: one of ${half} to ${all}, against one of ${fewest} to ${half}`,
            ratio: linearity,
            goal: 1.2,
        }),
    );
}

/**
 * The cost of each further route, and the error when they no longer fit.
 * @returns whether too many routes are refused by name
 */
function benchRoutes({ rounds, routes: sizes }: Extent, folder: string): boolean {
    const [few, , many, most] = grow(rounds, folder, sizes, (count) => withRoutes(stack, count));
    const [fewest, , half, all] = sizes;
    const each = marginal([fewest, few.planMs], [half, many.planMs]);
    console.log(heading("Routes", `${sizes.join(", ")}: likewise; one more: ${(each * 1000).toFixed(0)} µs`));
    console.log(
        row({ what: `${half} routes, against ${fewest}`, ratio: Math.min(...many.planMs) / Math.min(...few.planMs) }),
    );
    const linearity = marginal([half, many.planMs], [all, most.planMs]) / each;
    console.log(
        row({
            what: `linear: one of ${half} to ${all}, against one of ${fewest} to ${half}`,
            ratio: linearity,
            goal: 1.2,
        }),
    );

    const { status, stderr } = runChild(planProgram, "dev", "--config-file", write(folder, withRoutes(stack, 20_000)));
    const message = stderr.trim().split("\n")[0] ?? "";
    // The sample has routes too.
    const refused = status === 1 && /\b200\d\d routes; allowed: \d+ bytes/.test(message);
    console.log(`  20,000 routes are refused by name  ${mark(refused)}\n    ${message}`);
    return refused;
}

/**
 * What the policy pack adds to a plan of prod that is already loaded. Its share of the whole process is far smaller.
 */
function benchPolicy({ rounds }: Extent): void {
    const { planMs, judgeMs } = JSON.parse(mustRun(policyProgram, String(rounds)).stdout) as PolicySample;
    console.log(heading("Policies", "processor time of judging prod, against that of evaluating it"));
    console.log(row({ what: "judging, against evaluating", ratio: ratio(judgeMs, planMs), goal: 0.15 }));
}

function grow(
    rounds: number,
    folder: string,
    sizes: number[],
    config: (count: number) => StackFile,
): [GrowthSample, GrowthSample, GrowthSample, GrowthSample] {
    const files = sizes.map((count) => write(folder, config(count), String(count)));
    return JSON.parse(mustRun(growthProgram, String(rounds), ...files).stdout) as ReturnType<typeof grow>;
}

function write(folder: string, file: StackFile, name = "stack"): string {
    const target = path.join(folder, `${name}.yaml`);
    writeFileSync(target, stringify(file));
    return target;
}

function main(args: string[], { err }: Streams): number {
    const { values } = parseArgs({
        args,
        options: { rounds: { type: "string", default: "7" }, quick: { type: "boolean" }, help: { type: "boolean" } },
    });
    const extent: Extent = values.quick ? quick : { ...full, rounds: Number(values.rounds) };
    const { rounds } = extent;
    if (values.help || !Number.isInteger(rounds) || rounds < 1) {
        err(`${usage}\n`);
        return values.help ? 0 : 1;
    }
    const folder = mkdtempSync(path.join(tmpdir(), "kong-observability-bench-"));
    try {
        console.log(`Ratios of what was measured side by side: median of ${rounds} rounds (smallest – largest)`);
        if (values.quick) {
            console.log("--quick shows that all of it runs: its figures mean nothing");
        }
        benchProgram(extent, folder);
        benchDataPlanes(extent, folder);
        const refused = benchRoutes(extent, folder);
        benchPolicy(extent);
        return refused ? 0 : 1;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

void runProcess(main);
