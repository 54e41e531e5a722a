import { factsOf } from "../../charts";
import type { WorkloadFact } from "../../charts/description";
import { given } from "../../charts/words";
import { processorsOf } from "../../model/quantity";
import type { Toleration } from "../../model/taints";
import { isMade } from "./made";
import { fewestPods } from "./replicas";
import { at, isValues, listAt, type Values } from "./resource";
import type { System } from "./system";

/** Processors that pods request, and where these pods may run. */
export interface Asked {
    /** Of one pod in a DaemonSet, otherwise of all its pods. */
    cpus: number;
    daemonSet: boolean;
    nodeSelector: Values;
    tolerations: Toleration[];
}

const anywhere = { nodeSelector: {}, tolerations: [] };

/**
 * Requests of EKS' add-ons, from their manifests: on each node, whatever its taints, vpc-cni (50m), kube-proxy (100m)
 * and the EBS driver (30m); two pods each of coredns (100m), metrics-server (100m) and the EBS driver's controller (six
 * containers of 10m).
 */
const addOns: Asked[] = [
    { ...anywhere, cpus: 0.18, daemonSet: true, tolerations: [{ operator: "Exists" }] },
    { ...anywhere, cpus: 0.52, daemonSet: false },
];

/** What all pods of a stack on managed node groups request. */
export function askedOf(system: System): Asked[] {
    return [...addOns, ...system.charts.flatMap(ofChart), ...ofCustomResources(system), ...ofPlain(system)];
}

/** Requests of main containers: exporters in subcharts, and sidecars, request nothing by default. */
function ofChart({ chart, values }: { chart: string; values: Values }): Asked[] {
    return factsOf(chart, "workloads")
        .filter((fact) => isMade(fact, values))
        .map((fact) => {
            const one = "none" in fact.resources ? 0 : processorsAt(values, ...fact.resources);
            // Charts have the placement of pods beside their affinity or their resources.
            const beside = given(fact.scaling)?.affinity ?? ("none" in fact.resources ? [] : fact.resources);
            const pods = at(values, ...beside.slice(0, -1));
            return fact.kind === "DaemonSet"
                ? { ...placementOf(pods), cpus: one, daemonSet: true }
                : { ...placementOf(pods), cpus: one * replicasOf(fact, values), daemonSet: false };
        });
}

/** @param pods the object with `nodeSelector` and `tolerations` */
function placementOf(pods: unknown): Pick<Asked, "nodeSelector" | "tolerations"> {
    const nodeSelector = at(pods, "nodeSelector");
    return {
        nodeSelector: isValues(nodeSelector) ? nodeSelector : {},
        tolerations: listAt(pods, "tolerations") as Toleration[],
    };
}

function replicasOf({ scaling, replicas }: WorkloadFact, values: Values): number {
    const scaled = given(scaling) ?? (replicas && { replicas });
    return (scaled && fewestPods(values, scaled)?.count) ?? 1;
}

function ofCustomResources(system: System): Asked[] {
    const collectors = system.kubernetes("OpenTelemetryCollector").map(({ inputs }) => {
        const one = processorsAt(inputs, "spec", "resources");
        const placement = placementOf(at(inputs, "spec"));
        return at(inputs, "spec", "mode") === "daemonset"
            ? { ...placement, cpus: one, daemonSet: true }
            : { ...placement, cpus: one * Number(at(inputs, "spec", "replicas") ?? 1), daemonSet: false };
    });
    const databases = system.kubernetes("Cluster", "postgresql.cnpg.io/v1").map(({ inputs }) => ({
        ...placementOf(at(inputs, "spec", "affinity")),
        cpus: processorsAt(inputs, "spec", "resources") * Number(at(inputs, "spec", "instances") ?? 1),
        daemonSet: false,
    }));
    return [...collectors, ...databases];
}

function ofPlain(system: System): Asked[] {
    return ["Deployment", "StatefulSet"].flatMap((kind) =>
        system.kubernetes(kind).map(({ inputs }) => {
            const containers = listAt(inputs, "spec", "template", "spec", "containers");
            const one = containers.reduce((total, container) => total + processorsAt(container, "resources"), 0);
            const pods = at(inputs, "spec", "template", "spec");
            return {
                ...placementOf(pods),
                cpus: one * Number(at(inputs, "spec", "replicas") ?? 1),
                daemonSet: false,
            };
        }),
    );
}

/** The request; a limit without a request counts as one. */
function processorsAt(value: unknown, ...path: string[]): number {
    const said = at(value, ...path, "requests", "cpu") ?? at(value, ...path, "limits", "cpu");
    return processorsOf(said) ?? 0;
}
