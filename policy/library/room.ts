import { processorsIn } from "../../model/instanceTypes";
import { keepsAway, setByOthers, type Taint, tolerates } from "../../model/taints";
import { type Asked, askedOf } from "./requests";
import { at, isValues, listAt, textAt } from "./resource";
import type { System } from "./system";

/** Processors: what nodes can give to pods, and what pods request. */
export interface Room {
    /**
     * Keys of the taints that keep other pods away.
     * @default nodes that every pod may run on
     */
    only?: string;
    /** The smallest number of nodes that the groups keep. */
    nodes: number;
    has: number;
    asked: number;
    /** The same without the largest node, and without what runs on each node. */
    without: { has: number; asked: number };
}

interface Group {
    nodes: number;
    /** Processors of each node that are left to pods. */
    each: number;
    labels: Record<string, unknown>;
    taints: Taint[];
}

/**
 * Room in a cluster of managed node groups: first on the nodes that are open to every pod, then on those of each taint,
 * for pods that run nowhere else. Empty if nodes are added by load, or if it is unknown.
 */
export function room(system: System): Room[] {
    const groups = system.ofType("aws:eks/nodeGroup:NodeGroup").map(({ inputs }) => groupOf(inputs));
    if (groups.length === 0 || !groups.every(({ nodes, each }) => Number.isFinite(nodes * each))) {
        return [];
    }
    const keys = [...new Set(groups.map(({ taints }) => taintKeys(taints)))].sort();
    const pools = keys.map((only) => ({ only, groups: groups.filter(({ taints }) => taintKeys(taints) === only) }));
    const pods = askedOf(system);
    return pools.flatMap(({ only, groups }, index) => {
        const before = pools.slice(0, index).flatMap((pool) => pool.groups);
        const here = pods.filter((pod) => takenBy(groups, pod) && (pod.daemonSet || !takenBy(before, pod)));
        const found = roomOn(groups, here);
        return only === "" ? [found] : here.some(({ daemonSet }) => !daemonSet) ? [{ only, ...found }] : [];
    });
}

function roomOn(groups: Group[], pods: Asked[]): Room {
    const nodes = sum(groups.map((group) => group.nodes));
    const has = sum(groups.map((group) => group.nodes * group.each));
    const each = sum(pods.map(({ daemonSet, cpus }) => (daemonSet ? cpus : 0)));
    const rest = sum(pods.map(({ daemonSet, cpus }) => (daemonSet ? 0 : cpus)));
    const largest = Math.max(...groups.map((group) => group.each));
    return {
        nodes,
        has,
        asked: rest + nodes * each,
        without: { has: has - largest, asked: rest + (nodes - 1) * each },
    };
}

function groupOf(inputs: unknown): Group {
    const types = at(inputs, "instanceTypes");
    const sizes = (Array.isArray(types) ? types : []).map((type) => allocatable(String(type)));
    const labels = at(inputs, "labels");
    return {
        nodes: Number(at(inputs, "scalingConfig", "minSize")),
        each: Math.min(...sizes),
        labels: isValues(labels) ? labels : {},
        taints: listAt(inputs, "taints").map((taint) => ({
            key: textAt(taint, "key") ?? "",
            value: textAt(taint, "value"),
            effect: effects[textAt(taint, "effect") ?? ""] ?? "",
        })),
    };
}

/** EKS' names of the effects → those of Kubernetes. */
const effects: Record<string, string | undefined> = {
    NO_SCHEDULE: "NoSchedule",
    PREFER_NO_SCHEDULE: "PreferNoSchedule",
    NO_EXECUTE: "NoExecute",
};

function taintKeys(taints: Taint[]): string {
    return [...new Set(taints.filter(keepsAway).map(({ key }) => key))].sort().join(", ");
}

function takenBy(groups: Group[], { nodeSelector, tolerations }: Asked): boolean {
    return groups.some(
        ({ labels, taints }) =>
            tolerates(tolerations, taints) &&
            Object.entries(nodeSelector).every(([key, value]) =>
                key in labels ? labels[key] === value : setByOthers.test(key),
            ),
    );
}

/**
 * Processors of a node that are left to pods: EKS' image reserves 6 % of the first, 1 % of the second, 0.5 % of the
 * next two and 0.25 % of each further one.
 * https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go
 */
function allocatable(instanceType: string): number {
    const processors = processorsIn(instanceType) ?? NaN;
    const kept = Array.from({ length: processors || 0 }, (_, index) => [0.06, 0.01, 0.005, 0.005][index] ?? 0.0025);
    return processors - sum(kept);
}

function sum(numbers: number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}
