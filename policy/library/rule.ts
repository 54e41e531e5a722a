import type { EnforcementLevel, Severity } from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import type { System } from "./system";

/**
 * What is wrong with one resource: said so that a reader knows what, why and how to mend it. Never with a secret in it.
 */
export interface Violation {
    urn: string;
    message: string;
}

/**
 * One rule of the pack. Rules are pure: they see everything at once and change nothing, so that one answer serves the
 * engine, the offline plan and the tests.
 */
export interface Rule<Config extends object = Record<string, unknown>> {
    /** In kebab case, as `policy/config/*.json` names it. */
    name: string;
    description: string;
    severity: Severity;
    /** What to do about a violation. */
    remediationSteps: string;
    /** Where no configuration says otherwise. */
    enforcementLevel: EnforcementLevel;
    /** What can be configured, each with a default: the SDK fills none in, the engine does. */
    config: { [Key in keyof Config]: PolicyConfigJSONSchema & { description: string; default: Config[Key] } };
    check(system: System, config: Config): Violation[];
}

/** Gives a rule its type, so that `config` and `check` agree. */
export function rule<Config extends object>(definition: Rule<Config>): Rule {
    return definition as unknown as Rule;
}

/** A rule's configuration with its defaults filled in. */
export function configOf({ config }: Rule, given: object = {}): Record<string, unknown> {
    return { ...Object.fromEntries(Object.entries(config).map(([key, schema]) => [key, schema.default])), ...given };
}
