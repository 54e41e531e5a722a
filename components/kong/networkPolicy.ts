import type { NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";

/** Pods with this label may call the Admin API. */
export const adminClientLabel = { "kong-observability/admin-client": "true" } as const;

/**
 * Who may reach the control plane: Kong's own pods its cluster ports, labelled clients the Admin API, Prometheus the status port.
 * The open-source Admin API has no authentication, so this is what protects it.
 */
export function controlPlaneNetworkPolicy(args: { namespace: string; releaseName: string; monitoringNamespace: string; manager: boolean }): NetworkPolicyArgs {
    const { namespace, releaseName, monitoringNamespace, manager } = args;
    const ports = (...numbers: number[]): { port: number; protocol: "TCP" }[] => numbers.map((port) => ({ port, protocol: "TCP" }));
    return {
        metadata: { name: `${releaseName}-ingress`, namespace },
        spec: {
            podSelector: { matchLabels: { "app.kubernetes.io/instance": releaseName } },
            policyTypes: ["Ingress"],
            ingress: [
                { from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "kong", "app.kubernetes.io/component": "app" } } }], ports: ports(8005, 8006) },
                { from: [{ podSelector: { matchLabels: adminClientLabel } }], ports: ports(8001, 8444, ...(manager ? [8002, 8445] : [])) },
                { from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": monitoringNamespace } } }], ports: ports(8100) },
            ],
        },
    };
}
