import { chartPrometheuses } from "../../library/prometheus";
import { at, isValues, listAt, textAt, type Values } from "../../library/resource";
import type { System } from "../../library/system";
import { readYaml } from "../../library/yaml";

/** One alert, from any place that defines it. */
export interface AlertRule {
    urn: string;
    /** The resource and the place in it, for messages. */
    at: string;
    /** The language of its expression. */
    language: "PromQL" | "LogQL";
    /** Its name; empty if missing or unknown. */
    alert: string;
    rule: Values;
    /** Whether it is defined in a chart's values. */
    inChart: boolean;
}

/** Groups of rules from one file or object. */
interface RuleFile {
    urn: string;
    at: string;
    language: AlertRule["language"];
    inChart: boolean;
    /** An object with `groups`; undefined if the text is not valid YAML. */
    content: Values | undefined;
}

/**
 * Every alert: Prometheus' in objects or in the chart's values, those of Loki's ruler in the ConfigMaps that its
 * sidecar collects.
 */
export function alertRules(system: System): AlertRule[] {
    return ruleFiles(system).flatMap(({ urn, at: where, content, language, inChart }) =>
        listAt(content, "groups").flatMap((group, groupIndex) =>
            // Positions in the list count recording rules too.
            listAt(group, "rules").flatMap((rule, index) =>
                rule.alert === undefined
                    ? []
                    : [
                          {
                              urn,
                              at: `${where}groups[${groupIndex}].rules[${index}]`,
                              language,
                              alert: textAt(rule, "alert") ?? "",
                              rule,
                              inChart,
                          },
                      ],
            ),
        ),
    );
}

/** Rule files that cannot be parsed. */
export function brokenRuleFiles(system: System): { urn: string; at: string }[] {
    return ruleFiles(system).filter(({ content }) => content === undefined);
}

function ruleFiles(system: System): RuleFile[] {
    return [...prometheusRules(system), ...chartRules(system), ...lokiRules(system)];
}

function prometheusRules(system: System): RuleFile[] {
    return system.kubernetes("PrometheusRule").map(({ urn, name, inputs }) => ({
        urn,
        at: `${name}: spec.`,
        language: "PromQL",
        inChart: false,
        content: valuesOr(inputs.spec),
    }));
}

function chartRules(system: System): RuleFile[] {
    return chartPrometheuses(system).flatMap(({ install: { urn, name, values }, fact: { rules } }) => {
        const map = Object.entries(valuesOr(at(values, ...rules.map))).map(([key, content]) => ({
            urn,
            at: `${name}: ${rules.map.join(".")}.${key}.`,
            language: "PromQL" as const,
            inChart: true,
            content: valuesOr(content),
        }));
        const list = listAt(values, ...rules.list).map((content, index) => ({
            urn,
            at: `${name}: ${rules.list.join(".")}[${index}].`,
            language: "PromQL" as const,
            inChart: true,
            content,
        }));
        return [...map, ...list];
    });
}

function lokiRules(system: System): RuleFile[] {
    return system
        .kubernetes("ConfigMap")
        .filter(({ inputs }) => at(inputs, "metadata", "labels", "loki_rule") !== undefined)
        .flatMap(({ urn, name, inputs }) =>
            Object.keys(valuesOr(inputs.data)).flatMap((key) => {
                const text = textAt(inputs, "data", key);
                return text === undefined
                    ? []
                    : [{ urn, at: `${name}: ${key}: `, language: "LogQL", inChart: false, content: parsed(text) }];
            }),
        );
}

const valuesOr = (value: unknown): Values => (isValues(value) ? value : {});

function parsed(text: string): Values | undefined {
    const read = readYaml(text);
    return read === undefined ? undefined : valuesOr(read);
}
