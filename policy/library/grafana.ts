import { descriptionOf } from "../../charts";
import type { Path } from "../../charts/words";
import { type ForeignChart, foreignCharts } from "../../charts/foreign";
import { at, isValues, textAt, unknown, type Values } from "./resource";
import { type ChartInstall, once } from "./system";

/** One Grafana as a chart installs it. */
export interface Grafana {
    install: ChartInstall;
    /** Grafana's own values: a part of kube-prometheus-stack's, or the whole of the chart grafana's. */
    values: Values;
    /** Path of these values, for messages. */
    path: string;
    /** The sidecar that reads datasources out of ConfigMaps; undefined where it is off. */
    sidecar: Sidecar | undefined;
    /** The sidecar that reads dashboards likewise. */
    dashboards: Sidecar | undefined;
    /** Namespaces whose ConfigMaps and Secrets its account may read; undefined for all, and where it cannot be told. */
    readable: string[] | undefined;
}

interface Sidecar {
    label: string;
    labelValue: string | undefined;
    /** Namespaces it watches; undefined for all, and where it cannot be told. */
    namespaces: string[] | undefined;
    /** It watches all. */
    everywhere: boolean;
    uniqueFilenames: boolean;
}

export const grafanas = once((system): Grafana[] => {
    const all = system.charts.flatMap((install) => {
        const fact = grafanaIn(install.chart);
        return fact === undefined ? [] : grafanaOf(install, fact.path);
    });
    // Those that are a part of another chart come first.
    return [...all.filter(({ path }) => path !== ""), ...all.filter(({ path }) => path === "")];
});

/** Where Grafana's own values stand in a chart's. */
function grafanaIn(chart: string): ForeignChart["grafana"] {
    const described = descriptionOf(chart)?.grafana;
    return described === undefined ? foreignCharts[chart]?.grafana : "none" in described ? undefined : described;
}

function grafanaOf(install: ChartInstall, path: Path): Grafana[] {
    const found = at(install.values, ...path);
    const values = isValues(found) ? found : {};
    const part = path.length > 0;
    return part && values.enabled === false
        ? []
        : [{ install, values, path: part ? `${path.join(".")}.` : "", ...seenBy(install, values, part) }];
}

type SeenBy = Pick<Grafana, "sidecar" | "dashboards" | "readable">;

/** @param inStack whether the stack's chart sets its defaults over Grafana's own */
function seenBy(install: ChartInstall, values: Values, inStack: boolean): SeenBy {
    const rbac = at(values, "rbac");
    const others = at(rbac, "namespaces");
    // Whoever brings a Role of their own knows what it allows.
    const ours = at(rbac, "create") !== false && at(rbac, "useExistingRole") === undefined;
    const namespaced = at(rbac, "namespaced") === true && ours && others !== unknown && install.namespace !== undefined;
    return {
        sidecar: sidecar(install, values, "datasources", inStack),
        dashboards: sidecar(install, values, "dashboards", inStack),
        readable: namespaced
            ? [install.namespace ?? "", ...(Array.isArray(others) ? others.map(String) : [])]
            : undefined,
    };
}

/** What the stack's chart has its dashboards looked for in. */
const everywhere = { datasources: undefined, dashboards: "ALL" };

function sidecar(
    { namespace }: ChartInstall,
    values: Values,
    part: "datasources" | "dashboards",
    inStack: boolean,
): Sidecar | undefined {
    const settings = at(values, "sidecar", part);
    if ((at(settings, "enabled") ?? inStack) === false) {
        return undefined;
    }
    const given = at(settings, "searchNamespace");
    const search = given === undefined && inStack ? everywhere[part] : given;
    return {
        label: textAt(settings, "label") ?? `grafana_${part.slice(0, -1)}`,
        // The stack's chart asks for this value; the chart grafana takes any.
        labelValue: textAt(settings, "labelValue") ?? (inStack ? "1" : undefined),
        namespaces: watched(search, namespace),
        everywhere: [search].flat().includes("ALL"),
        uniqueFilenames: at(values, "sidecar", "enableUniqueFilenames") === true,
    };
}

function watched(search: unknown, own: string | undefined): string[] | undefined {
    const listed =
        typeof search === "string"
            ? search.split(",").map((name) => name.trim())
            : Array.isArray(search)
              ? search.map(String)
              : own === undefined
                ? undefined
                : [own];
    return search === unknown || listed?.includes("ALL") ? undefined : listed;
}

/** Labels of a Kubernetes object. */
export function labelsOf(inputs: Values): Values {
    const labels = at(inputs, "metadata", "labels");
    return isValues(labels) ? labels : {};
}
