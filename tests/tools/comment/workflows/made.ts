import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { root } from "../../../../tools/plan/evaluate";

interface WorkflowStep {
    name?: string;
    uses?: string;
    run?: string;
    with?: Record<string, string>;
}

interface Workflow {
    on: Record<string, unknown>;
    permissions: object;
    jobs: Record<
        string,
        {
            if?: string;
            "runs-on": string;
            "timeout-minutes"?: number;
            permissions?: Record<string, string>;
            environment?: string;
            concurrency?: { group: string };
            needs?: string | string[];
            strategy?: { matrix: unknown };
            steps: WorkflowStep[];
        }
    >;
}

const folder = path.join(root, ".github/workflows");

export const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));

export const workflows = new Map([...texts].map(([name, text]) => [name, parse(text) as Workflow]));

export const workflow = (name: string): Workflow => workflows.get(name)!;

export const steps = [...workflows.values()].flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
