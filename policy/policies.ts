import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { homepage } from "../package.json";
import { violationsOf } from "./judge";
import { copyInputs, type Seen } from "./library/resource";
import type { Rule } from "./library/rule";
import { System } from "./library/system";

/** For those too who have the pack without this repository. */
const documentation = `${homepage}/blob/main/docs/policies.md`;

/**
 * The rules as the SDK's policies. Inputs are collected resource by resource and judged at the end: in the preview of a
 * new cluster the engine shows a stack policy none of the resources on that cluster, while a resource policy sees all
 * inputs.
 */
export function policies(rules: readonly Rule[]): Policies {
    const seen: Seen[] = [];
    // Shared by all rules, and created when the first one runs: by then everything has been collected.
    let system: System | undefined;
    return [inventory(seen), ...rules.map((rule) => stackPolicy(rule, () => (system ??= new System(seen))))];
}

function inventory(seen: Seen[]): ResourceValidationPolicy {
    return {
        name: "inventory",
        description: "Collects what the other rules judge. Never finds anything wrong by itself.",
        enforcementLevel: "advisory",
        validateResource: ({ urn, type, name, opts, props }) => {
            seen.push({ urn, type, name, protect: opts.protect, parent: opts.parent, inputs: copyInputs(type, props) });
        },
    };
}

function stackPolicy(rule: Rule, system: () => System): StackValidationPolicy {
    const { name, description, severity, remediationSteps, enforcementLevel, config } = rule;
    return {
        name,
        description,
        severity,
        remediationSteps,
        enforcementLevel,
        url: `${documentation}#${name}`,
        configSchema: { properties: config },
        validateStack: ({ getConfig, resources }, reportViolation) => {
            if (system().resources.length === 0 && resources.length > 0) {
                // `"all": "disabled"` turns it off too; rules must not pass because they see nothing.
                reportViolation(
                    'the policy "inventory" is disabled, so there is nothing to judge; add "inventory": "advisory" to the configuration',
                );
            }
            for (const { urn, message } of violationsOf(rule, system(), getConfig())) {
                reportViolation(message, urn);
            }
        },
    };
}
