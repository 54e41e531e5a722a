import { at, isValues, textAt, unknown, type Values } from "./resource";
import type { ChartInstall, System } from "./system";

/** One Grafana as a chart installs it. */
export interface Grafana {
    install: ChartInstall;
    /** Grafana's own values: a part of kube-prometheus-stack's, or the whole of the chart grafana's. */
    values: Values;
    /** Path of these values, for messages. */
    path: string;
    /** The sidecar that reads datasources out of ConfigMaps; undefined where it is off. */
    sidecar: Sidecar | undefined;
}

interface Sidecar {
    label: string;
    labelValue: string | undefined;
    /** Namespaces it watches; undefined for all, and where it cannot be told. */
    namespaces: string[] | undefined;
    uniqueFilenames: boolean;
}

export function grafanas(system: System): Grafana[] {
    const inStack = system.chart("kube-prometheus-stack").filter(({ values }) => at(values, "grafana", "enabled") !== false).map((install) => {
        const values = isValues(install.values.grafana) ? install.values.grafana : {};
        return { install, values, path: "grafana.", sidecar: sidecar(install, values, true) };
    });
    const alone = system.chart("grafana").map((install) => ({ install, values: install.values, path: "", sidecar: sidecar(install, install.values, false) }));
    return [...inStack, ...alone];
}

function sidecar({ namespace }: ChartInstall, values: Values, byDefault: boolean): Sidecar | undefined {
    const settings = at(values, "sidecar", "datasources");
    if ((at(settings, "enabled") ?? byDefault) === false) {
        return undefined;
    }
    return {
        label: textAt(settings, "label") ?? "grafana_datasource",
        // The stack's chart asks for this value; the chart grafana takes any.
        labelValue: textAt(settings, "labelValue") ?? (byDefault ? "1" : undefined),
        namespaces: watched(at(settings, "searchNamespace"), namespace),
        uniqueFilenames: at(values, "sidecar", "enableUniqueFilenames") === true,
    };
}

function watched(search: unknown, own: string | undefined): string[] | undefined {
    const listed = typeof search === "string" ? search.split(",").map((name) => name.trim()) : Array.isArray(search) ? search.map(String) : own === undefined ? undefined : [own];
    return search === unknown || listed?.includes("ALL") ? undefined : listed;
}

/** Labels of a Kubernetes object. */
export function labelsOf(inputs: Values): Values {
    const labels = at(inputs, "metadata", "labels");
    return isValues(labels) ? labels : {};
}
