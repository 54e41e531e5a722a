import type * as pulumi from "@pulumi/pulumi";
import { workloadName } from "../../../charts";
import { releaseNameOf } from "../../../charts/releaseNames";
import { type Alert, alertRules } from "../../shared/alertRules";
import { gatewayAlerts } from "../nodes/alerts";
import { type CertificateSettings, connectCertificates } from "./certificates/connect";
import type { GatewayConnection, GatewayContent, GatewayOptions, GatewayPlace } from "../contract";
import { type ChartPlace, clusterHost, ControlPlane, type ControlPlaneArgs } from "./controlPlane";
import { connectDataPlanes, type DataPlaneChoice } from "./dataPlanes";
import { databaseAlerts, databaseSource } from "../database/alerts";
import { connectDatabase, type DatabaseSettings } from "../database/connect";
import { GatewayCertificates } from "../configuration/certificates";
import { GatewayConfiguration } from "../configuration/configuration";
import { editionOf } from "../nodes/licence";
import { hybridSources } from "../nodes/sources";
import { hybridAlerts } from "./alerts";
import { type ExposeSettings, remoteAccess } from "./remoteAccess";

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
    certificate: CertificateSettings;
    database: DatabaseSettings;
    controlPlane: Pick<ControlPlaneArgs, "replicas" | "resources"> & { expose?: ExposeSettings };
    dataPlanes: DataPlaneChoice[];
}

export async function connectHybrid(
    settings: HybridSettings,
    place: GatewayPlace,
    content: GatewayContent,
    opts: GatewayOptions,
): Promise<GatewayConnection> {
    const { http2, scrapeInterval, dataPlanes, edition } = settings;
    const { expose } = settings.controlPlane;
    const { namespace, delivery, monitorLabels, licence } = place;
    const inCluster = { namespace, delivery, monitorLabels };
    const database = await connectDatabase("kong-database", { ...settings.database, ...inCluster }, opts);
    const releaseName = releaseNameOf("kong", delivery.releaseNames);
    const inside = clusterHost({ releaseName, namespace });
    const certificates = connectCertificates(
        settings.certificate,
        {
            namespace,
            database: database.identity,
            groups: dataPlanes.map(({ name }) => name),
            serverNames: expose?.hostname === undefined ? [inside] : [expose.hostname, inside],
        },
        opts,
    );
    const node = { scrapeInterval, edition: editionOf(edition, "kong-licence", { namespace, licence }, opts) };
    const cluster = { ...node, releaseName, database, certificate: certificates.controlPlane };
    const { controlPlane, configured } = configuredControlPlane(settings, cluster, place, content, opts);
    const common = { ...node, http2, controlPlane, certificateOf: certificates.of };
    const proxies = connectDataPlanes(dataPlanes, common, place, content, {
        ...opts,
        dependsOn: [...opts.dependsOn, configured],
    });
    const rules = hybridRules(settings, { namespace, releaseName });
    alertRules("kong-alerts", { ...place, group: "kong", rules }, opts);
    const { clusterEndpoint, telemetryEndpoint, adminUrl, release } = controlPlane;
    const after = { ...opts, dependsOn: [...opts.dependsOn, release] };
    const remote = expose && remoteAccess(expose, certificates, { ...place, releaseName, edition }, after);
    return {
        proxies,
        controlPlane: { clusterEndpoint, telemetryEndpoint, adminUrl, ...(remote && { remote: remote.layer }) },
        ...(remote && { dataPlaneCertificates: remote.certificates }),
    };
}

/** @returns the control plane, and the Job that hands it its configuration */
function configuredControlPlane(
    { manager, rbac, controlPlane: { expose, ...pods } }: HybridSettings,
    node: Pick<ControlPlaneArgs, "releaseName" | "scrapeInterval" | "edition" | "certificate" | "database">,
    { namespace, delivery, monitorLabels, monitoringNamespace }: GatewayPlace,
    content: GatewayContent,
    opts: GatewayOptions,
): { controlPlane: ControlPlane; configured: pulumi.Resource } {
    const place = { namespace, delivery, monitorLabels, monitoringNamespace, reachedFrom: expose?.from };
    const controlPlane = new ControlPlane("kong-cp", { ...pods, ...place, ...node, manager, rbac }, opts);
    const { adminUrl, adminToken } = controlPlane;
    const { selectTag } = content;
    const database = node.database.identity;
    const deck = { namespace, registry: delivery.registry, database, adminUrl, adminToken, selectTag };
    const { applied } = new GatewayConfiguration("kong-gateway", { ...content, ...deck }, opts);
    const { certificates } = content.access;
    if (certificates.length > 0) {
        new GatewayCertificates("kong-gateway-certificates", { ...deck, certificates }, opts);
    }
    return { controlPlane, configured: applied };
}

/** Everything that can go wrong in this topology. */
function hybridRules(
    { edition, dataPlanes, database }: HybridSettings,
    { namespace, releaseName }: ChartPlace,
): Alert[] {
    const deployment = (release: string): string => workloadName("kong", "kong", release);
    const gateways = dataPlanes.map(({ name }) => deployment(name));
    const inCluster = database.kind === "cloudnativepg";
    const sources = [
        ...hybridSources(namespace, deployment(releaseName), gateways),
        ...(inCluster ? [databaseSource(namespace)] : []),
    ];
    return [
        ...hybridAlerts(namespace),
        ...gatewayAlerts({ namespace, edition, gateways, sources }),
        ...(inCluster ? databaseAlerts(namespace) : []),
    ];
}
