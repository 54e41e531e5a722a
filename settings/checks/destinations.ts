import type { Problem } from "../problems";
import { isInAws } from "../inAws";
import { type CrossCheck, crossCheck, repeated } from "./check";

/** Conflicts between destinations of a list, or with other settings. */
export const destinationChecks: readonly CrossCheck[] = [
    crossCheck(["traces"], ({ traces }, { project }) => twice(traces.destinations, `${project}:traces.destinations`)),
    crossCheck(["logs"], ({ logs }, { project }) => [
        ...twice(logs.destinations, `${project}:logs.destinations`),
        ...logs.destinations.map(
            ({ kind }, index) =>
                kind !== "in-cluster" &&
                logs.chart === "loki-stack" &&
                !logs.otlp && {
                    key: `${project}:logs.destinations[${index}].kind`,
                    message: `got ${kind}; allowed: in-cluster with logs.otlp false, where promtail sends lines only to Loki`,
                },
        ),
    ]),
    crossCheck(["metrics", "cluster"], ({ metrics, cluster }, { project }) => {
        const key = `${project}:metrics.destinations`;
        const roles = metrics.destinations.map((one) => ("roleArn" in one ? one.roleArn : undefined));
        const [first] = roles.filter((role) => role !== undefined);
        return [
            ...twice(metrics.destinations, key),
            ...roles.map(
                (role, index) =>
                    role !== undefined &&
                    (isInAws(cluster)
                        ? {
                              key: `${key}[${index}].roleArn`,
                              message: `got ${role}; allowed: nothing here with cluster.kind ${cluster.kind}, where Prometheus and Grafana get roles of their own`,
                          }
                        : role !== first && {
                              key: `${key}[${index}].roleArn`,
                              message: `got ${role}; allowed: ${String(first)} as before, since a service account has only one role`,
                          }),
            ),
        ];
    }),
];

/** Names and `in-cluster` are unique. */
function twice(list: readonly { kind: string; name?: string }[], key: string): Problem[] {
    return repeated(list.map((one) => one.name ?? one.kind)).map(([index, name]) => ({
        key: `${key}[${index}].${list[index]?.name === undefined ? "kind" : "name"}`,
        message: `got "${name}" twice; allowed: each once in the list`,
    }));
}
