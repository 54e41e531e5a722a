import * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer, GatewayTelemetry, ObservabilityLayer } from "../../model/layers";
import type { Delivery } from "../release/chartRelease";
import type { GatewayConnection, GatewayContent, GatewayOptions, GatewayPlace } from "./contract";
import { type DatabaseChoice, databaseOf, type DatabaseSurroundings } from "./database/connect";
import type { HybridSettings } from "./hybrid/hybrid";
import { objectiveRules } from "./objectives/objectives";
import type { IngressControllerSettings } from "./ingressController/ingressController";

/** How Kong is run. docs/topologies.md compares the topologies. */
export type TopologyChoice =
    (Omit<HybridSettings, "database"> & { database: DatabaseChoice }) | IngressControllerSettings;

/** What the gateway needs from the layers below it, and its database from the stack. */
export interface GatewaySurroundings extends Pick<GatewayPlace, "namespace" | "licence" | "credentials"> {
    delivery: Delivery;
    cluster: ClusterLayer<pulumi.Output<string>>;
    observability: ObservabilityLayer<pulumi.Output<string>>;
    database: Omit<DatabaseSurroundings, "cluster">;
}

/** What the gateway serves, and the telemetry that it sends. */
export interface GatewayArgs extends Omit<GatewayContent, "signals" | "access"> {
    signals: GatewayTelemetry;
    /** @default Kong routes no traffic to the observability pages */
    access: GatewayContent["access"] | undefined;
}

/** Creates the gateway in the chosen topology. Only that topology's modules are loaded. */
export async function connectGateway(
    settings: TopologyChoice,
    { cluster, observability, database, ...around }: GatewaySurroundings,
    { signals, access = { services: [], certificates: [], redirects: [] }, ...served }: GatewayArgs,
    opts: GatewayOptions,
): Promise<GatewayConnection> {
    if (settings.http2) {
        void pulumi.log.warn(http2Warning);
    }
    const { namespace: monitoringNamespace, rules, otlp, logIngestion } = observability;
    const place = { ...around, ...rules, monitoringNamespace, loadBalancers: cluster.loadBalancers };
    const { environment, resourceAttributes } = signals;
    objectiveRules("kong-objectives", { ...rules, namespace: around.namespace, services: served.services }, opts);
    const content = {
        ...served,
        access,
        signals: {
            ...signals,
            resourceAttributes: { "deployment.environment.name": environment, ...resourceAttributes },
            otlpHttpUrl: otlp.http,
            takesLogs: logIngestion === "otlp",
        },
    };
    switch (settings.topology) {
        case "hybrid": {
            const { connectHybrid } = await import("./hybrid/hybrid");
            const own = databaseOf(settings.database, { ...database, cluster });
            return connectHybrid({ ...settings, database: own }, place, content, opts);
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
