import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";
import { censusOf } from "./census";
import { mustRun, root, runChild, type Usage } from "./child";
import { type StackFile, withDataPlanes, withRoutes } from "./configs";
import type { GrowthSample } from "./growthProgram";
import type { PolicySample } from "./policyProgram";
import { marginal, ratio, spread } from "./ratio";
import { heading, mark, row } from "./report";

const usage = "usage: npm run bench -- [--rounds N]";
const planProgram = "tools/plan/main.ts";
const floorProgram = "tools/bench/floorProgram.ts";
const growthProgram = "tools/bench/growthProgram.ts";
const policyProgram = "tools/bench/policyProgram.ts";

const stackFile = path.join(root, "Pulumi.dev.yaml");
const stack = parse(readFileSync(stackFile, "utf8")) as StackFile;

/** Time and memory of the whole process, against programs that do nothing with as many resources. */
function benchProgram(rounds: number, folder: string): void {
    const json = path.join(folder, "plan.json");
    const plan = (): Usage => mustRun(planProgram, "dev", "--json", json).usage;
    // Once without counting: files come into the system's cache, and the floor learns how many resources to register.
    const { sources } = plan();
    const { resources } = JSON.parse(readFileSync(json, "utf8")) as { resources: { type: string }[] };
    const census = JSON.stringify(censusOf(resources.map(({ type }) => type)));

    const floor = (...transpiled: string[]): Usage => mustRun(floorProgram, census, ...transpiled).usage;
    floor();
    const runs = Array.from({ length: rounds }, () => ({ plan: plan(), bare: floor(), transpiling: floor(...sources) }));

    const median = (key: "wallMs" | "peakMiB"): number => spread(runs.map(({ bare }) => bare[key])).median;
    console.log(heading("A whole plan of dev", `${resources.length} resources; floor: the same SDKs and as many empty resources (${(median("wallMs") / 1000).toFixed(1)} s, ${median("peakMiB").toFixed(0)} MiB)`));
    const figures = { wallMs: "wall time", cpuMs: "processor time", peakMiB: "peak memory" };
    const keys = Object.keys(figures) as (keyof typeof figures)[];
    const values = (key: keyof typeof figures, which: "plan" | "bare" | "transpiling"): number[] => runs.map((run) => run[which][key]);
    for (const key of keys) {
        console.log(row({ what: figures[key], ratio: ratio(values(key, "plan"), values(key, "bare")), goal: 1.3 }));
    }
    for (const key of keys) {
        console.log(row({ what: `${figures[key]}, against a floor that transpiles as much and leaves stack traces unmapped`, ratio: ratio(values(key, "plan"), values(key, "transpiling")) }));
    }
}

/** What each further data plane costs. */
function benchDataPlanes(rounds: number, folder: string): void {
    const sizes = [1, 10, 50, 100];
    const [one, , fifty, hundred] = grow(rounds, folder, sizes, (count) => withDataPlanes(stack, count)) as [GrowthSample, GrowthSample, GrowthSample, GrowthSample];
    const each = marginal([1, one.planMs], [100, hundred.planMs]);
    console.log(heading("Data planes", `${sizes.join(", ")}: processor time of the evaluation alone, best of the rounds; one more: ${each.toFixed(1)} ms`));
    console.log(row({ what: "a data plane, against as many bare resources", ratio: each / marginal([1, one.floorMs], [100, hundred.floorMs]), goal: 1.2 }));
    console.log(row({ what: "…, with stack traces unmapped on both sides", ratio: each / marginal([1, one.unmappedMs], [100, hundred.unmappedMs]) }));
    const linearity = marginal([50, fifty.planMs], [100, hundred.planMs]) / marginal([1, one.planMs], [50, fifty.planMs]);
    console.log(row({ what: "linear: one of 50 to 100, against one of 1 to 50", ratio: linearity, goal: 1.2 }));
}

/** What each further route costs, and what happens where they no longer fit. */
function benchRoutes(rounds: number, folder: string): void {
    // The last is close to what a ConfigMap holds.
    const sizes = [10, 100, 1000, 8000];
    const [ten, , thousand, most] = grow(rounds, folder, sizes, (count) => withRoutes(stack, count)) as [GrowthSample, GrowthSample, GrowthSample, GrowthSample];
    const each = marginal([10, ten.planMs], [1000, thousand.planMs]);
    console.log(heading("Routes", `${sizes.join(", ")}: likewise; one more: ${(each * 1000).toFixed(0)} µs`));
    console.log(row({ what: "1,000 routes, against 10", ratio: Math.min(...thousand.planMs) / Math.min(...ten.planMs) }));
    console.log(row({ what: "linear: one of 1,000 to 8,000, against one of 10 to 1,000", ratio: marginal([1000, thousand.planMs], [8000, most.planMs]) / each, goal: 1.2 }));

    const { status, stderr } = runChild(planProgram, "dev", "--config-file", write(folder, withRoutes(stack, 20_000)));
    const message = stderr.trim().split("\n")[0] ?? "";
    console.log(`  20,000 routes are refused by name  ${mark(status === 1 && /20000 routes; allowed: \d+ bytes/.test(message))}\n    ${message}`);
}

/** What the policy pack adds to a plan of prod that is already loaded; of the whole process it is far less. */
function benchPolicy(rounds: number): void {
    const { planMs, judgeMs } = JSON.parse(mustRun(policyProgram, String(rounds)).stdout) as PolicySample;
    console.log(heading("Policies", "processor time of judging prod, against that of evaluating it"));
    console.log(row({ what: "judging, against evaluating", ratio: ratio(judgeMs, planMs), goal: 0.15 }));
}

function grow(rounds: number, folder: string, sizes: number[], config: (count: number) => StackFile): GrowthSample[] {
    const files = sizes.map((count) => write(folder, config(count), String(count)));
    return JSON.parse(mustRun(growthProgram, String(rounds), ...files).stdout) as GrowthSample[];
}

function write(folder: string, file: StackFile, name = "stack"): string {
    const target = path.join(folder, `${name}.yaml`);
    writeFileSync(target, stringify(file));
    return target;
}

function main(): number {
    const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" }, help: { type: "boolean" } } });
    const rounds = Number(values.rounds);
    if (values.help || !Number.isInteger(rounds) || rounds < 1) {
        console.error(usage);
        return values.help ? 0 : 1;
    }
    const folder = mkdtempSync(path.join(tmpdir(), "kong-observability-bench-"));
    try {
        console.log(`Ratios of what was measured side by side: median of ${rounds} rounds (smallest – largest)`);
        benchProgram(rounds, folder);
        benchDataPlanes(rounds, folder);
        benchRoutes(rounds, folder);
        benchPolicy(rounds);
        return 0;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

process.exitCode = main();
