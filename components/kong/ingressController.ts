import type { GatewayConnection, GatewayContent, GatewayOptions, GatewayPlace, ProxySettings } from "./connection";
import type { NodeSettings } from "./nodeValues";

/** Kong Ingress Controller, and gateways without a database that it finds and configures. */
export interface IngressControllerSettings {
    topology: "ingress-controller";
    edition: "open-source" | "enterprise";
    /** How often Prometheus scrapes controller and gateways, as a Go duration. */
    scrapeInterval: string;
    controller: Pick<NodeSettings, "replicas" | "resources">;
    gateways: Pick<NodeSettings, "replicas" | "resources"> & { proxy: ProxySettings };
}

export function connectIngressController(_settings: IngressControllerSettings, _place: GatewayPlace, _content: GatewayContent, _opts: GatewayOptions): Promise<GatewayConnection> {
    return Promise.reject(new Error("kong.topology ingress-controller is not built yet"));
}
