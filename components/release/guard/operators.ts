import { valueAt } from "../values";
import type { LiveWorkload, Obstacle, Unreachable } from "./live";
import { ifOwn } from "./sole";

/** The Deployment of an operator. */
export interface LiveOperator {
    name: string;
    namespace: string;
    /** The Helm release that it is of. */
    release?: string;
    /** Arguments of its container. */
    args: string[];
}

/**
 * The Prometheus operators among what runs. Whoever installs one and from whichever registry, it is told which reloader
 * to put beside Prometheus.
 */
export function operatorsIn(workloads: readonly LiveWorkload[]): LiveOperator[] {
    return workloads.flatMap(({ kind, name, namespace, release, commands, isStopped }) => {
        const args = commands.find((command) => command.some((arg) => /^--?prometheus-config-reloader=/.test(arg)));
        return kind !== "Deployment" || isStopped || args === undefined
            ? []
            : [{ name, namespace, ...(release && { release: release.releaseName }), args }];
    });
}

/** A release that brings a Prometheus operator. */
interface Ours {
    /** Of this stack alone: what is there already is of a release that is replaced. */
    namespace: string;
    /** The same, where the release was until now and ends before it begins anew. */
    former?: string | undefined;
    /** Its values after overrides. */
    values: unknown;
}

/**
 * Why an operator of ours cannot be installed beside those on the cluster: each rewrites what the other made of the same
 * Prometheus, for as long as both run. Nothing is said where the cluster does not answer, as of a new one. Pure.
 */
export function operatorObstacles(ours: Ours, live: LiveOperator[] | Unreachable): Obstacle[] {
    if ("unreachable" in live || valueAt(ours.values, "prometheusOperator", "enabled") === false) {
        return [];
    }
    const scope = ourScope(ours);
    return live
        .filter(({ namespace }) => namespace !== ours.namespace && namespace !== ours.former)
        .filter((other) => covers(scope, other.namespace) || covers(scopeIn(other.args), ours.namespace))
        .map((other) => ({
            key: "observability.existing.prometheus",
            message:
                `not set, but the Prometheus operator ${other.namespace}/${other.name}${other.release === undefined ? "" : ` of Helm release ${other.release}`} ` +
                "is on the cluster already, and two operators undo each other's work on the same objects. Allowed: that one's Prometheus " +
                "{ namespace, monitorLabels, url } here (docs/existing.md), or operators that keep to namespaces of their own " +
                "(chartOverrides.kube-prometheus-stack.prometheusOperator.namespaces, and the same of that one)" +
                (other.release === undefined
                    ? ""
                    : `. ${ifOwn("kube-prometheus-stack", { releaseName: other.release, namespace: other.namespace })}`),
            steps: [],
        }));
}

/** Where an operator looks for Prometheus objects; `only` undefined is everywhere. */
interface Scope {
    only: string[] | undefined;
    never: string[];
}

const covers = ({ only, never }: Scope, namespace: string): boolean =>
    (only === undefined || only.includes(namespace)) && !never.includes(namespace);

/** By the operator's arguments: namespaces of instances go before both others (`cmd/operator/main.go` at 0.93). */
function scopeIn(args: readonly string[]): Scope {
    const listed = (name: string): string[] | undefined => {
        const given = args.flatMap((arg) => new RegExp(`^--?${name}=(.*)$`).exec(arg)?.[1] ?? []);
        const names = given.flatMap((text) => text.split(",")).filter((name) => name !== "");
        return names.length === 0 ? undefined : names;
    };
    const instances = listed("prometheus-instance-namespaces");
    return instances === undefined
        ? { only: listed("namespaces"), never: listed("deny-namespaces") ?? [] }
        : { only: instances, never: [] };
}

/** By the chart's values, out of which it writes these arguments. */
function ourScope({ values, namespace }: Ours): Scope {
    const list = (...path: string[]): string[] => {
        const given = valueAt(values, "prometheusOperator", ...path);
        return Array.isArray(given) ? given.map(String) : [];
    };
    const own = valueAt(values, "prometheusOperator", "namespaces", "releaseNamespace") === true ? [namespace] : [];
    const only = [...own, ...list("namespaces", "additional")];
    const instances = list("prometheusInstanceNamespaces");
    return instances.length > 0
        ? { only: instances, never: [] }
        : { only: only.length > 0 ? only : undefined, never: list("denyNamespaces") };
}
