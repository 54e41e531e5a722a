import * as pulumi from "@pulumi/pulumi";
import type { ExistingPrometheus } from "../../../model/existing";
import type { LabelSelector, LiveCluster, LivePrometheus } from "../../release/guard/live";
import { inProgram } from "../../release/hooks";
import { settingKeys } from "../../shared/settingKey";

/** What a Prometheus has to find: labels of our objects, and of each namespace that has some. */
export interface Ours {
    namespace: string;
    monitorLabels: Record<string, string>;
    namespaces: Record<string, Record<string, string>>;
}

/** Kinds of objects that the operator selects, by the field of its Prometheus. */
const kinds = { serviceMonitor: "ServiceMonitors", podMonitor: "PodMonitors", rule: "PrometheusRules" } as const;

const at = "observability.existing.prometheus";

/**
 * What of ours no Prometheus of the namespace selects, each with the setting, without project. One that selects all of
 * it is enough. Pure.
 */
export function unselected({ namespace, monitorLabels, namespaces }: Ours, live: readonly LivePrometheus[]): string[] {
    if (live.length === 0) {
        return [`${at}.namespace: got "${namespace}", in which there is no Prometheus of the Prometheus operator`];
    }
    const byPrometheus = live.map(({ name, ...selectors }) =>
        (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) => {
            const { objects, namespaces: within } = selectors[kind];
            const unseen = Object.entries(namespaces).filter(([one, labels]) =>
                // Without a selector it looks into its own namespace alone.
                within === undefined ? one !== namespace : !selects(within, labels),
            );
            return [
                ...(objects !== undefined && selects(objects, monitorLabels)
                    ? []
                    : [
                          `${at}.monitorLabels: got ${said(monitorLabels)}, by which Prometheus ${namespace}/${name} selects ` +
                              `no ${kinds[kind]}: its ${kind}Selector is ${said(objects)}`,
                      ]),
                ...unseen.map(
                    ([one, labels]) =>
                        `${at}.namespaceLabels: namespace ${one} has ${said(labels)}, by which Prometheus ` +
                        `${namespace}/${name} looks for no ${kinds[kind]} there: its ${kind}NamespaceSelector is ${said(within)}`,
                ),
            ];
        }),
    );
    return byPrometheus.some((problems) => problems.length === 0) ? [] : byPrometheus.flat();
}

const said = (given: object | undefined): string => (given === undefined ? "not set" : JSON.stringify(given));

/** By Kubernetes' label selectors: an empty one selects everything. */
function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Record<string, string>): boolean {
    return (
        Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
        matchExpressions.every(({ key, operator, values = [] }) => {
            const value = labels[key];
            switch (operator) {
                case "In":
                    return value !== undefined && values.includes(value);
                case "NotIn":
                    return value === undefined || !values.includes(value);
                case "Exists":
                    return value !== undefined;
                case "DoesNotExist":
                    return value === undefined;
            }
        })
    );
}

/**
 * A hook that holds the Prometheus' own selectors against our labels, and warns, already in a preview, of what it would
 * not find. Nothing is said where the cluster does not answer: then verify tells.
 */
export function selectionHook(
    name: string,
    { namespace, monitorLabels, namespaceLabels }: ExistingPrometheus,
    watched: readonly string[],
    live: LiveCluster,
): pulumi.ResourceHook {
    const keyOf = settingKeys();
    const labels = (of: string): Record<string, string> => ({ "kubernetes.io/metadata.name": of, ...namespaceLabels });
    const namespaces = Object.fromEntries(watched.map((one) => [one, labels(one)]));
    const look = async (): Promise<void> => {
        const found = await live.prometheuses?.(namespace).catch(() => undefined);
        for (const problem of found === undefined ? [] : unselected({ namespace, monitorLabels, namespaces }, found)) {
            await pulumi.log.warn(keyOf(problem));
        }
    };
    return new pulumi.ResourceHook(`${name}-selection`, inProgram(look), { onDryRun: true });
}
