import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type AlertDashboard, dashboardAddress, type OwnUids } from "../../model/dashboards";
import type { RuleSettings } from "../../model/layers";

/** A Prometheus alerting rule. Its runbook is docs/runbooks/NAME.md; a test checks that it exists. */
export interface Alert {
    alert: string;
    expr: string;
    for: string;
    labels: {
        severity: "critical" | "warning";
        /**
         * What the alert is about, where the expression says no namespace or another.
         * @default the expression's
         */
        namespace?: string;
    };
    dashboard: AlertDashboard;
    annotations: { summary: string; description: string };
}

/** A recording rule of Prometheus. */
export interface Recording {
    record: string;
    expr: string;
    labels?: Record<string, string>;
}

/** What all rules of a layer share. */
export interface RulesOfLayer extends RuleSettings {
    /**
     * Of the layer's dashboards.
     * @default the usual ones
     */
    uids?: OwnUids;
}

export interface AlertRulesArgs extends RulesOfLayer {
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

type Links = Pick<RulesOfLayer, "runbookBaseUrl" | "grafanaUrl" | "uids">;

/**
 * An alert with the address of its runbook, under the annotation that Grafana, messages and other tools look for, and
 * that of its dashboard, where browsers reach Grafana.
 */
function linked(rule: Alert | Recording, { runbookBaseUrl, grafanaUrl, uids }: Links): object {
    if ("record" in rule) {
        return rule;
    }
    const { dashboard, annotations, ...asPrometheus } = rule;
    const links = {
        runbook_url: `${runbookBaseUrl}/docs/runbooks/${rule.alert}.md`,
        ...(grafanaUrl !== undefined && { dashboard_url: dashboardAddress(grafanaUrl, dashboard, uids) }),
    };
    return { ...asPrometheus, annotations: { ...annotations, ...links } };
}

/** The rules as a PrometheusRule that our Prometheus selects. */
export function alertRules(
    name: string,
    { group, namespace, monitorLabels, rules, interval, ...links }: AlertRulesArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    const linkedRules = rules.map((rule) => linked(rule, links));
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
