import type * as pulumi from "@pulumi/pulumi";
import { type ContainerResources, type Spread, spread } from "../../shared/kubernetes";
import { chartImage, imageRepository, type ImageRef, type Registry } from "../../../charts/registry";
import type { GatewaySignals } from "../contract";
import { accessLogEnv } from "./accessLogEnv";
import type { Edition } from "./licence";
import type { ProxyExposure } from "./proxy";
import type { MonitorLabels } from "../../../model/layers";
import type { Spans } from "../../../model/sampling";

/** The values of Kong's `tracing_instrumentations` (kong.conf.default). */
const instrumentations: Record<Spans, string> = {
    request: "request",
    "request-and-balancer": "request,balancer",
    all: "all",
};

/** Settings of every Kong node, regardless of its role. */
export interface PodSettings {
    edition: Edition;
    replicas: number;
    resources: ContainerResources;
    /** How often Prometheus scrapes the pods, as a Go duration. */
    scrapeInterval: string;
    /** Undefined without a Prometheus operator on the cluster. */
    monitorLabels: MonitorLabels | undefined;
    registry: Registry;
}

/** A reference to a key of a Secret, in the form of `env` entries of Kong's chart. */
export interface SecretKey {
    valueFrom: { secretKeyRef: { name: pulumi.Input<string>; key: string } };
}

export function secretKey(name: pulumi.Input<string>, key: string): SecretKey {
    return { valueFrom: { secretKeyRef: { name, key } } };
}

/**
 * Kong's settings without the `KONG_` prefix. Only texts: a YAML boolean would arrive as "true", not as Kong's "on".
 */
export type KongEnv = Record<string, pulumi.Input<string> | SecretKey>;

type Off = { enabled: false };

/** The keys of Kong's chart for the number of pods and their spread. */
export interface ReplicaValues {
    replicaCount: number;
    podDisruptionBudget: Off | { enabled: true; maxUnavailable: 1 };
    topologySpreadConstraints: Spread[];
}

export interface MonitorValues {
    /** Left out without a Prometheus operator. */
    serviceMonitor?: {
        enabled: true;
        trustCRDsExist: true;
        interval: string;
        labels: MonitorLabels;
        honorLabels?: true;
    };
}

/** The keys of Kong's chart that are the same for every node. */
export interface PodValues extends ReplicaValues, MonitorValues {
    ingressController: Off;
    image: { repository: string; tag: string };
    resources: ContainerResources;
    enterprise: Off | { enabled: true; license_secret: pulumi.Input<string> };
    portal: Off;
    portalapi: Off;
}

/**
 * @param chart the chart whose pinned image runs
 * @param labels of the pods, by which they are spread
 */
export function podValues(
    { edition, replicas, resources, scrapeInterval, monitorLabels, registry }: PodSettings,
    chart: "kong" | "ingress",
    labels: Record<string, string>,
): PodValues {
    const image = kongImage(chart, edition.kind, registry);
    return {
        ingressController: { enabled: false },
        image: { repository: imageRepository(image), tag: image.tag },
        resources,
        ...replicaValues(replicas, labels),
        // Otherwise the name of the scraped Service would replace Kong's own label `service`.
        ...monitorValues(scrapeInterval, monitorLabels, { honorLabels: true }),
        enterprise:
            edition.kind === "enterprise"
                ? { enabled: true, license_secret: edition.licenceSecret }
                : { enabled: false },
        // By default the chart exposes the developer portal on node ports.
        portal: { enabled: false },
        portalapi: { enabled: false },
    };
}

/** The pinned image of a chart that runs Kong nodes. */
export function kongImage(chart: "kong" | "ingress", edition: Edition["kind"], registry: Registry): ImageRef {
    return chartImage(chart, edition === "enterprise" ? "enterprise" : "openSource", registry);
}

export function replicaValues(replicas: number, matchLabels: Record<string, string>): ReplicaValues {
    return {
        replicaCount: replicas,
        // The chart refuses a disruption budget for a single pod, which could then never be evicted.
        podDisruptionBudget: replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
        topologySpreadConstraints: [spread("zones", matchLabels), spread("nodes", matchLabels)],
    };
}

/** @param labels undefined: no monitor */
export function monitorValues(
    interval: string,
    labels: MonitorLabels | undefined,
    more: { honorLabels?: true } = {},
): MonitorValues {
    // Without trustCRDsExist the chart omits the ServiceMonitor when it cannot ask the cluster.
    return labels ? { serviceMonitor: { enabled: true, trustCRDsExist: true, interval, labels, ...more } } : {};
}

/** Settings of every node in every topology, so that requests are handled alike in each. */
export const commonEnv = {
    // Kong's default. The chart's default is the older router.
    router_flavor: "traditional_compatible",
    // By default Kong looks up SRV records first, and prefers their port to the one in the address. For a Service with
    // several ports, such as the collector's, the cluster's DNS lists them all, and requests would go to wrong ports.
    dns_order: "LAST,A,CNAME,SRV",
    anonymous_reports: "off",
} as const satisfies KongEnv;

/** How a node accepts requests, and their telemetry. */
export interface TrafficSettings {
    exposure: ProxyExposure;
    /** Whether clients may use HTTP/2. */
    http2: boolean;
    signals: Pick<GatewaySignals, "sampling" | "accessLog">;
}

/** Settings of every node that serves traffic. */
export function trafficEnv({ sampling, accessLog }: TrafficSettings["signals"]): KongEnv {
    return {
        // Off by default; the plugin then sends nothing, without an error.
        tracing_instrumentations: instrumentations[sampling.spans],
        tracing_sampling_rate: String(sampling.rate),
        // Otherwise nginx writes its default line, which is not JSON.
        ...(accessLog.enabled && accessLogEnv),
    };
}
