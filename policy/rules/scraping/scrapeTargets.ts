import { collectors } from "../../library/collector";
import { at, isValues, listAt, type Seen, textAt, unknown, type Values } from "../../library/resource";
import type { System } from "../../library/system";

/** Something with labels that a monitor can select. */
export interface Target {
    name: string;
    namespace: string;
    labels: Values;
    /** Names of its ports; undefined where they cannot be told. */
    ports: string[] | undefined;
}

/** Services that can be selected by label: objects, and those that the operator makes for each collector. */
export function serviceTargets(system: System): Target[] {
    const objects = system
        .kubernetes("Service")
        .filter(({ type }) => /:(core\/)?v1:/.test(type))
        .map(({ inputs }): Target => ({
            name: textAt(inputs, "metadata", "name") ?? "",
            namespace: textAt(inputs, "metadata", "namespace") ?? "default",
            labels: labelsOf(inputs),
            ports: listAt(inputs, "spec", "ports").flatMap(({ name }) => (typeof name === "string" ? [name] : [])),
        }));
    return [
        ...objects,
        ...system.kubernetes("OpenTelemetryCollector").flatMap((object) => collectorTargets(system, object)),
    ];
}

/** As the operator (v0.158) names and labels them. Port names of all but `monitoring` depend on the receivers. */
function collectorTargets(system: System, { urn, inputs }: Seen): Target[] {
    const name = textAt(inputs, "metadata", "name");
    const namespace = textAt(inputs, "metadata", "namespace") ?? "default";
    const mode = collectors(system).find((collector) => collector.urn === urn)?.mode;
    if (name === undefined || mode === "sidecar") {
        return [];
    }
    const common = {
        ...labelsOf(inputs),
        "app.kubernetes.io/managed-by": "opentelemetry-operator",
        "app.kubernetes.io/instance": `${namespace}.${name}`,
        "app.kubernetes.io/part-of": "opentelemetry",
        "app.kubernetes.io/component": "opentelemetry-collector",
    };
    const target = (suffix: string, type: string, ports: string[] | undefined, more: Values = {}): Target => {
        const service = `${name}-collector${suffix}`;
        return {
            name: service,
            namespace,
            ports,
            labels: {
                ...common,
                "app.kubernetes.io/name": service,
                "operator.opentelemetry.io/collector-service-type": type,
                ...more,
            },
        };
    };
    return [
        target("", "base", undefined),
        target("-headless", "headless", undefined, {
            "operator.opentelemetry.io/collector-headless-service": "Exists",
        }),
        target("-monitoring", "monitoring", ["monitoring"], {
            "operator.opentelemetry.io/collector-monitoring-service": "Exists",
        }),
        target("-extension", "extension", undefined),
    ];
}

/** Pods that can be selected by label: those of CloudNativePG's clusters. */
export function podTargets(system: System): Target[] {
    return system.kubernetes("Cluster", "postgresql.cnpg.io/v1").map(({ inputs }) => ({
        name: textAt(inputs, "metadata", "name") ?? "",
        namespace: textAt(inputs, "metadata", "namespace") ?? "default",
        labels: { "cnpg.io/cluster": textAt(inputs, "metadata", "name") ?? "", "cnpg.io/podRole": "instance" },
        ports: ["postgresql", "metrics", "status"],
    }));
}

/** Namespaces that a monitor looks into; undefined for all, and where it cannot be told. */
export function monitoredNamespaces({ inputs }: Seen): string[] | undefined {
    const selector = at(inputs, "spec", "namespaceSelector");
    if (selector === unknown || at(selector, "any") === true) {
        return undefined;
    }
    const names = at(selector, "matchNames");
    const own = textAt(inputs, "metadata", "namespace");
    const listed = Array.isArray(names) ? names.map(String) : own === undefined ? undefined : [own];
    return listed?.includes(unknown) ? undefined : listed;
}

function labelsOf(inputs: Values): Values {
    const labels = at(inputs, "metadata", "labels");
    return isValues(labels) ? labels : {};
}
