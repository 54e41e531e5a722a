import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { readJson as parseJson } from "../../model/parsing";
import { judge, type PackConfig, type Verdict } from "../../policy/judge";
import type { Seen } from "../../policy/library/resource";
import { rules } from "../../policy/rules";
import { type Plan, root } from "./evaluate";
import { show } from "../../settings/problems";
import { isObject } from "./values";

/** A plan's resources as rules see them. */
export function seenOf({ resources }: Pick<Plan, "resources">): Seen[] {
    return resources.map(({ urn, type, name, protect, parent, inputs }) => ({
        urn,
        type,
        name,
        protect,
        parent: parent ?? undefined,
        inputs,
    }));
}

/** The policy pack's verdicts on a plan. */
export function judgePlan(plan: Plan, config: PackConfig): Verdict[] {
    return judge(rules, seenOf(plan), config);
}

/** The file with a stack's own configuration of the pack, if there is one. */
export function packFileOf(stack: string): string {
    return `policy/config/${stack}.json`;
}

/**
 * The pack's configuration: a given file, else the stack's own in `policy/config`, else every rule's defaults.
 * @throws Error if the file cannot be used, or names an unknown rule or setting
 */
export function packConfig(stack: string, file?: string): PackConfig {
    const own = packFileOf(stack);
    const chosen = file ?? (existsSync(path.join(root, own)) ? path.join(root, own) : undefined);
    if (chosen === undefined) {
        return {};
    }
    const config = readJson(chosen);
    const problems = Object.entries(config).flatMap(([name, value]) => configProblems(name, value));
    if (problems.length > 0) {
        throw new Error(problems.map((problem) => `${chosen}: ${problem}`).join("\n"));
    }
    return config as PackConfig;
}

const levels = ["advisory", "mandatory", "remediate", "disabled"];

function configProblems(name: string, value: unknown): string[] {
    const rule = rules.find((candidate) => candidate.name === name);
    if (name === "inventory") {
        return value === "disabled"
            ? ['inventory: got "disabled"; allowed: advisory, because all rules judge what it collects']
            : [];
    }
    if (name !== "all" && rule === undefined) {
        return [`${name}: unknown rule; allowed: all, ${rules.map((candidate) => candidate.name).join(", ")}`];
    }
    if (!isObject(value)) {
        return levels.includes(String(value))
            ? []
            : [`${name}: got ${show(value)}; allowed: ${levels.join(", ")}, or an object`];
    }
    const known = ["enforcementLevel", ...Object.keys(rule?.config ?? {})];
    const unknownKeys = Object.keys(value).filter((key) => !known.includes(key));
    const wrongLevel = value.enforcementLevel !== undefined && !levels.includes(String(value.enforcementLevel));
    return [
        ...unknownKeys.map((key) => `${name}.${key}: unknown setting; allowed: ${known.join(", ")}`),
        ...(wrongLevel
            ? [`${name}.enforcementLevel: got ${show(value.enforcementLevel)}; allowed: ${levels.join(", ")}`]
            : []),
    ];
}

function readJson(file: string): Record<string, unknown> {
    if (!existsSync(file)) {
        throw new Error(`${file}: no such file`);
    }
    let content: unknown;
    try {
        content = parseJson(readFileSync(file, "utf8"));
    } catch (error) {
        throw new Error(`${file}: ${(error as Error).message}`);
    }
    if (!isObject(content)) {
        throw new Error(`${file}: got ${show(content)}; allowed: an object`);
    }
    return content;
}
