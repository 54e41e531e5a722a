import type { ChartName } from ".";

/** Namespaces of the charts that are neither in the one of observability nor in the gateway's. */
export const ownNamespaces = {
    "cloudnative-pg": "cnpg-system",
    "aws-load-balancer-controller": "kube-system",
} as const satisfies Partial<Record<ChartName, string>>;
