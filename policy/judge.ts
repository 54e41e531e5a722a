import type { EnforcementLevel, Severity } from "@pulumi/policy";
import type { Seen } from "./library/resource";
import { type Hide, hiding } from "../model/secrets/hide";
import { secretsIn } from "../model/secrets/mask";
import { effectiveLiterals, literalsOf } from "./library/literals";
import { configOf, type Rule, type Violation } from "./library/rule";
import { once, System } from "./library/system";

/** One violation, with the facts about its rule. */
export interface Verdict {
    policy: string;
    level: EnforcementLevel;
    severity: Severity;
    urn: string;
    message: string;
    remediation: string;
}

/**
 * A policy pack configuration, in the form of `--policy-pack-config`: by rule, a level, or a level and the rule's
 * settings.
 */
export type PackConfig = Record<
    string,
    EnforcementLevel | ({ enforcementLevel?: EnforcementLevel } & Record<string, unknown>)
>;

/** The verdicts on all planned resources: the same as the engine's, without an engine. */
export function judge(rules: readonly Rule[], resources: readonly Seen[], config: PackConfig): Verdict[] {
    const system = new System(resources);
    return rules.flatMap((rule) => {
        const { enforcementLevel: level, ...settings } = settingsOf(rule, config);
        return level === "disabled"
            ? []
            : violationsOf(rule, system, configOf(rule, settings)).map(({ urn, message }) => ({
                  policy: rule.name,
                  level,
                  severity: rule.severity,
                  urn,
                  message,
                  remediation: rule.remediationSteps,
              }));
    });
}

/**
 * A rule's violations. Rules judge the original values and may quote them, so secrets and control characters are
 * removed from the messages here.
 */
export function violationsOf(rule: Rule, system: System, config: Record<string, unknown>): Violation[] {
    const found = rule.check(system, config);
    const said = found.map(({ urn, message }) => ({ urn, message: hidingIn(system)(message) }));
    // A rule that compares pairs may report the same violation of a resource several times.
    return [...new Map(said.map((violation) => [JSON.stringify(violation), violation])).values()];
}

const hidingIn = once((system): Hide => {
    const read = literalsOf(system);
    return hiding(
        system.resources.flatMap((resource) => [
            ...secretsIn(resource.inputs, read.get(resource)),
            ...secretsIn({}, effectiveLiterals(resource)),
        ]),
    );
});

function settingsOf(rule: Rule, config: PackConfig): { enforcementLevel: EnforcementLevel } & Record<string, unknown> {
    const own = config[rule.name] ?? {};
    const given = typeof own === "string" ? { enforcementLevel: own } : own;
    const all = typeof config.all === "string" ? config.all : undefined;
    return { ...given, enforcementLevel: given.enforcementLevel ?? all ?? rule.enforcementLevel };
}

/** Whether a verdict stops an update. */
export function isMandatory({ level }: Verdict): boolean {
    return level === "mandatory" || level === "remediate";
}
