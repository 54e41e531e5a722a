import { chartNames, factsOf } from "../../../charts";
import { at, isValues, listAt, type Seen, textAt, unknown, type Values } from "../../library/resource";
import type { System } from "../../library/system";

/** An object that a monitor can select by label. */
export interface Target {
    name: string;
    namespace: string;
    labels: Values;
    /** Names of its ports; undefined if unknown. */
    ports: string[] | undefined;
}

/** Services that can be selected by label: objects, and those that operators create. */
export function serviceTargets(system: System): Target[] {
    const objects = system
        .kubernetes("Service")
        .filter(({ type }) => /:(core\/)?v1:/.test(type))
        .map(({ inputs }): Target => ({
            name: textAt(inputs, "metadata", "name") ?? "",
            namespace: namespaceOf(inputs),
            labels: labelsOf(inputs),
            ports: listAt(inputs, "spec", "ports").flatMap(({ name }) => (typeof name === "string" ? [name] : [])),
        }));
    return [...objects, ...operated(system, "Service")];
}

/** Pods that can be selected by label: those that operators create. */
export function podTargets(system: System): Target[] {
    return operated(system, "Pods");
}

function operated(system: System, kind: "Service" | "Pods"): Target[] {
    const facts = chartNames.flatMap((chart) => factsOf(chart, "operates"));
    return facts.flatMap(({ group, kind: resource, makes }) =>
        system
            .kubernetes(resource)
            .filter(({ type }) => type.startsWith(`kubernetes:${group}/`))
            .flatMap(({ inputs }): Target[] => {
                const name = textAt(inputs, "metadata", "name");
                const namespace = namespaceOf(inputs);
                const read = (...path: string[]): unknown => at(inputs, ...path);
                const made = name === undefined ? [] : makes({ name, namespace, labels: labelsOf(inputs), at: read });
                return made
                    .filter((one) => one.kind === kind)
                    .map(({ name: called, labels = {}, ports }) => ({
                        name: called,
                        namespace,
                        labels,
                        ports: ports && Object.keys(ports),
                    }));
            }),
    );
}

/** Namespaces that a monitor selects from; undefined for all, or if unknown. */
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

function namespaceOf(inputs: Values): string {
    return textAt(inputs, "metadata", "namespace") ?? "default";
}

function labelsOf(inputs: Values): Values {
    const labels = at(inputs, "metadata", "labels");
    return isValues(labels) ? labels : {};
}
