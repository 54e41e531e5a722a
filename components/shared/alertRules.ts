import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RuleSettings } from "../../model/layers";

/** An alerting rule of Prometheus. Its runbook is the page docs/runbooks/NAME.md, which a test holds. */
export interface Alert {
    alert: string;
    expr: string;
    for: string;
    labels: { severity: "critical" | "warning" };
    annotations: { summary: string; description: string };
}

/** A series that Prometheus makes of others. */
export interface Recording {
    record: string;
    expr: string;
    labels?: Record<string, string>;
}

export interface AlertRulesArgs extends RuleSettings {
    /** What the rules are about; also the name of the PrometheusRule. */
    group: string;
    namespace: string;
    /** In the order in which they are evaluated. */
    rules: (Alert | Recording)[];
    /** How often, as a Go duration. @default as often as all rules */
    interval?: string;
}

/** An alert with the address of its page, under the name by which Grafana, Slack's message and others look for it. */
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
