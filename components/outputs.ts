import * as pulumi from "@pulumi/pulumi";
import type { Heard } from "../model/alertmanager/audience";
import type { SignalCheck } from "../model/signalCheck";
import { answeredRequest, type Service } from "../model/gateway";
import type {
    AccessLogSettings,
    AccessOutput,
    ClusterLayer,
    DatasourceUrls,
    GatewayLayer,
    LogIngestion,
    ObservabilityLayer,
    Topology,
} from "../model/layers";
import { type Sampling, samplingInWords } from "../model/sampling";

/**
 * What a stack exports: a contract for those who read it with `pulumi stack output` and for other stacks.
 * Addresses ending in `.svc` are inside the cluster.
 */
export interface StackOutputs {
    /** For `kubectl`; a secret. */
    kubeconfig: pulumi.Output<string>;
    /** Where each data plane is reached, by its name. */
    proxies: Record<string, pulumi.Output<string>>;
    grafana: {
        url: pulumi.Output<string>;
        /** The Secret with the keys `admin-user` and `admin-password`. */
        adminSecret: { namespace: string; name: pulumi.Output<string> };
    };
    /** The pages that are reachable from outside, by name; left out if there are none. */
    access?: AccessOutput;
    /** What Grafana asks. */
    datasources: DatasourceUrls<pulumi.Output<string>>;
    /** Who hears of which alerts, by Alertmanager's routes; left out where its configuration is a Secret of others. */
    alerting?: Heard[];
    /** Where each signal goes, in words; left out where all stay in the cluster. */
    destinations?: ObservabilityLayer["destinations"];
    /** The bucket of each signal that is in S3; left out if there is none. */
    buckets?: Partial<Record<"logs" | "traces", pulumi.Output<string>>>;
    /** Where applications send telemetry of their own: `host:port` for gRPC, a base address for HTTP. */
    otlp: { grpc: pulumi.Output<string>; http: pulumi.Output<string> };
    topology: Topology;
    /** Only in topology `hybrid`. */
    controlPlane?: GatewayLayer<pulumi.Output<string>>["controlPlane"];
    /** Which requests are traced, in words. */
    sampling: string;
    /** What `npm run verify` sends its requests to, and what it must find of them. */
    probe: {
        /** Base address of each proxy inside the cluster, by its name. */
        proxies: Record<string, pulumi.Output<string>>;
        /** A request that a route answers; left out where no route that is traced has a plain path. */
        request?: { path: string; host?: string };
        /** Share of requests that are traced, 0 to 1. */
        samplingRate: number;
        /** Whether a trace that its caller has sampled is recorded, beyond the rate. */
        trustCallers: boolean;
        /** Whether Kong writes a line for each request. */
        accessLog: boolean;
        /** How log lines reach Loki. */
        logIngestion: LogIngestion;
        /** Signals of the gateway that no store here has, each with where they are; left out where there are none. */
        elsewhere?: ObservabilityLayer["elsewhere"];
        /** Further checks by queries to Prometheus; left out if there are none. */
        checks?: SignalCheck[];
    };
}

/** What the layers do not say of themselves. */
export interface StackFacts {
    topology: Topology;
    sampling: Sampling;
    accessLog: AccessLogSettings;
    services: Service[];
    ways: AccessOutput | undefined;
    objectStores: Partial<Record<"logs" | "traces", { bucket: pulumi.Input<string> }>>;
}

/** The stack's outputs out of its layers. */
export function outputsOf(
    layers: {
        cluster: ClusterLayer<pulumi.Output<string>>;
        observability: ObservabilityLayer<pulumi.Output<string>>;
        gateway: GatewayLayer<pulumi.Output<string>>;
    },
    { topology, sampling, accessLog, services, ways, objectStores }: StackFacts,
): StackOutputs {
    const { cluster, observability, gateway } = layers;
    const { pages, grafanaAdminSecret, datasources, otlp, logIngestion, destinations, elsewhere, checks, heard } =
        observability;
    const proxies = Object.entries(gateway.proxies);
    const request = answeredRequest(services, observability.namespace);
    return {
        kubeconfig: cluster.kubeconfig,
        proxies: Object.fromEntries(proxies.map(([name, { address }]) => [name, address])),
        grafana: { url: pages.grafana.url, adminSecret: grafanaAdminSecret },
        ...(ways && { access: ways }),
        datasources,
        ...(heard && { alerting: heard }),
        ...(Object.values(destinations)
            .flat()
            .some((one) => one !== "in-cluster") && { destinations }),
        ...(Object.keys(objectStores).length > 0 && { buckets: bucketsOf(objectStores) }),
        otlp,
        ...(gateway.controlPlane && { controlPlane: gateway.controlPlane }),
        topology,
        sampling: samplingInWords(sampling),
        probe: {
            proxies: Object.fromEntries(proxies.map(([name, { url }]) => [name, url])),
            ...(request && { request }),
            samplingRate: sampling.rate,
            trustCallers: sampling.trustCallers,
            accessLog: accessLog.enabled,
            logIngestion,
            ...(Object.keys(elsewhere).length > 0 && { elsewhere }),
            ...(checks.length > 0 && { checks }),
        },
    };
}

function bucketsOf(objectStores: StackFacts["objectStores"]): StackOutputs["buckets"] {
    return Object.fromEntries(
        Object.entries(objectStores).map(([signal, { bucket }]) => [signal, pulumi.output(bucket)]),
    );
}
