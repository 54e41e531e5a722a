import * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer, GatewayLayer, GatewayTelemetry, ObservabilityLayer } from "../../model/layers";
import { uidsOf } from "../../model/dashboards";
import type { RulesOfLayer } from "../shared/alertRules";
import type { Delivery } from "../release/chartRelease";
import type { GatewayConnection, GatewayContent, GatewayOptions, GatewayPlace } from "./contract";
import { type DatabaseChoice, databaseOf, type DatabaseSurroundings } from "./database/connect";
import type { HybridSettings } from "./hybrid/hybrid";
import { objectiveRules } from "./objectives/objectives";
import type { JoinedSettings, OtherGateway } from "./hybrid/joined";
import type { IngressControllerSettings } from "./ingressController/ingressController";
import { connectProbes, ofProbes, type ProbesSettings } from "./probes/connect";
import { settingKeys } from "../shared/settingKey";
import { watchGateway } from "./watch/watch";

/** How Kong is run. docs/topologies.md compares the topologies. */
export type TopologyChoice =
    (Omit<HybridSettings, "database"> & { database: DatabaseChoice }) | IngressControllerSettings | JoinedSettings;

/** What the gateway needs from the layers below it, and its database from the stack. */
export interface GatewaySurroundings extends Pick<GatewayPlace, "namespace" | "licence" | "credentials"> {
    delivery: Delivery;
    cluster: ClusterLayer<pulumi.Output<string>>;
    observability: ObservabilityLayer<pulumi.Output<string>>;
    /** Whether that is another stack's, which other gateways may use too. */
    isShared: boolean;
    database: Omit<DatabaseSurroundings, "cluster">;
    /** The gateway of another stack, whose control plane data planes here join. */
    other: OtherGateway | undefined;
}

/** What the gateway serves, the telemetry that it sends, and whether its routes are probed. */
export interface GatewayArgs extends Omit<GatewayContent, "signals" | "access"> {
    signals: GatewayTelemetry;
    /** @default Kong routes no traffic to the observability pages */
    access: GatewayContent["access"] | undefined;
    probes: ProbesSettings;
}

/** Creates the gateway in the chosen topology, and what watches it. */
export async function connectGateway(
    settings: TopologyChoice,
    around: GatewaySurroundings,
    { probes, ...args }: GatewayArgs,
    opts: GatewayOptions,
): Promise<{ layer: GatewayLayer<pulumi.Output<string>> } & Pick<GatewayConnection, "dataPlaneCertificates">> {
    if (settings.http2) {
        void pulumi.log.warn(http2Warning);
    }
    const { namespace, observability, isShared, delivery } = around;
    if (settings.topology === "data-planes" && observability.logIngestion !== "otlp") {
        void pulumi.log.warn(settingKeys()(isShared ? `observability.name: ${lostLogs}` : `logs.otlp: ${lostLogs}`));
    }
    const { services } = args;
    const rules = { ...observability.rules, ...(isShared && { uids: uidsOf(namespace) }) };
    objectiveRules("kong-objectives", { ...rules, namespace, services }, opts);
    const { dataPlaneCertificates, ...gateway } = await runGateway(settings, { ...around, rules }, args, opts);
    const { panels, checks } = ofProbes(probes, namespace);
    const { topology } = settings;
    const elsewhere = watchGateway({ ...args, namespace, topology, panels, rules }, observability, opts);
    // In a namespace of others, the exporters of two gateways would have one name.
    const place = { namespace: isShared ? namespace : observability.namespace, rules, delivery };
    connectProbes("probes", { ...probes, ...place, gateway: { namespace, ...gateway }, services }, opts);
    return { layer: { ...gateway, elsewhere, checks }, dataPlaneCertificates };
}

/** Only the topology's modules are loaded. */
async function runGateway(
    settings: TopologyChoice,
    { cluster, observability, database, rules, other, ...around }: GatewaySurroundings & { rules: RulesOfLayer },
    { signals, access = { services: [], certificates: [], redirects: [] }, ...served }: Omit<GatewayArgs, "probes">,
    opts: GatewayOptions,
): Promise<GatewayConnection> {
    const { prometheusNamespace: monitoringNamespace, otlp, logIngestion } = observability;
    const place = { ...around, ...rules, monitoringNamespace, loadBalancers: cluster.loadBalancers };
    const { environment, resourceAttributes } = signals;
    const { topology } = settings;
    const content = {
        ...served,
        access,
        signals: {
            ...signals,
            resourceAttributes: { "deployment.environment.name": environment, ...resourceAttributes },
            otlpHttpUrl: otlp.http,
            ...(otlp.headers && { otlpHeaders: otlp.headers }),
            takesLogs: logIngestion === "otlp",
            sentByNode:
                topology === "data-planes" || (topology === "hybrid" && settings.controlPlane.expose !== undefined),
        },
    };
    switch (settings.topology) {
        case "hybrid": {
            const { connectHybrid } = await import("./hybrid/hybrid");
            const own = databaseOf(settings.database, { ...database, cluster });
            return connectHybrid({ ...settings, database: own }, place, content, opts);
        }
        case "data-planes": {
            const { connectJoined } = await import("./hybrid/joined");
            return connectJoined(settings, place, content, other, opts);
        }
        case "ingress-controller": {
            const { connectIngressController } = await import("./ingressController/ingressController");
            return connectIngressController(settings, place, content, opts);
        }
    }
}

/** No node can switch off a plugin that its control plane hands it. */
const lostLogs =
    "the collector beside these data planes takes no log records (logs.otlp false). If the control plane that they join " +
    "has Kong send its access lines by OTLP, theirs are sent to it in vain and lost: promtail reads only what Kong " +
    "writes. Set logs.otlp true here, or false in the control plane's stack.";

const http2Warning =
    "Kong takes HTTP/2 from clients (kong.http2), and the nginx in it is open to CVE-2026-123007 and CVE-2026-123633, " +
    "of which the first lets a stranger run code: docs/security.md says what is known.";
