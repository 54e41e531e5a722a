import { unmet } from "../../../policy/library/prometheus";
import { at, isValues, listAt, textAt, unknown, type Values } from "../../../policy/library/resource";
import { containersOf, listed, ownSource, type Placed, podsOf, valuesAt } from "./objects";
import { madeByOthers } from "./operators";
import { namedPorts, openPorts } from "./probes";

/** Pods as selectors see them, whatever creates them. */
interface Selectable {
    namespace: string;
    labels: Values;
    /** Port numbers by name; undefined if unknown. */
    named: Map<string, number> | undefined;
    /** Every open port; undefined if unknown. */
    open: number[] | undefined;
}

interface Port {
    name: string;
    target: unknown;
}

interface Service {
    namespace: string;
    name: string;
    labels: Values;
    selector: Values | undefined;
    /** Undefined if unknown. */
    ports: Port[] | undefined;
}

/** Services without a pod or port, NetworkPolicies without pods, and monitors without anything to scrape. */
export function selectionProblems(objects: readonly Placed[]): string[] {
    const pods = selectable(objects);
    const services = servicesIn(objects);
    const problems = objects.flatMap((object) => {
        const found =
            object.kind === "Service"
                ? serviceProblems(object, pods)
                : object.kind === "NetworkPolicy"
                  ? networkPolicyProblems(object, pods)
                  : object.kind === "ServiceMonitor"
                    ? serviceMonitorProblems(object, services, pods, objects)
                    : object.kind === "PodMonitor"
                      ? podMonitorProblems(object, pods, objects)
                      : [];
        return found.map(
            (problem) => `${object.source}: ${object.kind}/${object.name} in ${object.namespace} ${problem}`,
        );
    });
    return [...new Set(problems)];
}

function selectable(objects: readonly Placed[]): Selectable[] {
    const rendered = podsOf(objects).map((pod): Selectable => {
        const containers = containersOf(pod);
        return {
            namespace: pod.namespace,
            labels: pod.labels,
            named: namedPorts(containers),
            open: containers.flatMap(openPorts),
        };
    });
    const others = madeByOthers(objects)
        .filter(({ kind }) => kind === "Pods")
        .map(({ namespace, labels = {}, ports }): Selectable => ({
            namespace,
            labels,
            named: ports,
            open: ports && [...ports.values()],
        }));
    return [...rendered, ...others];
}

function servicesIn(objects: readonly Placed[]): Service[] {
    const rendered = objects
        .filter(({ kind }) => kind === "Service")
        .map(({ namespace, name, labels, manifest }): Service => {
            const selector = at(manifest, "spec", "selector");
            const ports = listAt(manifest, "spec", "ports").map((port) => ({
                name: String(port.name ?? ""),
                target: port.targetPort ?? port.port,
            }));
            return { namespace, name, labels, selector: isValues(selector) ? selector : undefined, ports };
        });
    const others = madeByOthers(objects)
        .filter(({ kind }) => kind === "Service")
        .map(({ namespace, name, labels = {}, ports }): Service => ({
            namespace,
            name,
            labels,
            selector: undefined,
            ports: ports && [...ports].map(([port, target]) => ({ name: port, target })),
        }));
    return [...rendered, ...others];
}

function podsBehind(selector: Values, namespace: string, pods: readonly Selectable[]): Selectable[] {
    return pods.filter(
        (pod) =>
            pod.namespace === namespace &&
            Object.entries(selector).every(([label, value]) => pod.labels[label] === value),
    );
}

function serviceProblems({ namespace, manifest }: Placed, pods: readonly Selectable[]): string[] {
    const selector = at(manifest, "spec", "selector");
    if (
        !isValues(selector) ||
        Object.keys(selector).length === 0 ||
        textAt(manifest, "spec", "type") === "ExternalName"
    ) {
        return [];
    }
    const behind = podsBehind(selector, namespace, pods);
    if (behind.length === 0) {
        return [selectsNone(selector, namespace)];
    }
    return listAt(manifest, "spec", "ports").flatMap(({ port, targetPort }) => {
        const target = targetPort ?? port;
        return behind.some((pod) => opens(pod, target))
            ? []
            : [`leads port ${String(port)} to ${String(target)}, which no container of its pods opens`];
    });
}

/** A NetworkPolicy that selects no pod does not protect what it was written for. */
function networkPolicyProblems({ namespace, manifest }: Placed, pods: readonly Selectable[]): string[] {
    const selector = valuesAt(manifest, "spec", "podSelector", "matchLabels");
    return podsBehind(selector, namespace, pods).length > 0 ? [] : [selectsNone(selector, namespace)];
}

function selectsNone(selector: Values, namespace: string): string {
    const labels = Object.entries(selector).map(([label, value]) => `${label}=${String(value)}`);
    return `selects no pod: none in ${namespace} has ${labels.join(", ")}`;
}

/** Whether pods have a port, by name or number; true if unknown. */
function opens({ named, open }: Selectable, target: unknown): boolean {
    return typeof target === "string" && !/^\d+$/.test(target)
        ? named === undefined || named.has(target)
        : open === undefined || open.includes(Number(target));
}

function serviceMonitorProblems(
    monitor: Placed,
    services: readonly Service[],
    pods: readonly Selectable[],
    objects: readonly Placed[],
): string[] {
    const namespaces = lookedInto(monitor);
    if (isForeign(monitor, namespaces, objects)) {
        return [];
    }
    const found = selectedBy(monitor, namespaces, services);
    if (found.length === 0) {
        return [`selects no Service in ${namespaces === undefined ? "any namespace" : listed(namespaces)}`];
    }
    return listAt(monitor.manifest, "spec", "endpoints").flatMap(({ port, targetPort }) => {
        if (port !== undefined) {
            const has = found.some(({ ports }) => ports === undefined || ports.some(({ name }) => name === port));
            return has
                ? []
                : [
                      `asks for port ${String(port)}, which none of its Services has; they have ` +
                          `${listed(found.flatMap(({ ports = [] }) => ports.map(({ name }) => name)))}`,
                  ];
        }
        const behind = found.flatMap(({ namespace, selector: wanted }) =>
            wanted === undefined ? [] : podsBehind(wanted, namespace, pods),
        );
        return targetPort === undefined || behind.length === 0 || behind.some((pod) => opens(pod, targetPort))
            ? []
            : [`asks for the pods' port ${String(targetPort)}, which no container of theirs opens`];
    });
}

function podMonitorProblems(monitor: Placed, pods: readonly Selectable[], objects: readonly Placed[]): string[] {
    const namespaces = lookedInto(monitor);
    if (isForeign(monitor, namespaces, objects)) {
        return [];
    }
    const found = selectedBy(monitor, namespaces, pods);
    if (found.length === 0) {
        return [`selects no pod in ${namespaces === undefined ? "any namespace" : listed(namespaces)}`];
    }
    return listAt(monitor.manifest, "spec", "podMetricsEndpoints").flatMap(({ port, portNumber, targetPort }) => {
        const asked = port ?? portNumber ?? targetPort;
        return asked === undefined || found.some((pod) => opens(pod, asked))
            ? []
            : [`asks for port ${String(asked)}, which none of its pods has`];
    });
}

/** What a monitor selects, in its namespaces. */
function selectedBy<T extends { namespace: string; labels: Values }>(
    { manifest }: Placed,
    namespaces: string[] | undefined,
    targets: readonly T[],
): T[] {
    const selector = at(manifest, "spec", "selector");
    return targets.filter(
        ({ namespace, labels }) => (namespaces?.includes(namespace) ?? true) && unmet(selector, labels).length === 0,
    );
}

/** Namespaces that a monitor selects from; undefined for all. */
function lookedInto({ manifest, namespace }: Placed): string[] | undefined {
    const names = at(manifest, "spec", "namespaceSelector", "matchNames");
    return at(manifest, "spec", "namespaceSelector", "any") === true
        ? undefined
        : Array.isArray(names)
          ? names.map(String)
          : [namespace];
}

/**
 * Namespaces without objects of ours cannot be judged: a user's own monitor selects a user's own Services. In `default`
 * a chart's monitor selects what Kubernetes has there.
 */
function isForeign({ source }: Placed, namespaces: string[] | undefined, objects: readonly Placed[]): boolean {
    const ours = (namespace: string): boolean =>
        objects.some((object) => object.namespace === namespace && ["Service", ...workloads].includes(object.kind)) ||
        (namespace === "default" && source !== ownSource);
    return namespaces === undefined || namespaces.includes(unknown) || !namespaces.some(ours);
}

const workloads = ["Deployment", "StatefulSet", "DaemonSet", "OpenTelemetryCollector", "Cluster", "Prometheus"];
