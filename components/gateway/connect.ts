import * as pulumi from "@pulumi/pulumi";
import type { GatewayConnection, GatewayContent, GatewayOptions, GatewayPlace } from "./contract";
import type { HybridSettings } from "./hybrid/hybrid";
import type { IngressControllerSettings } from "./ingressController/ingressController";

/** How Kong is run. docs/topologies.md says when to take which. */
export type TopologySettings = HybridSettings | IngressControllerSettings;

/** The gateway in the topology that was asked for. Each is loaded only when asked for. */
export async function connectGateway(
    settings: TopologySettings,
    place: GatewayPlace,
    content: GatewayContent,
    opts: GatewayOptions,
): Promise<GatewayConnection> {
    if (settings.http2) {
        void pulumi.log.warn(http2Warning);
    }
    switch (settings.topology) {
        case "hybrid": {
            const { connectHybrid } = await import("./hybrid/hybrid");
            return connectHybrid(settings, place, content, opts);
        }
        case "ingress-controller": {
            const { connectIngressController } = await import("./ingressController/ingressController");
            return connectIngressController(settings, place, content, opts);
        }
    }
}

const http2Warning =
    "Kong takes HTTP/2 from clients (kong.http2), and the nginx in it is open to CVE-2026-123007 and CVE-2026-123633, " +
    "of which the first lets a stranger run code: docs/security.md says what is known.";
