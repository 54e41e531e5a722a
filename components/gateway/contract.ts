import type * as pulumi from "@pulumi/pulumi";
import type { ComponentOptions } from "../shared/component";
import type { CredentialTexts } from "../shared/credentials";
import type { Delivery } from "../release/chartRelease";
import type { GatewayAccess, Service } from "../../model/gateway";
import type { Plugin } from "../../model/plugins";
import type {
    ClusterLayer,
    GatewayLayer,
    GatewayTelemetry,
    LoadBalancerScheme,
    RuleSettings,
} from "../../model/layers";

/**
 * How the proxy is to be reached from outside the cluster, before the cluster has said what a load balancer takes
 * there.
 */
export type ProxySettings =
    | { type: "LoadBalancer"; scheme: LoadBalancerScheme; annotations: Record<string, string> }
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
    loadBalancers: ClusterLayer["loadBalancers"];
    /** The texts that settings refer to by name. */
    credentials: CredentialTexts;
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
export interface GatewaySignals extends Pick<GatewayTelemetry, "sampling" | "accessLog" | "resourceAttributes"> {
    /** Base address of the collector's OTLP/HTTP receiver. */
    otlpHttpUrl: pulumi.Input<string>;
    /** Whether the collector has somewhere to send log records. */
    takesLogs: boolean;
}

/** A running gateway, whatever its topology: nothing downstream asks which. */
export type GatewayConnection = GatewayLayer<pulumi.Output<string>>;
export type Proxy = GatewayConnection["proxies"][string];
