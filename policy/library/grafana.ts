import { descriptionOf } from "../../charts";
import type { GrafanaFact, SidecarFact } from "../../charts/programs";
import { given } from "../../charts/words";
import { foreignCharts } from "../../charts/foreign";
import { at, isValues, textAt, unknown, type Values } from "./resource";
import { type ChartInstall, once } from "./system";

/** One Grafana that a chart installs. */
export interface Grafana {
    install: ChartInstall;
    fact: GrafanaFact;
    /** Grafana's own values: a part of kube-prometheus-stack's, or all values of the chart grafana. */
    values: Values;
    /** Path of these values, for messages. */
    path: string;
    /** The sidecar that reads datasources from ConfigMaps; undefined if it is off. */
    sidecar: Sidecar | undefined;
    /** The sidecar for dashboards, likewise. */
    dashboards: Sidecar | undefined;
    /** Namespaces whose ConfigMaps and Secrets its account may read; undefined for all, or if unknown. */
    readable: string[] | undefined;
}

interface Sidecar {
    label: string;
    labelValue: string | undefined;
    /** Namespaces it watches; undefined for all, or if unknown. */
    namespaces: string[] | undefined;
    /** Whether it watches all namespaces. */
    everywhere: boolean;
    uniqueFilenames: boolean;
}

export const grafanas = once((system): Grafana[] => {
    const all = system.charts.flatMap((install) => {
        const fact = grafanaIn(install.chart);
        return fact === undefined ? [] : grafanaOf(install, fact);
    });
    // Subcharts of another chart come first.
    return [...all.filter(({ path }) => path !== ""), ...all.filter(({ path }) => path === "")];
});

/** Where a chart has Grafana's own values. */
function grafanaIn(chart: string): GrafanaFact | undefined {
    const described = descriptionOf(chart)?.grafana;
    return described === undefined ? foreignCharts[chart]?.grafana : given(described);
}

function grafanaOf(install: ChartInstall, fact: GrafanaFact): Grafana[] {
    const { path } = fact;
    const found = at(install.values, ...path);
    const values = isValues(found) ? found : {};
    const part = path.length > 0;
    return part && values.enabled === false
        ? []
        : [{ install, fact, values, path: part ? `${path.join(".")}.` : "", ...seenBy(install, values, fact) }];
}

type SeenBy = Pick<Grafana, "sidecar" | "dashboards" | "readable">;

function seenBy(install: ChartInstall, values: Values, { sidecars }: GrafanaFact): SeenBy {
    const rbac = at(values, "rbac");
    const others = at(rbac, "namespaces");
    // The permissions of a custom Role are not known here.
    const ours = at(rbac, "create") !== false && at(rbac, "useExistingRole") === undefined;
    const namespaced = at(rbac, "namespaced") === true && ours && others !== unknown && install.namespace !== undefined;
    const uniqueFilenames = at(values, "sidecar", "enableUniqueFilenames") === true;
    return {
        sidecar: sidecar(install, at(values, "sidecar", "datasources"), sidecars.datasources, uniqueFilenames),
        dashboards: sidecar(install, at(values, "sidecar", "dashboards"), sidecars.dashboards, uniqueFilenames),
        readable: namespaced
            ? [install.namespace ?? "", ...(Array.isArray(others) ? others.map(String) : [])]
            : undefined,
    };
}

function sidecar(
    { namespace }: ChartInstall,
    settings: unknown,
    { enabled, finds }: SidecarFact,
    uniqueFilenames: boolean,
): Sidecar | undefined {
    if ("none" in finds || (at(settings, "enabled") ?? enabled) === false) {
        return undefined;
    }
    const search = at(settings, "searchNamespace") ?? (finds.everywhere ? "ALL" : undefined);
    return {
        label: textAt(settings, "label") ?? finds.label,
        labelValue: textAt(settings, "labelValue") ?? finds.value,
        namespaces: watched(search, namespace),
        everywhere: [search].flat().includes("ALL"),
        uniqueFilenames,
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
