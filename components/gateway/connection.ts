import type * as pulumi from "@pulumi/pulumi";
import type { RuleSettings } from "../shared/alertRules";
import type { ComponentOptions } from "../shared/component";
import type { Delivery } from "../release/chartRelease";
import type { Sampling } from "./nodes/nodeValues";
import type { GlobalPluginsArgs } from "./plugins/globalPlugins";
import type { GatewayCertificate } from "./configuration/certificates";
import type { Gateway, Service } from "../../model/gateway";

/**
 * How the proxy is to be reached from outside the cluster, before the cluster has said what a load balancer takes
 * there.
 */
export type ProxySettings =
    | { type: "LoadBalancer"; scheme: "internet-facing" | "internal" }
    | {
          type: "NodePort";
          /** @default Kubernetes picks */ httpNodePort?: number;
          /** @default Kubernetes picks */ httpsNodePort?: number;
      }
    | { type: "ClusterIP" };

/** What every topology needs of the rest of the system. */
export interface GatewayPlace extends RuleSettings {
    namespace: string;
    delivery: Delivery;
    /** Where Prometheus runs. */
    monitoringNamespace: string;
    /** What a Service of type LoadBalancer takes on this cluster. */
    loadBalancer(scheme: "internet-facing" | "internal"): { className?: string; annotations: Record<string, string> };
    /** The licence's JSON text, where there is one. A secret. */
    licence: pulumi.Output<string> | undefined;
    sampling: Sampling;
}

/** The namespace, and the kinds of Prometheus' monitors, are always waited for. */
export type GatewayOptions = ComponentOptions & { dependsOn: NonNullable<ComponentOptions["dependsOn"]> };

/** What the gateway serves, whichever topology renders it. */
export interface GatewayContent {
    services: Gateway["services"];
    plugins: Omit<GlobalPluginsArgs, "otlpHttpUrl">;
    /** Base address of the collector's OTLP/HTTP receiver. */
    otlpHttpUrl: pulumi.Input<string>;
    /** Tag on everything that decK owns. */
    selectTag: string;
    /** The ways to observability's own pages. Empty where Ingress objects make them. */
    access: GatewayAccess;
}

/** What Kong serves besides what the configuration lists, at hosts with certificates of their own. */
export interface GatewayAccess {
    services: (Omit<Service, "url"> & { url: pulumi.Input<string> })[];
    certificates: GatewayCertificate[];
}

/** A running gateway, whatever its topology: nothing downstream asks which. */
export interface GatewayConnection {
    /** Each proxy by its name. */
    proxies: Record<string, Proxy>;
    /** Only where control plane and data planes are apart. */
    controlPlane?: {
        /** `host:port` for data planes. */
        clusterEndpoint: pulumi.Output<string>;
        /** `host:port` for data planes; enterprise only. */
        telemetryEndpoint?: pulumi.Output<string>;
        adminUrl: pulumi.Output<string>;
    };
}

export interface Proxy {
    /**
     * Where clients reach it: the load balancer's address, `<node>:<port>`, or the Service's name. A load balancer's is
     * known once it exists.
     */
    address: pulumi.Output<string>;
    /** Base address inside the cluster, plain HTTP. Known at preview. */
    url: pulumi.Output<string>;
}
