import type * as pulumi from "@pulumi/pulumi";
import { type ContainerResources, type Spread, spread } from "../../shared/kubernetes";
import { chartImage, imageRepository, type Registry } from "../../../charts/registry";
import type { GatewaySignals } from "../contract";
import { accessLogEnv } from "./accessLogEnv";
import type { Edition } from "./licence";
import type { ProxyExposure } from "./proxy";
import type { Spans } from "../../../model/sampling";

/** Kong's own words (kong.conf.default, `tracing_instrumentations`). */
const instrumentations: Record<Spans, string> = {
    request: "request",
    "request-and-balancer": "request,balancer",
    all: "all",
};

/** What every Kong node has, whatever its role. */
export interface PodSettings {
    edition: Edition;
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

/** The keys of Kong's chart by which pods are many and apart. */
export interface ReplicaValues {
    replicaCount: number;
    podDisruptionBudget: Off | { enabled: true; maxUnavailable: 1 };
    topologySpreadConstraints: Spread[];
}

export interface MonitorValues {
    serviceMonitor: {
        enabled: true;
        trustCRDsExist: true;
        interval: string;
        labels: { release: string };
        honorLabels?: true;
    };
}

/** The keys of Kong's chart that every node sets alike. */
export interface PodValues extends ReplicaValues, MonitorValues {
    ingressController: Off;
    image: { repository: string; tag: string };
    resources: ContainerResources;
    enterprise: Off | { enabled: true; license_secret: pulumi.Input<string> };
    portal: Off;
    portalapi: Off;
}

/**
 * @param chart whose pinned image runs
 * @param labels of the pods, by which they are spread
 */
export function podValues(
    { edition, replicas, resources, scrapeInterval, monitorLabels, registry }: PodSettings,
    chart: "kong" | "ingress",
    labels: Record<string, string>,
): PodValues {
    const image = chartImage(chart, edition.kind === "enterprise" ? "enterprise" : "openSource", registry);
    return {
        ingressController: { enabled: false },
        image: { repository: imageRepository(image), tag: image.tag },
        resources,
        ...replicaValues(replicas, labels),
        // Kong's own label `service` would be hidden by the name of the Service that is scraped.
        serviceMonitor: { ...monitorValues(scrapeInterval, monitorLabels).serviceMonitor, honorLabels: true },
        enterprise:
            edition.kind === "enterprise"
                ? { enabled: true, license_secret: edition.licenceSecret }
                : { enabled: false },
        // The chart's own default would serve the developer portal on node ports.
        portal: { enabled: false },
        portalapi: { enabled: false },
    };
}

export function replicaValues(replicas: number, matchLabels: Record<string, string>): ReplicaValues {
    return {
        replicaCount: replicas,
        // The chart refuses a budget for a single pod, which could never be moved.
        podDisruptionBudget: replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
        topologySpreadConstraints: [spread("zones", matchLabels), spread("nodes", matchLabels)],
    };
}

export function monitorValues(interval: string, labels: { release: string }): MonitorValues {
    // Without trustCRDsExist the chart leaves the monitor out wherever it cannot ask the cluster.
    return { serviceMonitor: { enabled: true, trustCRDsExist: true, interval, labels } };
}

/** Settings that every node has in every topology, so that a request is answered alike in each. */
export const commonEnv = {
    // The chart's default is the older router; this is Kong's own.
    router_flavor: "traditional_compatible",
    // By default Kong asks for SRV records first, and takes their port over the one in the address: of a Service with
    // several ports, such as the collector's, the cluster's DNS lists them all, and every other request would go to a
    // wrong one.
    dns_order: "LAST,A,CNAME,SRV",
    anonymous_reports: "off",
} as const satisfies KongEnv;

/** How a node takes requests, and what is told of them. */
export interface TrafficSettings {
    exposure: ProxyExposure;
    /** Whether clients may speak HTTP/2. */
    http2: boolean;
    signals: Pick<GatewaySignals, "sampling" | "accessLog">;
}

/** Settings of every node that takes traffic. */
export function trafficEnv({ sampling, accessLog }: TrafficSettings["signals"]): KongEnv {
    return {
        // Off by default, and then the plugin sends nothing, without an error.
        tracing_instrumentations: instrumentations[sampling.spans],
        tracing_sampling_rate: String(sampling.rate),
        // Without, nginx writes a line of its own, which is no JSON.
        ...(accessLog.enabled && accessLogEnv),
    };
}
