import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { MonitorLabels } from "../../../model/layers";

/** A group of rules from the stack's settings. Durations are Go durations. */
export interface OwnRuleGroup {
    name: string;
    /** @default Prometheus' own */
    interval?: string;
    rules: {
        /** Either this or `record`. */
        alert?: string;
        record?: string;
        expr: string;
        for?: string;
        keepFiringFor?: string;
        labels: Record<string, string>;
        annotations: Record<string, string>;
    }[];
}

const withContent = (key: string, values: Record<string, string>): object =>
    Object.keys(values).length > 0 ? { [key]: values } : {};

/** The rules in the form of the operator's kind. Pure. */
export function ownRuleGroups(groups: readonly OwnRuleGroup[]): object[] {
    return groups.map(({ rules, ...group }) => ({
        ...group,
        rules: rules.map(({ keepFiringFor, labels, annotations, ...rule }) => ({
            ...rule,
            ...(keepFiringFor !== undefined && { keep_firing_for: keepFiringFor }),
            ...withContent("labels", labels),
            ...withContent("annotations", annotations),
        })),
    }));
}

/** The stack's own rules as a PrometheusRule, next to ours. */
export function provideOwnRules(
    name: string,
    args: { namespace: string; monitorLabels: MonitorLabels; groups: readonly OwnRuleGroup[] },
    opts: pulumi.CustomResourceOptions,
): void {
    if (args.groups.length === 0) {
        return;
    }
    new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: { name: "own-rules", namespace: args.namespace, labels: args.monitorLabels },
            spec: { groups: ownRuleGroups(args.groups) },
        },
        opts,
    );
}
