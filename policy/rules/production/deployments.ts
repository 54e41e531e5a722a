import type { Violation } from "../../library/rule";
import { type KongNode } from "../../library/kong";
import { at, isValues, unknown } from "../../library/resource";
import type { System } from "../../library/system";
import type { Config } from "./config";
import { isSpread } from "./workloads";

/** Pods that stand in for each other, and where in a chart's values they are told so. */
export interface Deployment extends Pick<KongNode, "values"> {
    urn: string;
    name: string;
    prefix: string;
}

export function deploymentOf({ install: { urn, name }, role, values }: KongNode): Deployment {
    return { urn, name, values, prefix: role === "ingress" ? "gateway." : "" };
}

/** Without its controller a gateway that starts anew gets no configuration. */
export function controllers(system: System): Deployment[] {
    return system.chart("ingress").flatMap(({ urn, name, values: { controller } }) => {
        const values = isValues(controller) ? controller : {};
        return values.enabled === false ? [] : [{ urn, name, values, prefix: "controller." }];
    });
}

export function doubled({ urn, name, prefix, values }: Deployment, { minReplicas }: Config): Violation[] {
    const replicas = replicasOf(values);
    // A daemon set has a pod on each node, which spreads itself.
    if (replicas === undefined || at(values, "deployment", "daemonset") === true) {
        return [];
    }
    const violation = (message: string): Violation => ({ urn, message: `${name}: ${prefix}${message}` });
    if (replicas.count < minReplicas) {
        return [violation(`${replicas.key} is ${replicas.count}; allowed: ${minReplicas} or more`)];
    }
    const budget = at(values, "podDisruptionBudget", "enabled");
    const disrupted = at(values, "podDisruptionBudget", "maxUnavailable");
    return replicas.count < 2
        ? []
        : [
              ...(budget === true || budget === unknown
                  ? []
                  : [
                        violation(
                            "podDisruptionBudget.enabled is not true, so a drain may take all pods at once; set it, with maxUnavailable: 1",
                        ),
                    ]),
              ...(disrupted === 0 || disrupted === "0" || disrupted === "0%"
                  ? [
                        violation(
                            `podDisruptionBudget.maxUnavailable is ${disrupted}, so no node can ever be drained; set it to 1`,
                        ),
                    ]
                  : []),
              ...(isSpread(values)
                  ? []
                  : [
                        violation(
                            "topologySpreadConstraints is empty, so all pods may be on one node; spread them over topology.kubernetes.io/zone and kubernetes.io/hostname",
                        ),
                    ]),
          ];
}

/** The least pods that a gateway would have, and the key that says so. */
function replicasOf(values: KongNode["values"]): { key: string; count: number } | undefined {
    const scaled = at(values, "autoscaling", "enabled") === true;
    const key = scaled ? "autoscaling.minReplicas" : "replicaCount";
    const given = scaled ? (at(values, "autoscaling", "minReplicas") ?? 2) : (values.replicaCount ?? 1);
    const count = Number(given);
    return given === unknown || Number.isNaN(count) ? undefined : { key, count };
}
