/** Where the ingress controller's objects are created. */
export interface KubernetesPlace {
    /** Namespace of the Gateway, and of ExternalName Services for upstreams outside the cluster. */
    namespace: string;
    /** Name of the GatewayClass, the Gateway and the ingress class of global plugins. */
    className: string;
}

/** A Kubernetes object. */
export interface Manifest {
    apiVersion: string;
    kind: "GatewayClass" | "Gateway" | "KongClusterPlugin" | "KongPlugin" | "Service" | "ServicePatch" | "HTTPRoute";
    metadata: {
        name: string;
        namespace?: string;
        labels?: Record<string, string>;
        annotations?: Record<string, string>;
    };
    /** Further fields, by kind. */
    [field: string]: unknown;
}

/** The class of Kong's chart. */
export const defaultClass = "kong";

/** The controller of a GatewayClass: each controller takes the Gateways of its own name only. */
export function gatewayController(className: string): string {
    const kongs = "konghq.com/kic-gateway-controller";
    return className === defaultClass ? kongs : `${kongs}-${className}`;
}

export const gatewayApi = "gateway.networking.k8s.io/v1";
export const kongApi = "configuration.konghq.com/v1";

export const label = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
export const hostname = /^(?=.{1,253}$)(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** @throws Error unless the condition holds: the ingress controller's kinds cannot express everything */
export function demand(holds: boolean, message: string): void {
    if (!holds) {
        throw new Error(`gateway: ${message}`);
    }
}
