import type { PlainSettings } from "./schema";

type Kong = PlainSettings["kong"];
/** What can be set for the gateways of either topology. */
export type GatewaySettings = Extract<Kong, { topology: "ingress-controller" }>["gateways"];

/** The gateways of any topology, each with its key. */
export function gatewaysOf(kong: Kong): { key: string; gateway: GatewaySettings }[] {
    switch (kong.topology) {
        case "hybrid":
        case "data-planes":
            return kong.dataPlanes.map((gateway, index) => ({ key: `kong.dataPlanes[${index}]`, gateway }));
        case "ingress-controller":
            return [{ key: "kong.gateways", gateway: kong.gateways }];
        case "none":
            return [];
    }
}
