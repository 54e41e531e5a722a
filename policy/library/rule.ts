import type { EnforcementLevel, Severity } from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import type { System } from "./system";

/** What is wrong with one resource: what, why, and how to fix it. Never contains a secret. */
export interface Violation {
    urn: string;
    message: string;
}

/**
 * One rule of the pack. Rules are pure: they see all resources at once and change nothing, so that the engine, the
 * offline plan and the tests use the same code.
 */
export interface Rule<Config extends object = Record<string, unknown>> {
    /** In kebab case, as in `policy/config/*.json`. */
    name: string;
    description: string;
    severity: Severity;
    /** How to fix a violation. */
    remediationSteps: string;
    /** The default, which the configuration can change. */
    enforcementLevel: EnforcementLevel;
    /** The rule's settings, each with a default. The engine fills defaults in, the SDK does not. */
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
