import type { Sampling } from "./sampling";
import type { Served } from "./services";
import type { SignalCheck } from "./signalCheck";

/**
 * What each layer hands to the others: plain data, the same whether the layer is made here, exists already or belongs
 * to another stack, of which it could be an output as it stands. A provider and the resources to wait for are no data:
 * they are next to it.
 *
 * `Text` is a text that a layer has once it exists: an output where it is made here, a string where it was read.
 */
export interface ClusterLayer<Text = string> {
    /** A secret. Empty where there was no kubeconfig to read. */
    kubeconfig: Text;
    /** The StorageClass for persistent volumes. @default the cluster's own default */
    storageClass?: string;
    /**
     * Whether a node comes by itself for pods that have no room: the cluster need not hold room for one that is lost.
     */
    nodesComeWithLoad: boolean;
    /**
     * What a Service of type LoadBalancer needs on this kind of cluster; `internal` is left out where nobody can be
     * told that it must be.
     */
    loadBalancers: { "internet-facing": LoadBalancerSpec; internal?: LoadBalancerSpec };
    /** Only on EKS. */
    network?: AwsNetwork<Text>;
    /** Only on an EKS cluster that is made here: its name in AWS, for the roles of its pods. */
    eks?: { name: Text; region: string };
}

/** Who may reach a load balancer: the internet, or only the network it is in. */
export type LoadBalancerScheme = "internet-facing" | "internal";

export interface LoadBalancerSpec {
    /** `spec.loadBalancerClass`; undefined leaves the choice to the cluster. */
    className?: string;
    annotations: Record<string, string>;
    /**
     * Labels for the namespace of the pods behind it: a new pod then counts as ready only once the load balancer sends
     * to it, so that a rolling update doesn't end the last old pod before the first new one is reachable. Empty where
     * the cluster has no such thing.
     */
    namespaceLabels: Record<string, string>;
}

/** The network of an EKS cluster, for resources next to it (a database). */
interface AwsNetwork<Text = string> {
    vpcId: Text;
    /** One in each zone. */
    privateSubnetIds: Text[];
    /** The security group of every pod and node. */
    podSecurityGroupId: Text;
}

export interface ObservabilityLayer<Text = string> {
    /** Where all of it runs. */
    namespace: string;
    datasources: DatasourceUrls<Text>;
    /** Where telemetry is sent to: `host:port` for gRPC, a base address without `/v1/traces` for HTTP. */
    otlp: { grpc: Text; http: Text };
    logIngestion: LogIngestion;
    /** What people look at in a browser: the Service and its address inside the cluster. */
    pages: Record<PageName, Page<Text>>;
    /** The Secret with the keys `admin-user` and `admin-password`. */
    grafanaAdminSecret: { namespace: string; name: Text };
    rules: RuleSettings;
    /** Where each signal goes, in words. */
    destinations: Record<Signal, string[]>;
    /** Signals of the gateway that no store here has, each with where they are instead, in words. */
    elsewhere: Partial<Record<"traces" | "logs", string>>;
    /** What else to ask of the signals, once the gateway is used. */
    checks: SignalCheck[];
}

/**
 * What Grafana asks, by the name that a datasource has everywhere; addresses inside the cluster. Tempo and Loki are left
 * out where nothing of their signal stays in the cluster.
 */
export type DatasourceUrls<Text = string> = Record<Exclude<DatasourceName, StoreName>, Text> &
    Partial<Record<StoreName, Text>>;
/** What keeps a signal that may go elsewhere instead. */
export type StoreName = "loki" | "tempo";
export type DatasourceName = "prometheus" | "alertmanager" | "loki" | "tempo";

type Signal = "metrics" | "logs" | "traces";

export interface Page<Text = string> {
    served: Served & { ports: { http: number } };
    url: Text;
}
export type PageName = "grafana" | "prometheus" | "alertmanager";

/** The pages that are reached from outside. */
export type AccessOutput = Partial<
    Record<
        PageName,
        {
            url: string;
            /** The Secret with `user` and `password`, with basic authentication. */
            passwordSecret?: { namespace: string; name: string };
        }
    >
>;

/** How log lines get into Loki, which decides how they are found again. Only with OTLP does the collector take any. */
export type LogIngestion = "otlp" | "promtail";

/**
 * The label that our Prometheus selects by, beside selecting everything: monitors stay right under a stricter
 * Prometheus too.
 */
export type MonitorLabels = { release: string };

/** What every PrometheusRule of ours has. */
export interface RuleSettings {
    monitorLabels: MonitorLabels;
    /** Where a browser finds this repository, up to the folder that holds `docs`, without a trailing slash. */
    runbookBaseUrl: string;
}

export interface GatewayLayer<Text = string> {
    /** Each proxy by its name. */
    proxies: Record<string, Proxy<Text>>;
    /** Only where control plane and data planes are apart. */
    controlPlane?: {
        /** `host:port` for data planes. */
        clusterEndpoint: Text;
        /** `host:port` for data planes; enterprise only. */
        telemetryEndpoint?: Text;
        /** Open to pods with the label `kong-observability/admin-client: "true"` only. */
        adminUrl: Text;
    };
}

interface Proxy<Text = string> {
    /**
     * Where clients reach it: the load balancer's address, `<node>:<port>`, or the Service's name. A load balancer's is
     * known once it exists.
     */
    address: Text;
    /** Base address inside the cluster, plain HTTP. Known at preview. */
    url: Text;
}

/** What observability is told of the gateway that it watches, before there is one. */
export interface WatchedGateway extends GatewayTelemetry {
    /** Another gateway that is scraped too sends its signals elsewhere. */
    namespace: string;
    topology: Topology;
    /** Names of the routes whose requests are not traced, or not here. */
    untracedRoutes: string[];
    /** The address to which a plugin of the stack file sends all spans, past the collector. @default none does */
    spansPast?: string;
    /** Whether some service has objectives. */
    objectives: boolean;
}

/** What a gateway is to tell of its requests. */
export interface GatewayTelemetry {
    sampling: Sampling;
    accessLog: AccessLogSettings;
    /** On every span and log record as `deployment.environment.name`. */
    environment: string;
    /** Added to `service.name` on every span and log record. */
    resourceAttributes: Record<string, string>;
}

/** How Kong runs: docs/topologies.md. With a controller it reads Ingress objects; nothing does in `hybrid`. */
export type Topology = "hybrid" | "ingress-controller";

export interface AccessLogSettings {
    /** Whether a JSON line is written for each request. */
    enabled: boolean;
    /** Whether query strings are written, also in spans and messages: they often carry what is secret. */
    queryString: boolean;
}
