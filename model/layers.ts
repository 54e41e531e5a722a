import type { Heard } from "./alertmanager/audience";
import type { Sampling } from "./sampling";
import type { Served } from "./services";
import type { SignalCheck } from "./signalCheck";

/**
 * What each layer provides to the others: plain data that could be a stack output, and the same whether the layer is
 * created here, exists already or belongs to another stack. A provider and resources to wait for are not data, so they
 * are kept separately.
 *
 * `Text` is a text that a layer has once it exists: an output if it is created here, a string if it was read.
 */
export interface ClusterLayer<Text = string> {
    /** A secret. Empty if there was no kubeconfig to read. */
    kubeconfig: Text;
    /** Identifies the cluster: all resources on it are recreated if it changes, and only then. */
    identifier: Text;
    /**
     * The StorageClass for persistent volumes.
     * @default the cluster's own default
     */
    storageClass?: string;
    /** Whether nodes are added for pods without room: the cluster then needs no spare room for a lost node. */
    nodesComeWithLoad: boolean;
    /**
     * What a Service of type LoadBalancer needs on this kind of cluster; `internal` is left out if there is no way to
     * request it.
     */
    loadBalancers: { "internet-facing": LoadBalancerSpec; internal?: LoadBalancerSpec };
    /** Only on EKS. */
    network?: AwsNetwork<Text>;
    /** Only on EKS, created here or found by its name: the name in AWS, for the roles of its pods. */
    eks?: { name: Text; region: string };
}

/**
 * What a stack hands on to others, as its output `layers`: each layer that is its own. It contains no secret, which
 * would make the whole output secret to its readers: the kubeconfig is an output of its own.
 */
export interface Layers<Text = string> {
    /** Of this form. Raised by a change that makes a reader of the former one misread it. */
    version: typeof layersVersion;
    /** `identifier` of the cluster that everything of the stack is on, be it its own or not. */
    clusterIdentifier: Text;
    cluster?: Omit<ClusterLayer<Text>, "kubeconfig" | "identifier">;
    observability?: ObservabilityLayer<Text>;
    gateway?: GatewayLayer<Text>;
}
export const layersVersion = 1;

/** Who can reach a load balancer: the internet, or only its own network. */
export type LoadBalancerScheme = "internet-facing" | "internal";

export interface LoadBalancerSpec {
    /** `spec.loadBalancerClass`; undefined leaves the choice to the cluster. */
    className?: string;
    annotations: Record<string, string>;
    /**
     * Labels for the namespace of the pods behind it. They make a new pod ready only when the load balancer sends to
     * it, so that a rolling update does not end the last old pod before the first new one is reachable. Empty if the
     * cluster has no such labels.
     */
    namespaceLabels: Record<string, string>;
}

/** The network of an EKS cluster, for resources next to it (a database). */
interface AwsNetwork<Text = string> {
    vpcId: Text;
    /** One per zone. */
    privateSubnetIds: Text[];
    /** The security group of every pod and node. */
    podSecurityGroupId: Text;
}

export interface ObservabilityLayer<Text = string> {
    /** Namespace of all its components. */
    namespace: string;
    /** Namespace of Prometheus, from which scrapes come. */
    prometheusNamespace: string;
    datasources: DatasourceUrls<Text>;
    /**
     * Where to send telemetry: `host:port` for gRPC, which a collector that exists may lack, a base address without
     * `/v1/traces` for HTTP, and what else is sent along.
     */
    otlp: { grpc?: Text; http: Text; headers?: Record<string, string>; central?: CentralReceiver<Text> };
    logIngestion: LogIngestion;
    /** The web pages that are installed here: each with its Service and its address inside the cluster. */
    pages: Partial<Record<PageName, Page<Text>>>;
    /** Where verify asks Grafana, and the ConfigMaps and Secrets of datasources that its sidecar finds. */
    grafana: { url: Text; datasources: { namespace: string; label: string } };
    /** The Secret with the keys `admin-user` and `admin-password`; left out where Grafana exists already. */
    grafanaAdminSecret?: { namespace: string; name: Text };
    /** What a query to a store that exists sends along, by header. */
    storeHeaders: Partial<Record<StoreName, Record<string, StoreHeader>>>;
    /** Set on each namespace with monitors, where Prometheus picks namespaces by their labels. */
    namespaceLabels: Record<string, string>;
    rules: RuleSettings;
    /** Where each signal goes, for people. */
    destinations: Record<Signal, string[]>;
    /** Where Grafana finds further dashboards. */
    dashboards: DashboardPlace;
    /** On each node, if log records are exported anywhere: the gateways whose lines they read. */
    agents?: { gateways: Pick<ReadGateway, "namespace" | "environment">[] };
    /** Whether Prometheus has what agents count of lines. */
    lineCounts: boolean;
    /** Whether Prometheus has what Tempo derives from spans: service graphs, and the latency of traced requests. */
    spanMetrics: boolean;
    /** Whether Prometheus has the collector's counts of spans; of one that exists they are not known. */
    spanCounts: boolean;
    /** Whether spans and messages keep the query strings of requests. */
    queryStrings: boolean;
    /** Further checks on signals, once a gateway is in use. */
    checks: SignalCheck[];
    /** Who hears of which alerts; undefined where that cannot be seen here. */
    heard: Heard[] | undefined;
}

/** A tenant or the like, or a key of a Secret. */
export type StoreHeader = { value: string } | { namespace: string; secretName: string; key: string };

/**
 * Addresses that Grafana queries, by the datasource's name, which is the same in every stack. Tempo and Loki are left
 * out if their signal is not kept in the cluster, Alertmanager if that of a Prometheus that exists is not known, and
 * DeepFlow, which is asked in PromQL, where it is not installed.
 */
export type DatasourceUrls<Text = string> = Record<"prometheus", Text> &
    Partial<Record<Exclude<DatasourceName, "prometheus">, Text>>;
/** Stores whose signal may go elsewhere instead. */
export type StoreName = "loki" | "tempo";
export type DatasourceName = "prometheus" | "alertmanager" | "loki" | "tempo" | "deepflow";

/** Where collectors of other clusters send to, each with a certificate of its own (mTLS). Nothing of it is secret. */
export interface CentralReceiver<Text = string> {
    /** `host:port`. */
    grpc: Text;
    /** Base address without `/v1/traces`. */
    http: Text;
    /** The name in its certificate, which is not the address' host where there is no DNS name for that. */
    serverName: string;
    /** The authority of its certificate in PEM; left out if that is a public one. */
    caCertificate?: Text;
    /** Its own address for a DNS record, if it is behind a load balancer. */
    loadBalancer?: Text;
    /** What it takes: no log records where nothing there keeps any that a collector sends. */
    signals: TelemetrySignal[];
    /** Names of those who may send. */
    senders: string[];
    /** Those of them whose certificate is in the output `telemetrySenders`; the others bring their own. */
    issued: string[];
}

/** What travels between collectors. */
export type TelemetrySignal = "traces" | "logs";

/** What a sender shows the receiver: certificate and key in PEM. Only ever a secret. */
export interface SenderCertificate {
    certificate: string;
    key: string;
}

/** By sender. */
export type SenderCertificates = Record<string, SenderCertificate>;

type Signal = "metrics" | "logs" | "traces";

export interface Page<Text = string> {
    served: Served & { ports: { http: number } };
    url: Text;
}
export type PageName = "grafana" | "prometheus" | "alertmanager";

/** The pages that are reachable from outside. */
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

/** Metadata by which Grafana's sidecar finds a ConfigMap with a dashboard. */
export interface DashboardPlace {
    namespace: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
}

/** A gateway whose lines agents read: all that is known of it where it may be of another stack. */
export interface ReadGateway {
    namespace: string;
    /** Set on its lines as `deployment.environment.name`, as the gateway itself does on its spans. */
    environment: string;
    /** Set on its lines, as the gateway itself does on its spans. */
    resourceAttributes: Record<string, string>;
    /** Whether it writes a line for each request; nginx' errors are read either way. */
    accessLines: boolean;
}

/**
 * How log lines get into Loki, which decides how to query them. Only with OTLP does the collector receive log lines.
 */
export type LogIngestion = "otlp" | "promtail";

/**
 * The labels that Prometheus selects by. Ours also selects everything else, so that its label keeps monitors working
 * with a stricter one.
 */
export type MonitorLabels = Record<string, string>;

/** What all our PrometheusRules share. */
export interface RuleSettings {
    monitorLabels: MonitorLabels;
    /** Address of this repository for browsers, up to the folder that contains `docs`, without a trailing slash. */
    runbookBaseUrl: string;
    /**
     * Grafana's address in browsers, without a trailing slash, for links in alerts; undefined if it is not reachable.
     */
    grafanaUrl: string | undefined;
}

export interface GatewayLayer<Text = string> {
    /** The proxies by name. */
    proxies: Record<string, Proxy<Text>>;
    /** Only if control plane and data planes are separate. */
    controlPlane?: {
        /** `host:port` for data planes. */
        clusterEndpoint: Text;
        /** `host:port` for data planes; enterprise only. */
        telemetryEndpoint?: Text;
        /** Reachable only for pods with the label `kong-observability/admin-client: "true"`. */
        adminUrl: Text;
        /** Only if it is exposed: what data planes on other clusters need, beside their certificate. */
        remote?: RemoteControlPlane<Text>;
    };
    /** Its signals without a store here, each with the place where they are instead, for people. */
    elsewhere: Partial<Record<"traces" | "logs", string>>;
    /** Further checks on signals, once it is in use. */
    checks: SignalCheck[];
}

/** What data planes on other clusters present, by their group: PEM texts. A secret, and so not part of the layer. */
export type DataPlaneCertificates = Record<string, { certificate: string; key: string }>;

/** How data planes on other clusters reach a control plane, and know it. */
export interface RemoteControlPlane<Text = string> {
    /** `host:port` for data planes. */
    clusterEndpoint: Text;
    /** `host:port` for data planes; enterprise only. */
    telemetryEndpoint?: Text;
    /** The name in the control plane's certificate. */
    serverName: string;
    /** What signs that certificate: PEM text, public. */
    caCertificate: Text;
    /** Kong's version there, such as 3.9.3: data planes may not be newer. */
    version: string;
    /** Names of the groups that may join. */
    groups: string[];
}

interface Proxy<Text = string> {
    /**
     * The address for clients: the load balancer's address, `<node>:<port>`, or the Service's name. A load balancer's
     * address is known once it exists.
     */
    address: Text;
    /** Base address inside the cluster, plain HTTP. Known at preview. */
    url: Text;
}

/** Telemetry that a gateway sends about its requests. */
export interface GatewayTelemetry {
    sampling: Sampling;
    accessLog: AccessLogSettings;
    /** Set on every span and log record as `deployment.environment.name`. */
    environment: string;
    /** Added to `service.name` on every span and log record. */
    resourceAttributes: Record<string, string>;
}

/** How Kong runs: docs/topologies.md. With a controller it reads Ingress objects; `hybrid` ignores them. */
export type Topology = "hybrid" | "ingress-controller" | "data-planes" | "none";

export interface AccessLogSettings {
    /** Whether a JSON line is written for each request. */
    enabled: boolean;
    /** Whether query strings are recorded, also in spans and messages: they often contain secrets. */
    queryString: boolean;
}
