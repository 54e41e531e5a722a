import { type CrossCheck, crossCheck, repeated } from "./check";

/** Gateways of other stacks are in namespaces of their own. */
export const gatewaysChecks: readonly CrossCheck[] = [
    crossCheck(["logs", "namespaces", "kong"], ({ logs, namespaces, kong }, { project }) => {
        const key = (index: number): string => `${project}:logs.gateways[${index}].namespace`;
        const named = logs.gateways.map(({ namespace }) => namespace);
        return [
            ...repeated(named).map(([index, namespace]) => ({
                key: key(index),
                message: `got "${namespace}"; allowed: a namespace that no other gateway has`,
            })),
            ...named.map(
                (namespace, index) =>
                    namespace === namespaces.observability && {
                        key: key(index),
                        message: `got "${namespace}"; allowed: another namespace than that of observability`,
                    },
            ),
            ...named.map(
                (namespace, index) =>
                    namespace === namespaces.gateway &&
                    kong.topology !== "none" && {
                        key: key(index),
                        message: `got "${namespace}"; allowed: namespaces of other stacks' gateways; this stack's own is read by itself, as gateway.accessLog and gateway.resourceAttributes say`,
                    },
            ),
        ];
    }),
];
