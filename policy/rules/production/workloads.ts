import { factsOf } from "../../../charts";
import { at, listAt } from "../../library/resource";
import { isMade } from "../../library/made";
import type { ChartInstall, System } from "../../library/system";

/** A workload with its resource requests. */
export interface Workload {
    urn: string;
    /** The resource and the key of its `resources`, for messages. */
    at: string;
    resources: unknown;
}

/** Workloads of charts, of custom resources, and plain ones, container by container. */
export function workloads(system: System): Workload[] {
    return [...system.charts.flatMap(ofChart), ...customResources(system), ...plain(system)];
}

/** Subcharts that only export metrics keep their defaults. */
function ofChart({ urn, name, chart, values }: ChartInstall): Workload[] {
    const made = factsOf(chart, "workloads").filter((fact) => isMade(fact, values));
    return made.flatMap(({ resources }) =>
        "none" in resources ? [] : { urn, at: `${name}: ${resources.join(".")}`, resources: at(values, ...resources) },
    );
}

function customResources(system: System): Workload[] {
    const found = [
        ...system.kubernetes("OpenTelemetryCollector"),
        ...system.kubernetes("Cluster", "postgresql.cnpg.io/v1"),
    ];
    return found.map(({ urn, name, inputs }) => ({
        urn,
        at: `${name}: spec.resources`,
        resources: at(inputs, "spec", "resources"),
    }));
}

function plain(system: System): Workload[] {
    return ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"].flatMap((kind) => {
        const path = [...(kind === "CronJob" ? ["spec", "jobTemplate"] : []), "spec", "template", "spec", "containers"];
        return system.kubernetes(kind).flatMap(({ urn, name, inputs }) =>
            listAt(inputs, ...path).map((container, index) => ({
                urn,
                at: `${name}: ${path.join(".")}[${index}].resources`,
                resources: container.resources,
            })),
        );
    });
}

/** The missing resource settings of a workload. No CPU limit is required: it would only slow the workload down. */
export function missingResources({ resources }: Workload): string[] {
    return [
        ["requests", "cpu"],
        ["requests", "memory"],
        ["limits", "memory"],
    ]
        .filter((path) => [undefined, null, ""].includes(at(resources, ...path) as undefined))
        .map((path) => path.join("."));
}
