import { factsOf } from "../../charts";
import type { WorkloadFact } from "../../charts/description";
import { given } from "../../charts/words";
import { processorsIn } from "../../model/instanceTypes";
import { processorsOf } from "../../model/quantity";
import { fewestPods } from "./replicas";
import { at, listAt, type Values } from "./resource";
import type { System } from "./system";
import { isMade } from "./made";

/** Processors: what nodes can give to pods, and what pods request. */
export interface Room {
    /** The smallest number of nodes that the groups keep. */
    nodes: number;
    has: number;
    asked: number;
    /** The same without the largest node, and without what runs on each node. */
    without: { has: number; asked: number };
}

/**
 * Requests of EKS' add-ons, from their manifests: on each node vpc-cni (50m), kube-proxy (100m) and the EBS driver
 * (30m); two pods each of coredns (100m), metrics-server (100m) and the EBS driver's controller (six containers of
 * 10m).
 */
const addOns = { each: 0.18, rest: 0.52 };

/** Room in a cluster of managed node groups. Undefined if nodes are added by load, or if it is unknown. */
export function room(system: System): Room | undefined {
    const groups = system.ofType("aws:eks/nodeGroup:NodeGroup").map(({ inputs }) => {
        const types = at(inputs, "instanceTypes");
        const sizes = (Array.isArray(types) ? types : []).map((type) => allocatable(String(type)));
        return { nodes: Number(at(inputs, "scalingConfig", "minSize")), each: Math.min(...sizes) };
    });
    const nodes = sum(groups.map((group) => group.nodes));
    const has = sum(groups.map((group) => group.nodes * group.each));
    if (groups.length === 0 || !Number.isFinite(has)) {
        return undefined;
    }
    const { each, rest } = asked(system);
    const largest = Math.max(...groups.map((group) => group.each));
    return {
        nodes,
        has,
        asked: rest + nodes * each,
        without: { has: has - largest, asked: rest + (nodes - 1) * each },
    };
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

interface Asked {
    /** On each node. */
    each: number;
    rest: number;
}

function asked(system: System): Asked {
    const all = [addOns, ...system.charts.flatMap(ofChart), ...ofCustomResources(system), ...ofPlain(system)];
    return { each: sum(all.map(({ each }) => each)), rest: sum(all.map(({ rest }) => rest)) };
}

/** Requests of main containers: exporters in subcharts, and sidecars, request nothing by default. */
function ofChart({ chart, values }: { chart: string; values: Values }): Asked[] {
    return factsOf(chart, "workloads")
        .filter((fact) => isMade(fact, values))
        .map((fact) => {
            const one = "none" in fact.resources ? 0 : processorsAt(values, ...fact.resources);
            return fact.kind === "DaemonSet"
                ? { each: one, rest: 0 }
                : { each: 0, rest: one * replicasOf(fact, values) };
        });
}

function replicasOf({ scaling, replicas }: WorkloadFact, values: Values): number {
    const scaled = given(scaling) ?? (replicas && { replicas });
    return (scaled && fewestPods(values, scaled)?.count) ?? 1;
}

function ofCustomResources(system: System): Asked[] {
    const collectors = system.kubernetes("OpenTelemetryCollector").map(({ inputs }) => {
        const one = processorsAt(inputs, "spec", "resources");
        return at(inputs, "spec", "mode") === "daemonset"
            ? { each: one, rest: 0 }
            : { each: 0, rest: one * Number(at(inputs, "spec", "replicas") ?? 1) };
    });
    const databases = system.kubernetes("Cluster", "postgresql.cnpg.io/v1").map(({ inputs }) => ({
        each: 0,
        rest: processorsAt(inputs, "spec", "resources") * Number(at(inputs, "spec", "instances") ?? 1),
    }));
    return [...collectors, ...databases];
}

function ofPlain(system: System): Asked[] {
    return ["Deployment", "StatefulSet"].flatMap((kind) =>
        system.kubernetes(kind).map(({ inputs }) => {
            const containers = listAt(inputs, "spec", "template", "spec", "containers");
            const one = sum(containers.map((container) => processorsAt(container, "resources")));
            return { each: 0, rest: one * Number(at(inputs, "spec", "replicas") ?? 1) };
        }),
    );
}

/** The request; a limit without a request counts as one. */
function processorsAt(value: unknown, ...path: string[]): number {
    const said = at(value, ...path, "requests", "cpu") ?? at(value, ...path, "limits", "cpu");
    return processorsOf(said) ?? 0;
}

function sum(numbers: number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}
