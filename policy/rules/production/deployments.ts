import { factsOf } from "../../../charts";
import type { ScalingFact } from "../../../charts/description";
import { given, type Path } from "../../../charts/words";
import { at, isValues, unknown, type Values } from "../../library/resource";
import type { Violation } from "../../library/rule";
import type { System } from "../../library/system";
import type { Config } from "./config";
import { isMade } from "../../library/made";
import { fewestPods } from "../../library/replicas";

/** Pods that replace each other, and the paths of their settings in the chart's values. */
interface Deployment {
    urn: string;
    name: string;
    values: Values;
    scaling: ScalingFact;
}

/** Gateways and their controllers: without a controller a restarted gateway gets no configuration. */
export function deployments(system: System): Deployment[] {
    return system.charts.flatMap(({ urn, name, chart, values }) =>
        factsOf(chart, "workloads")
            .filter((workload) => isMade(workload, values))
            .flatMap((workload) => given(workload.scaling) ?? [])
            .map((scaling) => ({ urn, name, values, scaling })),
    );
}

export function doubled({ urn, name, values, scaling }: Deployment, { minReplicas }: Config): Violation[] {
    const replicas = fewestPods(values, scaling);
    // A DaemonSet spreads its pods over the nodes itself.
    if (replicas === undefined || at(values, ...scaling.daemonSet) === true) {
        return [];
    }
    const violation = (path: Path, message: string): Violation => ({
        urn,
        message: `${name}: ${path.join(".")} ${message}`,
    });
    if (replicas.count < minReplicas) {
        return [violation(replicas.path, `is ${replicas.count}; allowed: ${minReplicas} or more`)];
    }
    const budget = at(values, ...scaling.budget.enabled);
    const disrupted = at(values, ...scaling.budget.maxUnavailable);
    return replicas.count < 2
        ? []
        : [
              ...(budget === true || budget === unknown
                  ? []
                  : [
                        violation(
                            scaling.budget.enabled,
                            "is not true, so a drain may take all pods at once; set it, with maxUnavailable: 1",
                        ),
                    ]),
              ...(disrupted === 0 || disrupted === "0" || disrupted === "0%"
                  ? [
                        violation(
                            scaling.budget.maxUnavailable,
                            `is ${disrupted}, so no node can ever be drained; set it to 1`,
                        ),
                    ]
                  : []),
              ...(isSpread(values, scaling)
                  ? []
                  : [
                        violation(
                            scaling.spread,
                            "is empty, so all pods may be on one node; spread them over topology.kubernetes.io/zone and kubernetes.io/hostname",
                        ),
                    ]),
          ];
}

/** Whether a workload's pods are spread, or may be. */
function isSpread(values: Values, { spread, affinity }: ScalingFact): boolean {
    const constraints = at(values, ...spread);
    const apart = at(values, ...affinity, "podAntiAffinity");
    return (
        [constraints, at(values, ...affinity), apart].includes(unknown) ||
        (Array.isArray(constraints) && constraints.length > 0) ||
        isValues(apart)
    );
}
