import type * as pulumi from "@pulumi/pulumi";
import type { RuleSettings } from "../shared/alertRules";
import type { ComponentOptions } from "../shared/component";
import type { Delivery } from "../release/chartRelease";
import type { GatewayAccess, Plugin, Service } from "../../model/gateway";
import type { Sampling } from "../../model/sampling";

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
}

/** The namespace, and the kinds of Prometheus' monitors, are always waited for. */
export type GatewayOptions = ComponentOptions & { dependsOn: NonNullable<ComponentOptions["dependsOn"]> };

/** What the gateway serves, whichever topology renders it. */
export interface GatewayContent {
    services: Service[];
    /**
     * The configuration's own global plugins. Those that are always on take its fields over ours, and the access line
     * those of `file-log`.
     */
    plugins: Plugin[];
    signals: GatewaySignals;
    /** Tag on everything that decK owns. */
    selectTag: string;
    /** The ways to observability's own pages. Empty where Ingress objects make them. */
    access: GatewayAccess;
}

/** How requests are observed. Nodes and plugins both follow it: the one without the other is silent. */
export interface GatewaySignals {
    /** Base address of the collector's OTLP/HTTP receiver. */
    otlpHttpUrl: pulumi.Input<string>;
    /** Whether the collector has somewhere to send log records. */
    takesLogs: boolean;
    sampling: Sampling;
    accessLog: AccessLogSettings;
    /** Added to `service.name` on every span and log record. */
    resourceAttributes: Record<string, string>;
}

export interface AccessLogSettings {
    /** Whether a JSON line is written for each request. */
    enabled: boolean;
    /** Whether query strings are written: they often carry what is secret. */
    queryString: boolean;
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
