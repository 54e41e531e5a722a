import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RuleSettings } from "../../model/layers";

/** An alerting rule of Prometheus. */
export interface Alert {
    alert: string;
    expr: string;
    for: string;
    labels: { severity: "critical" | "warning" };
    /** `runbook` is a place in this repository. */
    annotations: { summary: string; description: string; runbook: string };
}

export interface AlertRulesArgs extends RuleSettings {
    /** What the alerts are about; also the name of the PrometheusRule. */
    group: string;
    namespace: string;
    rules: Alert[];
}

/**
 * An alert with the address of its runbook, where there is one, under the name by which Grafana and others look for it.
 */
function linked({ annotations, ...rule }: Alert, base: string | undefined): object {
    return {
        ...rule,
        annotations: { ...annotations, ...(base !== undefined && { runbook_url: `${base}/${annotations.runbook}` }) },
    };
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
