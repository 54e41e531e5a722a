import type { EnforcementLevel, Severity } from "@pulumi/policy";
import type { Seen } from "./library/resource";
import { configOf, type Rule } from "./library/rule";
import { System } from "./library/system";

/** One violation with what the pack says about its rule. */
export interface Verdict {
    policy: string;
    level: EnforcementLevel;
    severity: Severity;
    urn: string;
    message: string;
    remediation: string;
}

/** A policy pack configuration, as `--policy-pack-config` takes it: a level, or a level and the rule's own settings, by rule. */
export type PackConfig = Record<string, EnforcementLevel | ({ enforcementLevel?: EnforcementLevel } & Record<string, unknown>)>;

/** What the pack says about everything that would be there: the answer that the engine gives too, without an engine. */
export function judge(rules: readonly Rule[], resources: readonly Seen[], config: PackConfig): Verdict[] {
    const system = new System(resources);
    return rules.flatMap((rule) => {
        const { enforcementLevel: level, ...settings } = settingsOf(rule, config);
        return level === "disabled"
            ? []
            : rule.check(system, configOf(rule, settings)).map(({ urn, message }) => ({ policy: rule.name, level, severity: rule.severity, urn, message, remediation: rule.remediationSteps }));
    });
}

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
