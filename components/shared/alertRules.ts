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

export interface AlertRulesArgs extends RuleSettings {
    /** What the alerts are about; also the name of the PrometheusRule. */
    group: string;
    namespace: string;
    rules: Alert[];
}

/** An alert with the address of its page, under the name by which Grafana, Slack's message and others look for it. */
function linked(rule: Alert, base: string): object {
    return { ...rule, annotations: { ...rule.annotations, runbook_url: `${base}/docs/runbooks/${rule.alert}.md` } };
}

/** The alerts as a PrometheusRule that our Prometheus selects. */
export function alertRules(
    name: string,
    args: AlertRulesArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: { name: args.group, namespace: args.namespace, labels: args.monitorLabels },
            spec: {
                groups: [{ name: args.group, rules: args.rules.map((rule) => linked(rule, args.runbookBaseUrl)) }],
            },
        },
        opts,
    );
}
