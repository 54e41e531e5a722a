import { workloadName } from "../../../charts";
import { type Alert, alertRules } from "../../shared/alertRules";
import { gatewayAlerts } from "../nodes/alerts";
import { ClusterCertificate, type ClusterCertificateArgs } from "./clusterCertificate";
import type { GatewayConnection, GatewayContent, GatewayOptions, GatewayPlace, ProxySettings } from "../contract";
import { ControlPlane, type ControlPlaneArgs } from "./controlPlane";
import { DataPlane } from "./dataPlane";
import { databaseAlerts, databaseSource } from "../database/alerts";
import { connectDatabase, type DatabaseSettings } from "../database/connect";
import { GatewayCertificates } from "../configuration/certificates";
import { GatewayConfiguration } from "../configuration/configuration";
import { editionOf } from "../nodes/licence";
import { leastPods, type OwnPods } from "../nodes/ownPods";
import { exposureOf } from "../nodes/proxy";
import { hybridSources } from "../nodes/sources";
import type { Values } from "../../release/values";
import type { NodeSettings } from "./nodeValues";
import { hybridAlerts } from "./alerts";

/** A control plane with its database, and any number of data planes, configured by decK. */
export interface HybridSettings {
    topology: "hybrid";
    edition: "open-source" | "enterprise";
    /** Whether the data planes take HTTP/2 from clients. */
    http2: boolean;
    manager: boolean;
    rbac: boolean;
    /** How often Prometheus scrapes control plane and data planes, as a Go duration. */
    scrapeInterval: string;
    certificate: Omit<ClusterCertificateArgs, "namespace" | "database">;
    database: DatabaseSettings;
    controlPlane: Pick<ControlPlaneArgs, "replicas" | "resources">;
    dataPlanes: DataPlaneChoice[];
}

interface DataPlaneChoice extends Pick<NodeSettings, "replicas" | "resources">, OwnPods {
    name: string;
    proxy: ProxySettings;
    /** Helm values of this data plane alone. @default none */
    chartOverrides?: Values;
}

const controlPlaneName = "kong-cp";

export async function connectHybrid(
    settings: HybridSettings,
    place: GatewayPlace,
    content: GatewayContent,
    opts: GatewayOptions,
): Promise<GatewayConnection> {
    const { manager, rbac, http2, scrapeInterval, dataPlanes } = settings;
    const { namespace, delivery, monitorLabels, monitoringNamespace, licence } = place;
    const inCluster = { namespace, delivery, monitorLabels };
    const database = await connectDatabase("kong-database", { ...settings.database, ...inCluster }, opts);
    const { identity } = database;
    const certificateArgs = { namespace, ...settings.certificate, database: identity };
    const certificate = new ClusterCertificate("kong-cluster-certificate", certificateArgs, opts);
    const node = {
        ...inCluster,
        scrapeInterval,
        certificate: certificate.ref,
        edition: editionOf(settings.edition, "kong-licence", { namespace, licence }, opts),
    };
    const controlPlane = new ControlPlane(
        controlPlaneName,
        { ...settings.controlPlane, ...node, database, manager, rbac, monitoringNamespace },
        opts,
    );
    const deck = {
        namespace,
        registry: delivery.registry,
        database: identity,
        adminUrl: controlPlane.adminUrl,
        adminToken: controlPlane.adminToken,
        selectTag: content.selectTag,
    };
    const configuration = new GatewayConfiguration("kong-gateway", { ...content, ...deck }, opts);
    const { certificates } = content.access;
    if (certificates.length > 0) {
        new GatewayCertificates("kong-gateway-certificates", { ...deck, certificates }, opts);
    }
    const { clusterEndpoint, telemetryEndpoint, adminUrl } = controlPlane;
    const { credentials } = place;
    const connected = { ...node, http2, signals: content.signals, clusterEndpoint, telemetryEndpoint, credentials };
    const configured = { ...opts, dependsOn: [...opts.dependsOn, configuration.applied] };
    const proxies = dataPlanes.map(({ name, proxy, replicas, resources, chartOverrides, ...own }) => {
        const exposure = exposureOf(proxy, place.loadBalancers);
        const pods = { replicas: leastPods(own, replicas), resources, own, chartOverrides };
        const args = { ...pods, ...connected, releaseName: name, exposure };
        const { proxyAddress, proxyUrl } = new DataPlane(name, args, configured);
        return [name, { address: proxyAddress, url: proxyUrl }] as const;
    });
    const rules = hybridRules(settings, namespace);
    alertRules("kong-alerts", { ...place, group: "kong", rules }, opts);
    return { proxies: Object.fromEntries(proxies), controlPlane: { clusterEndpoint, telemetryEndpoint, adminUrl } };
}

/** Everything that can go wrong in this topology. */
function hybridRules({ edition, dataPlanes, database }: HybridSettings, namespace: string): Alert[] {
    const deployment = (release: string): string => workloadName("kong", "kong", release);
    const gateways = dataPlanes.map(({ name }) => deployment(name));
    const inCluster = database.kind === "cloudnativepg";
    const sources = [
        ...hybridSources(namespace, deployment(controlPlaneName), gateways),
        ...(inCluster ? [databaseSource(namespace)] : []),
    ];
    return [
        ...hybridAlerts(namespace),
        ...gatewayAlerts({ namespace, edition, gateways, sources }),
        ...(inCluster ? databaseAlerts(namespace) : []),
    ];
}
