import * as pulumi from "@pulumi/pulumi";
import type { Heard } from "../model/alertmanager/audience";
import type { SignalCheck } from "../model/signalCheck";
import { answeredRequest, type Service } from "../model/gateway";
import {
    type AccessLogSettings,
    type AccessOutput,
    type CentralReceiver,
    type ClusterLayer,
    type DataPlaneCertificates,
    type DatasourceUrls,
    type GatewayLayer,
    type Layers,
    layersVersion,
    type LogIngestion,
    type ObservabilityLayer,
    type SenderCertificate,
    type Topology,
} from "../model/layers";
import type { LayerName, Reference } from "../model/references";
import { type Sampling, samplingInWords } from "../model/sampling";

type Text = pulumi.Output<string>;

/**
 * What a stack exports: a contract for those who read it with `pulumi stack output` and for other stacks.
 * Addresses ending in `.svc` are inside the cluster. A stack exports what is about the layers that are its own.
 */
export interface StackOutputs extends Partial<ObservabilityOutputs>, Partial<GatewayOutputs> {
    /** For `kubectl`; a secret. */
    kubeconfig: Text;
    /** The layers that are the stack's own, for other stacks: docs/stacks.md. */
    layers: Layers<Text>;
    /**
     * The stack that each layer comes from which is another's, and those that telemetry is sent to; left out if there
     * is none.
     */
    reads?: Partial<Record<LayerName, string>> & { telemetry?: string[] };
}

interface ObservabilityOutputs {
    grafana: {
        url: Text;
        /** The Secret with the keys `admin-user` and `admin-password`; left out where Grafana exists already. */
        adminSecret?: { namespace: string; name: Text };
        /** Where its sidecar finds datasources, if Grafana exists already. */
        datasources?: { namespace: string; label: string };
    };
    /** The pages that are reachable from outside, by name; left out if there are none. */
    access?: AccessOutput;
    /** What Grafana asks. */
    datasources: DatasourceUrls<Text>;
    /** Who hears of which alerts, by Alertmanager's routes; left out where its configuration is a Secret of others. */
    alerting?: Heard[];
    /** Where each signal goes, in words; left out where all stay in the cluster. */
    destinations?: ObservabilityLayer["destinations"];
    /** The bucket of each signal that is in S3; left out if there is none. */
    buckets?: Partial<Record<"logs" | "traces", Text>>;
    /** Where applications send telemetry of their own: `host:port` for gRPC, a base address for HTTP. */
    otlp: {
        grpc?: Text;
        http: Text;
        /** Where collectors of other clusters send to; left out where they may not. */
        central?: CentralReceiver<Text>;
    };
    /** What senders in other clusters show to the collector, by their names; a secret. Left out if there are none. */
    telemetrySenders?: Record<string, pulumi.Output<SenderCertificate>>;
}

interface GatewayOutputs {
    /** Where each data plane is reached, by its name. */
    proxies: Record<string, Text>;
    topology: Topology;
    /** Only in topology `hybrid`. */
    controlPlane?: GatewayLayer<Text>["controlPlane"];
    /** For data planes on other clusters, by their group; a secret, left out if the control plane is not exposed. */
    dataPlaneCertificates?: pulumi.Output<DataPlaneCertificates>;
    /** Which requests are traced, in words. */
    sampling: string;
    /** What `npm run verify` sends its requests to, and what it must find of them. */
    probe: {
        /** Base address of each proxy inside the cluster, by its name. */
        proxies: Record<string, Text>;
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
        elsewhere?: GatewayLayer["elsewhere"];
        /** Further checks by queries to Prometheus; left out if there are none. */
        checks?: SignalCheck[];
    };
}

/** An observability layer of the stack's own, and what it does not say of itself. */
export interface OwnObservability {
    layer: ObservabilityLayer<Text>;
    ways: AccessOutput | undefined;
    objectStores: Partial<Record<"logs" | "traces", { bucket: pulumi.Input<string> }>>;
    senderCertificates: Record<string, pulumi.Output<SenderCertificate>>;
}

/** A gateway of the stack's own, and what it does not say of itself. */
interface OwnGateway extends Pick<GatewayOutputs, "dataPlaneCertificates"> {
    layer: GatewayLayer<Text>;
    /** Its own stack's or another's. */
    observability: ObservabilityLayer<Text>;
    topology: Topology;
    sampling: Sampling;
    accessLog: AccessLogSettings;
    services: Service[];
}

/** The layers of a stack. Those of other stacks are left out, except for the cluster that everything is on. */
export interface StackLayers {
    cluster: { layer: ClusterLayer<Text>; isOwn: boolean };
    observability?: OwnObservability;
    gateway?: OwnGateway;
    references?: readonly Reference[];
}

/** The stack's outputs out of its layers. */
export function outputsOf({ cluster, observability, gateway, references = [] }: StackLayers): StackOutputs {
    const { kubeconfig, identifier, ...own } = cluster.layer;
    return {
        kubeconfig,
        ...(observability && observabilityOutputs(observability)),
        ...(gateway && gatewayOutputs(gateway)),
        layers: {
            version: layersVersion,
            clusterIdentifier: identifier,
            ...(cluster.isOwn && { cluster: own }),
            ...(observability && { observability: observability.layer }),
            ...(gateway && { gateway: gateway.layer }),
        },
        ...(references.length > 0 && { reads: readsOf(references) }),
    };
}

function readsOf(references: readonly Reference[]): StackOutputs["reads"] {
    const layers = references.filter(({ layer }) => layer !== "telemetry");
    const telemetry = references.filter(({ layer }) => layer === "telemetry").map(({ stack }) => stack);
    return {
        ...Object.fromEntries(layers.map(({ layer, stack }) => [layer, stack])),
        ...(telemetry.length > 0 && { telemetry: [...new Set(telemetry)] }),
    };
}

function observabilityOutputs({
    layer,
    ways,
    objectStores,
    senderCertificates,
}: OwnObservability): ObservabilityOutputs {
    const { grafana, grafanaAdminSecret, datasources, otlp, destinations, heard } = layer;
    return {
        grafana: {
            url: grafana.url,
            ...(grafanaAdminSecret ? { adminSecret: grafanaAdminSecret } : { datasources: grafana.datasources }),
        },
        ...(ways && { access: ways }),
        datasources,
        ...(heard && { alerting: heard }),
        ...(Object.values(destinations)
            .flat()
            .some((one) => one !== "in-cluster") && { destinations }),
        ...(Object.keys(objectStores).length > 0 && { buckets: bucketsOf(objectStores) }),
        otlp: {
            ...(otlp.grpc && { grpc: otlp.grpc }),
            http: otlp.http,
            ...(otlp.central && { central: otlp.central }),
        },
        ...(Object.keys(senderCertificates).length > 0 && { telemetrySenders: senderCertificates }),
    };
}

function gatewayOutputs(gateway: OwnGateway): GatewayOutputs {
    const { layer, observability, topology, sampling, accessLog, services, dataPlaneCertificates } = gateway;
    const { logIngestion } = observability;
    const { elsewhere } = layer;
    const checks = [...observability.checks, ...layer.checks];
    const proxies = Object.entries(layer.proxies);
    const request = answeredRequest(services, observability.namespace);
    return {
        proxies: Object.fromEntries(proxies.map(([name, { address }]) => [name, address])),
        ...(layer.controlPlane && { controlPlane: layer.controlPlane }),
        ...(dataPlaneCertificates && { dataPlaneCertificates }),
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

function bucketsOf(objectStores: OwnObservability["objectStores"]): ObservabilityOutputs["buckets"] {
    return Object.fromEntries(
        Object.entries(objectStores).map(([signal, { bucket }]) => [signal, pulumi.output(bucket)]),
    );
}
