/** Where the ingress controller's own objects are. */
export interface KubernetesPlace {
    /** Of the Gateway, and of what stands for upstreams outside the cluster. */
    namespace: string;
    /** Name of GatewayClass, Gateway and class of global plugins alike. */
    className: string;
}

/** A Kubernetes object as one would write it down. */
export interface Manifest {
    apiVersion: string;
    kind: "GatewayClass" | "Gateway" | "KongClusterPlugin" | "KongPlugin" | "Service" | "ServicePatch" | "HTTPRoute";
    metadata: {
        name: string;
        namespace?: string;
        labels?: Record<string, string>;
        annotations?: Record<string, string>;
    };
    /** Fields of the kind. */
    [field: string]: unknown;
}

export const gatewayApi = "gateway.networking.k8s.io/v1";
export const kongApi = "configuration.konghq.com/v1";

export const label = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
export const hostname = /^(?=.{1,253}$)(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** @throws Error where the ingress controller's kinds cannot express something */
export function demand(holds: boolean, message: string): void {
    if (!holds) {
        throw new Error(`gateway: ${message}`);
    }
}
