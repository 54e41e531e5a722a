import type * as pulumi from "@pulumi/pulumi";
import type { RulesOfLayer } from "../shared/alertRules";
import type { ComponentOptions } from "../shared/component";
import type { CredentialTexts } from "../shared/credentials";
import type { Delivery } from "../release/chartRelease";
import type { GatewayAccess, Service } from "../../model/gateway";
import type { Plugin } from "../../model/plugins";
import type {
    ClusterLayer,
    DataPlaneCertificates,
    GatewayLayer,
    GatewayTelemetry,
    LoadBalancerScheme,
} from "../../model/layers";

/**
 * How the proxy is to be exposed; what a load balancer needs for that depends on the cluster.
 */
export type ProxySettings =
    | { type: "LoadBalancer"; scheme: LoadBalancerScheme; annotations: Record<string, string> }
    | {
          type: "NodePort";
          /** @default Kubernetes picks */ httpNodePort?: number;
          /** @default Kubernetes picks */ httpsNodePort?: number;
      }
    | { type: "ClusterIP" };

/** What every topology needs from the rest of the system. */
export interface GatewayPlace extends RulesOfLayer {
    namespace: string;
    delivery: Delivery;
    /** Prometheus' namespace. */
    monitoringNamespace: string;
    /** Class and annotations of a Service of type LoadBalancer on this cluster. */
    loadBalancers: ClusterLayer["loadBalancers"];
    /** The texts that settings refer to by name. */
    credentials: CredentialTexts;
    /** The enterprise licence as JSON text, if there is one. A secret. */
    licence: pulumi.Output<string> | undefined;
}

/** `dependsOn` is required: it always has the namespace and the Prometheus operator's CRDs. */
export type GatewayOptions = ComponentOptions & { dependsOn: NonNullable<ComponentOptions["dependsOn"]> };

/** What the gateway serves, whichever topology renders it. */
export interface GatewayContent {
    services: Service[];
    /**
     * Global plugins of the configuration. Their fields override those of plugins that are always on; fields of
     * `file-log` are added to the access line.
     */
    plugins: Plugin[];
    signals: GatewaySignals;
    /** Tag of every entity that decK owns. */
    selectTag: string;
    /** Routes to the observability pages. Empty if Ingress objects expose them. */
    access: GatewayAccess;
}

/** How requests are observed. Nodes and plugins must both be set for it: either alone sends nothing. */
export interface GatewaySignals extends Pick<GatewayTelemetry, "sampling" | "accessLog" | "resourceAttributes"> {
    /** Base address of the collector's OTLP/HTTP receiver. */
    otlpHttpUrl: pulumi.Input<string>;
    /** Sent there with each request. @default none */
    otlpHeaders?: Record<string, string>;
    /** Whether the collector exports log records anywhere. */
    takesLogs: boolean;
    /** Whether each node says where its telemetry goes, since some are on other clusters, with a collector of theirs. */
    sentByNode: boolean;
}

/** A running gateway. Nothing that uses it depends on the topology. */
export interface GatewayConnection extends Pick<GatewayLayer<pulumi.Output<string>>, "proxies" | "controlPlane"> {
    /** Not part of the layer, which has no secrets: what data planes elsewhere present, by their group. */
    dataPlaneCertificates?: pulumi.Output<DataPlaneCertificates>;
}
export type Proxy = GatewayConnection["proxies"][string];
