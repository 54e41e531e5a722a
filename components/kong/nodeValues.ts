import type * as pulumi from "@pulumi/pulumi";
import type { ContainerResources } from "../kubernetes";
import { chartImage, imageRepository, type Registry } from "../release/catalog";
import type { ClusterCertificateRef } from "./clusterCertificate";

/** Open source, or enterprise with the Secret that holds its licence. */
export type Edition = { kind: "open-source" } | { kind: "enterprise"; licenceSecret: pulumi.Input<string> };

/** What control plane and data planes have in common. */
export interface NodeSettings {
    releaseName: string;
    edition: Edition;
    certificate: ClusterCertificateRef;
    replicas: number;
    resources: ContainerResources;
    /** How often Prometheus scrapes the pods, as a Go duration. */
    scrapeInterval: string;
    monitorLabels: { release: string };
    registry: Registry;
}

/** A reference to a key of a Secret, as `env` entries of Kong's chart take it. */
export interface SecretKey {
    valueFrom: { secretKeyRef: { name: pulumi.Input<string>; key: string } };
}

export function secretKey(name: pulumi.Input<string>, key: string): SecretKey {
    return { valueFrom: { secretKeyRef: { name, key } } };
}

/** Kong's settings without the `KONG_` prefix. Texts only: YAML's booleans would arrive as "true". */
export type KongEnv = Record<string, pulumi.Input<string> | SecretKey>;

type Off = { enabled: false };

/** The keys of Kong's chart that control plane and data planes set alike. */
export interface NodeValues {
    ingressController: Off;
    image: { repository: string; tag: string };
    secretVolumes: string[];
    replicaCount: number;
    resources: ContainerResources;
    podAnnotations: Record<string, pulumi.Input<string>>;
    podDisruptionBudget: Off | { enabled: true; maxUnavailable: 1 };
    topologySpreadConstraints: object[];
    serviceMonitor: { enabled: true; trustCRDsExist: true; interval: string; labels: { release: string } };
    enterprise: Off | { enabled: true; license_secret: pulumi.Input<string> };
    portal: Off;
    portalapi: Off;
}

export function nodeValues({ releaseName, edition, certificate, replicas, resources, scrapeInterval, monitorLabels, registry }: NodeSettings): NodeValues {
    const image = chartImage("kong", edition.kind === "enterprise" ? "enterprise" : "openSource", registry);
    return {
        ingressController: { enabled: false },
        image: { repository: imageRepository(image), tag: image.tag },
        secretVolumes: [certificate.secretName],
        replicaCount: replicas,
        resources,
        podAnnotations: { "kong-observability/cluster-certificate": certificate.fingerprint },
        // The chart refuses a budget for a single pod, which could never be moved.
        podDisruptionBudget: replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
        topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: { "app.kubernetes.io/instance": releaseName, "app.kubernetes.io/component": "app" } },
        })),
        // Without trustCRDsExist the chart leaves the monitor out wherever it cannot ask the cluster.
        serviceMonitor: { enabled: true, trustCRDsExist: true, interval: scrapeInterval, labels: monitorLabels },
        enterprise: edition.kind === "enterprise" ? { enabled: true, license_secret: edition.licenceSecret } : { enabled: false },
        // The chart's own default would serve the developer portal on node ports.
        portal: { enabled: false },
        portalapi: { enabled: false },
    };
}

/** Settings that every node of the cluster shares, its mTLS first. The chart mounts each of `secretVolumes` under this folder. */
export function clusterEnv({ secretName }: ClusterCertificateRef): KongEnv {
    return {
        cluster_mtls: "shared",
        cluster_cert: certificatePath({ secretName }),
        cluster_cert_key: `/etc/secrets/${secretName}/tls.key`,
        // The chart's default suits the ingress controller; this is Kong's own.
        router_flavor: "traditional_compatible",
        // By default Kong asks for SRV records first, and takes their port over the one in the address: of a Service with several
        // ports, such as the collector's, the cluster's DNS lists them all, and every other request would go to a wrong one.
        dns_order: "LAST,A,CNAME,SRV",
        anonymous_reports: "off",
    };
}

export function certificatePath({ secretName }: Pick<ClusterCertificateRef, "secretName">): string {
    return `/etc/secrets/${secretName}/tls.crt`;
}
