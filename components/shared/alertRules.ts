import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RuleSettings } from "../../model/layers";

/** A Prometheus alerting rule. Its runbook is docs/runbooks/NAME.md; a test checks that it exists. */
export interface Alert {
    alert: string;
    expr: string;
    for: string;
    labels: { severity: "critical" | "warning" };
    annotations: { summary: string; description: string };
}

/** A recording rule of Prometheus. */
export interface Recording {
    record: string;
    expr: string;
    labels?: Record<string, string>;
}

export interface AlertRulesArgs extends RuleSettings {
    /** The subject of the rules; also the name of the PrometheusRule. */
    group: string;
    namespace: string;
    /** In order of evaluation. */
    rules: (Alert | Recording)[];
    /**
     * Evaluation interval, as a Go duration.
     * @default Prometheus' own
     */
    interval?: string;
}

/**
 * An alert with the address of its runbook, under the annotation that Grafana, the Slack message and other tools look
 * for.
 */
function linked(rule: Alert | Recording, base: string): object {
    if ("record" in rule) {
        return rule;
    }
    return { ...rule, annotations: { ...rule.annotations, runbook_url: `${base}/docs/runbooks/${rule.alert}.md` } };
}

/** The rules as a PrometheusRule that our Prometheus selects. */
export function alertRules(
    name: string,
    { group, namespace, monitorLabels, runbookBaseUrl, rules, interval }: AlertRulesArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    const linkedRules = rules.map((rule) => linked(rule, runbookBaseUrl));
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: { name: group, namespace, labels: monitorLabels },
            spec: { groups: [{ name: group, ...(interval !== undefined && { interval }), rules: linkedRules }] },
        },
        opts,
    );
}
