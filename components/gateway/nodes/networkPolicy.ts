import type { NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
import { inNamespace } from "../../shared/kubernetes";

/** Pods with this label may call the Admin API. */
export const adminClientLabel = { "kong-observability/admin-client": "true" } as const;

/**
 * Who may reach the control plane: Kong's own pods its cluster ports, and the addresses from which data planes
 * elsewhere come, labelled clients the Admin API, Prometheus the
 * status port. The open-source Admin API has no authentication, so this policy is its only protection.
 */
export function controlPlaneNetworkPolicy(args: {
    namespace: string;
    releaseName: string;
    monitoringNamespace: string;
    manager: boolean;
    reachedFrom?: string[] | undefined;
}): NetworkPolicyArgs {
    const { namespace, releaseName, monitoringNamespace, manager, reachedFrom = [] } = args;
    return {
        metadata: { name: `${releaseName}-ingress`, namespace },
        spec: {
            podSelector: { matchLabels: { "app.kubernetes.io/instance": releaseName } },
            policyTypes: ["Ingress"],
            ingress: [
                {
                    from: [
                        {
                            podSelector: {
                                matchLabels: { "app.kubernetes.io/name": "kong", "app.kubernetes.io/component": "app" },
                            },
                        },
                        ...reachedFrom.map((cidr) => ({ ipBlock: { cidr } })),
                    ],
                    ports: ports(8005, 8006),
                },
                {
                    from: [{ podSelector: { matchLabels: adminClientLabel } }],
                    ports: ports(8001, 8444, ...(manager ? [8002, 8445] : [])),
                },
                { from: [inNamespace(monitoringNamespace)], ports: ports(8100) },
            ],
        },
    };
}

interface Pods {
    namespace: string;
    /** Labels of the protected pods. */
    labels: Record<string, string>;
    monitoringNamespace: string;
}

/**
 * Who may reach gateways of the ingress controller: everyone the proxy, the controller the Admin API, Prometheus the
 * status port.
 */
export function gatewayNetworkPolicy({
    namespace,
    labels,
    monitoringNamespace,
    controllerLabels,
}: Pods & { controllerLabels: Record<string, string> }): NetworkPolicyArgs {
    return {
        metadata: { name: "kong-gateway-ingress", namespace },
        spec: {
            podSelector: { matchLabels: labels },
            policyTypes: ["Ingress"],
            ingress: [
                { ports: ports(8000, 8443) },
                { from: [{ podSelector: { matchLabels: controllerLabels } }], ports: ports(8444) },
                { from: [inNamespace(monitoringNamespace)], ports: ports(8100) },
            ],
        },
    };
}

/**
 * Who may reach the ingress controller: everyone its webhook, since the Kubernetes API has no label, and Prometheus its
 * metrics.
 */
export function controllerNetworkPolicy({ namespace, labels, monitoringNamespace }: Pods): NetworkPolicyArgs {
    return {
        metadata: { name: "kong-controller-ingress", namespace },
        spec: {
            podSelector: { matchLabels: labels },
            policyTypes: ["Ingress"],
            ingress: [{ ports: ports(8080) }, { from: [inNamespace(monitoringNamespace)], ports: ports(10255) }],
        },
    };
}

function ports(...numbers: number[]): { port: number; protocol: "TCP" }[] {
    return numbers.map((port) => ({ port, protocol: "TCP" }));
}
