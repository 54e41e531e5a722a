import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { readJson } from "../../../model/parsing";
import { layerOf, type Reference } from "../../../model/references";
import { namespace } from "../../../model/settingKeys";
import { isObject } from "../values";
import { type Answer, withoutSecrets } from "./answer";

/**
 * Finds which of the stacks that are read each file is about.
 *
 * @param files from `--from`: `FILE`, or `STACK=FILE` where a file does not say itself whose it is. It has a plan
 * (`npm run plan -- … --json`) or outputs (`pulumi stack output --json`). Of a folder, the plans of stacks that are read
 * @param project of the stack that is planned
 * @throws Error with every problem at once
 */
export function answersIn(files: readonly string[], references: readonly Reference[]): Answer[] {
    const problems: string[] = [];
    const answers: Answer[] = [];
    for (const given of files) {
        const [, named, file = given] = /^([\w.-]+\/[\w.-]+\/[\w.-]+)=(.+)$/.exec(given) ?? [];
        const inFolder = named === undefined ? jsonFilesIn(file) : undefined;
        for (const one of inFolder ?? [file]) {
            try {
                const content = contentOf(one);
                if (inFolder === undefined || isPlanOfOne(content, references)) {
                    answers.push(answerOf(content, named, references, answers));
                }
            } catch (error) {
                problems.push(`--from ${inFolder === undefined ? given : one}: ${(error as Error).message}`);
            }
        }
    }
    if (problems.length > 0) {
        throw new Error(problems.join("\n"));
    }
    return answers;
}

/** @returns undefined for what is no folder */
function jsonFilesIn(given: string): string[] | undefined {
    if (!statSync(given, { throwIfNoEntry: false })?.isDirectory()) {
        return undefined;
    }
    const files = readdirSync(given).filter((name) => name.endsWith(".json"));
    return files.sort().map((name) => path.join(given, name));
}

/** A folder may have plans of any stacks, and other files. */
function isPlanOfOne(content: Record<string, unknown>, references: readonly Reference[]): boolean {
    const plan = planIn(content);
    return references.some(({ stack }) => stack.endsWith(`/${plan?.project}/${plan?.stack}`));
}

function answerOf(
    content: Record<string, unknown>,
    named: string | undefined,
    references: readonly Reference[],
    before: readonly Answer[],
): Answer {
    const wanted = [...new Set(references.map(({ stack }) => stack))];
    if (wanted.length === 0) {
        throw new Error("this stack reads no other: no `kind` in its settings is stack");
    }
    if (named !== undefined && !wanted.includes(named)) {
        throw new Error(`${named} is not read; this stack reads ${wanted.join(", ")}`);
    }
    const plan = planIn(content);
    const outputs = plan?.outputs ?? content;
    const stack = named ?? (plan === undefined ? byLayers(outputs, references) : byName(plan, wanted));
    if (before.some((answer) => answer.stack === stack)) {
        throw new Error(`${stack} is answered by an earlier file; allowed: each once`);
    }
    return {
        stack,
        kind: plan === undefined ? "outputs" : "plan",
        outputs: withoutSecrets(outputs),
        ...(plan && { resources: plan.resources }),
    };
}

function contentOf(file: string): Record<string, unknown> {
    let content: unknown;
    try {
        content = readJson(readFileSync(file, "utf8"));
    } catch (error) {
        const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
        throw new Error(missing ? "no such file" : (error as Error).message);
    }
    if (!isObject(content)) {
        throw new Error(`got ${Array.isArray(content) ? "a list" : typeof content}; allowed: ${forms}`);
    }
    return content;
}

const forms = "a plan (npm run plan -- STACK --json FILE), or outputs (npx pulumi stack output --json)";

type PlanIn = Pick<Answer, "outputs"> & { stack: string; project: string; resources: NonNullable<Answer["resources"]> };

/** @returns undefined if it has outputs */
function planIn({ stack, resources, outputs }: Record<string, unknown>): PlanIn | undefined {
    if (typeof stack !== "string" || !Array.isArray(resources) || !isObject(outputs)) {
        return undefined;
    }
    const planned = resources as PlanIn["resources"];
    return { stack, outputs, resources: planned, project: planned[0]?.urn.split("::")[1] ?? namespace };
}

/** A plan says which stack it is of, but not of which organization. */
function byName({ project, stack }: PlanIn, wanted: readonly string[]): string {
    const found = wanted.filter((name) => name.endsWith(`/${project}/${stack}`));
    const [only] = found;
    if (only === undefined || found.length > 1) {
        const which = only === undefined ? "is none of those that are read" : "may be each of those that are read";
        throw new Error(
            `the plan of stack ${stack} of project ${project}, which ${which}: ${wanted.join(", ")}. ` +
                "STACK=FILE says which of them it stands for",
        );
    }
    return only;
}

/** Outputs do not say whose they are: the layers in them do, where only one of the stacks has them all. */
function byLayers(outputs: Record<string, unknown>, references: readonly Reference[]): string {
    const { layers } = outputs;
    if (!isObject(layers)) {
        throw new Error(`got no output "layers"; allowed: ${forms}`);
    }
    const wanted = [...new Set(references.map(({ stack }) => stack))];
    const found = wanted.filter((name) =>
        references.filter(({ stack }) => stack === name).every((one) => isObject(layers[layerOf(one)])),
    );
    const [only] = found;
    if (only === undefined || found.length > 1) {
        const has = Object.keys(layers).filter((layer) => isObject(layers[layer]));
        const reads = references.map(({ layer, stack }) => `${layer} of ${stack}`).join(", ");
        throw new Error(
            `outputs with ${has.join(", ") || "no layer"}, and this stack reads ${reads}. STACK=FILE says whose they are`,
        );
    }
    return only;
}
