import { factOf } from "../../charts";
import type { PrometheusFact } from "../../charts/programs";
import { at, isValues, listAt, type Seen, textAt, unknown, type Values } from "./resource";
import { type ChartInstall, once, type System } from "./system";

/** Objects that a Prometheus selects by label. */
export type MonitorKind = "ServiceMonitor" | "PodMonitor" | "PrometheusRule";

/** Prefix of a Prometheus' selectors for a kind. */
const selectorWord: Record<MonitorKind, string> = {
    ServiceMonitor: "serviceMonitor",
    PodMonitor: "podMonitor",
    PrometheusRule: "rule",
};

/** One Prometheus and what it selects. */
export interface Prometheus {
    name: string;
    select(kind: MonitorKind): Selection;
}

export interface Selection {
    /** A label selector; undefined selects nothing. */
    objects: unknown;
    /** A label selector for namespaces, or the only namespace. */
    namespaces: unknown;
    ownNamespace: string | undefined;
}

/**
 * Every Prometheus: those of kube-prometheus-stack, custom resources, and one that exists, of which only what the
 * settings say of it is known.
 */
export const prometheuses = once((system): Prometheus[] => {
    const fromCharts = chartPrometheuses(system)
        .filter(({ install: { values }, fact }) => at(values, ...fact.path, "enabled") !== false)
        .map(({ install: { name, releaseName }, spec }): Prometheus => {
            return {
                name,
                select: (kind) => ({
                    objects: chartSelector(spec, selectorWord[kind], releaseName),
                    namespaces: at(spec, `${selectorWord[kind]}NamespaceSelector`) ?? {},
                    ownNamespace: undefined,
                }),
            };
        });
    const objects = system.kubernetes("Prometheus", "monitoring.coreos.com/v1").map(({ name, inputs }): Prometheus => {
        const select = (kind: MonitorKind): Selection => ({
            objects: at(inputs, "spec", `${selectorWord[kind]}Selector`),
            // Without a namespace selector the operator looks only in Prometheus' own namespace.
            namespaces: at(inputs, "spec", `${selectorWord[kind]}NamespaceSelector`),
            ownNamespace: textAt(inputs, "metadata", "namespace"),
        });
        return { name, select };
    });
    return [...fromCharts, ...objects, ...system.components("ExistingPrometheus").map(existing)];
});

function existing({ name, inputs }: Seen): Prometheus {
    const { monitorLabels, namespaceLabels } = inputs;
    const select = (): Selection => ({
        objects: { matchLabels: monitorLabels },
        namespaces: { matchLabels: namespaceLabels },
        ownNamespace: undefined,
    });
    return { name: `${name} that exists`, select };
}

/** The Prometheus section of a chart, on or off, with the specification from its values. */
export interface ChartPrometheus {
    install: ChartInstall;
    fact: PrometheusFact;
    spec: unknown;
}

export const chartPrometheuses = once((system): ChartPrometheus[] =>
    system.charts.flatMap((install) => {
        const fact = factOf(install.chart, "prometheus");
        return fact === undefined ? [] : { install, fact, spec: at(install.values, ...fact.spec) };
    }),
);

/** The chart takes an empty selector for none, and then selects by the release's name unless a value disables that. */
function chartSelector(spec: unknown, word: string, releaseName: string | undefined): unknown {
    const explicit = at(spec, `${word}Selector`);
    if (explicit === unknown || (isValues(explicit) && Object.keys(explicit).length > 0)) {
        return explicit;
    }
    const byRelease = at(spec, `${word}SelectorNilUsesHelmValues`) ?? true;
    return byRelease === false
        ? {}
        : byRelease === true
          ? { matchLabels: { release: releaseName ?? unknown } }
          : unknown;
}

/** One requirement of a label selector. */
export interface Demand {
    label: string;
    /** In selector syntax. */
    text: string;
}

/** Labels that an object needs to be selected; without values if any will do. */
export function demanded(selector: unknown): { key: string; values: unknown[] }[] {
    const labels = at(selector, "matchLabels");
    return [
        ...Object.entries(isValues(labels) ? labels : {}).map(([key, value]) => ({ key, values: [value] })),
        ...listAt(selector, "matchExpressions")
            .filter(({ operator }) => operator === "In" || operator === "Exists")
            .map(({ key, values }) => ({ key: String(key), values: Array.isArray(values) ? values : [] })),
    ];
}

/** The requirements of a selector that labels do not meet. Unknown selectors and labels meet everything. */
export function unmet(selector: unknown, labels: Values): Demand[] {
    if (selector === unknown) {
        return [];
    }
    const wanted = at(selector, "matchLabels");
    const equal = Object.entries(isValues(wanted) ? wanted : {})
        .filter(([label, value]) => value !== unknown && labels[label] !== unknown && labels[label] !== value)
        .map(([label, value]) => ({ label, text: `${label}: ${String(value)}` }));
    const expressions = listAt(selector, "matchExpressions").filter((expression) => !meets(expression, labels));
    return [
        ...equal,
        ...expressions.map(({ key, operator, values }) => ({
            label: String(key),
            text: `${String(key)} ${String(operator)}${Array.isArray(values) ? ` (${values.join(", ")})` : ""}`,
        })),
    ];
}

function meets({ key, operator, values }: Values, labels: Values): boolean {
    const value = labels[String(key)];
    const listed = Array.isArray(values) && values.includes(value);
    switch (value === unknown ? unknown : operator) {
        case "In":
            return listed;
        case "NotIn":
            return !listed;
        case "Exists":
            return value !== undefined;
        case "DoesNotExist":
            return value === undefined;
        default:
            return true;
    }
}

/** Why a namespace is not selected, as the end of a sentence; undefined if it is, or if that is unknown. */
export function namespaceMissed(
    system: System,
    { namespaces, ownNamespace }: Selection,
    namespace: string | undefined,
): string | undefined {
    if (namespace === undefined || namespaces === unknown) {
        return undefined;
    }
    if (namespaces === undefined) {
        return ownNamespace === undefined || ownNamespace === namespace
            ? undefined
            : `it looks only in its own namespace, ${ownNamespace}`;
    }
    const object = system
        .kubernetes("Namespace")
        .find(({ inputs }) => textAt(inputs, "metadata", "name") === namespace);
    const given = at(object?.inputs, "metadata", "labels");
    const labels = { ...(isValues(given) ? given : {}), "kubernetes.io/metadata.name": namespace };
    // Of a namespace outside this stack only the label that Kubernetes sets is known.
    const [demand] = unmet(namespaces, labels).filter(
        ({ label }) => object !== undefined || label === "kubernetes.io/metadata.name",
    );
    return demand && `it looks only in namespaces with ${demand.text}`;
}
