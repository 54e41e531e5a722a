import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { releaseNameOf } from "../../../charts/releaseNames";
import { Component, type ComponentOptions } from "../../shared/component";
import { type ContainerResources, restricted, spread } from "../../shared/kubernetes";
import { chartImage, imageRepository, type Registry } from "../../../charts/registry";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import type { OwnPart } from "../../../model/collectorParts";
import type { Credential } from "../../../model/credentials";
import type { Reliance } from "../../../model/relies";
import { collectorService as workload } from "../../../model/gateway";
import { type Served, serviceEndpoint, serviceUrl } from "../../../model/services";
import { Agent, type AgentArgs } from "./agent/agent";
import type { ContainerLogs } from "./agent/containers/containerLogs";
import { clusterReader, podRules } from "./clusterReader";
import { collectorResource, type CollectorResourceArgs } from "./customResource";
import { type CredentialTexts, restartedBy, roomSecret } from "../../shared/credentials";
import { agentPort, collectorConfig, collectorPorts } from "./config";
import {
    collectorCredentials,
    type CollectorDestinations,
    credentialsOf,
    elsewhereExporters,
    podNeeds,
} from "./destinationExporters";
import { type Backends, exportersOf, type LogsWay } from "./exporters";
import { Events } from "./events/events";
import { collectorMonitor } from "../shared/collectorMonitor";
import { oneTenantRelies, otlpLogsRely } from "../shared/storeRelies";
import type { MonitorLabels, ReadGateway } from "../../../model/layers";

export interface CollectorArgs extends Omit<Backends, "elsewhere" | "own"> {
    namespace: string;
    delivery: Delivery;
    destinations: CollectorDestinations;
    /** The stack's own components in the collector's format, and the variables that they use. */
    exporters: readonly OwnPart[];
    processors: readonly OwnPart[];
    env: Record<string, Credential>;
    /** Secret texts that destinations and variables refer to by name. */
    credentials: CredentialTexts;
    /** Number of pods behind the Service. */
    replicas: number;
    resources: ContainerResources;
    /** Set as `deployment.environment.name` on spans and log records that have none. */
    environment: string;
    /** Set on every span and log record as `k8s.cluster.name`. */
    clusterName: string;
    monitorLabels: MonitorLabels;
    /** Whether spans and messages keep the query strings of requests. */
    queryStrings: boolean;
    /** Base address of the OTLP receiver of each Prometheus, for the agents' counts; agents append `/v1/metrics`. */
    metricsUrls: pulumi.Input<string>[];
    /** Whose lines agents read beside those of all other containers. */
    gateways: readonly ReadGateway[];
    /** The namespace for which this stack's own gateway is meant. */
    ownGateway: string;
    /** Which other lines agents read. */
    containers: ContainerLogs;
    /** Whether the cluster's events become log records. */
    events: boolean;
}

/** The keys of the `opentelemetry-operator` chart that are set here. */
export interface OperatorValues {
    manager: {
        image: ImageKeys;
        collectorImage: ImageKeys;
        resources: ContainerResources;
        createRbacPermissions: false;
    };
    admissionWebhooks: {
        certManager: { enabled: false };
        autoGenerateCert: { enabled: true; recreate: false; certPeriodDays: number };
    };
}
interface ImageKeys {
    repository: string;
    tag: string;
}

/** Values for the `opentelemetry-operator` chart. */
export function operatorValues(registry: Registry): OperatorValues {
    const keys = (image: "manager" | "collector"): ImageKeys => {
        const pinned = chartImage("opentelemetry-operator", image, registry);
        return { repository: imageRepository(pinned), tag: pinned.tag };
    };
    return {
        manager: {
            image: keys("manager"),
            collectorImage: keys("collector"),
            resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
            // The collector's role is created below: an operator that may create roles adds a finalizer that can block
            // destroy.
            createRbacPermissions: false,
        },
        // The chart creates the webhook's certificate, so cert-manager is not needed. It never renews the first one,
        // hence the ten years.
        admissionWebhooks: {
            certManager: { enabled: false },
            autoGenerateCert: { enabled: true, recreate: false, certPeriodDays: 3650 },
        },
    };
}

/** The operator names the objects it creates `<this>-collector`. */
export const collectorName = "opentelemetry";

function collectorRelies({ tracesEndpoint, logsUrl }: Backends): Reliance[] {
    const operator = { of: { chart: "opentelemetry-operator" }, must: { present: true } } as const;
    const why =
        "the operator runs this image where a collector names none; without, one of its own from another registry";
    return [
        { ...operator, path: "manager.collectorImage.repository", why },
        { ...operator, path: "manager.collectorImage.tag", why },
        ...(logsUrl === undefined
            ? []
            : [...oneTenantRelies("the collector", "logs"), ...otlpLogsRely("the collector")]),
        ...(tracesEndpoint === undefined ? [] : oneTenantRelies("the collector", "traces")),
    ];
}

/**
 * The pods behind the Service, in the operator's form.
 * @param secret the Secret for their environment and files
 */
function collectorSpec(args: CollectorArgs, secret: k8s.core.v1.Secret | undefined): CollectorResourceArgs["spec"] {
    const { namespace, replicas, resources, destinations } = args;
    const labels = { "app.kubernetes.io/instance": `${namespace}.${collectorName}` };
    return {
        mode: "deployment",
        replicas,
        serviceAccount: workload,
        resources,
        securityContext: restricted,
        ...podNeeds(destinations, args.env),
        ...(secret && { podAnnotations: restartedBy(secret) }),
        config: collectorConfig(backendsOf(args)),
        ...(replicas > 1 && { topologySpreadConstraints: [spread("zones", labels)] }),
    };
}

/**
 * The OpenTelemetry operator, a collector between Kong and the backends, and, if log records are exported anywhere, an
 * agent on every node that reads the gateway's lines. The collector is a Deployment: through a DaemonSet's Service a
 * pod reaches only the collector on its own node, and none if a taint keeps it off that node.
 */
export class Collector extends Component {
    /** Base address for OTLP/HTTP, without `/v1/traces`. Known at preview. */
    public readonly otlpHttpUrl: pulumi.Output<string>;
    /** `host:port` for OTLP/gRPC. Known at preview. */
    public readonly otlpGrpcEndpoint: pulumi.Output<string>;
    /** Whether log records are exported anywhere. */
    public readonly takesLogs: boolean;

    constructor(name: string, args: CollectorArgs, opts?: ComponentOptions) {
        const { namespace, delivery, replicas, resources, monitorLabels, queryStrings, destinations } = args;
        const { logs: ways } = exportersOf(backendsOf(args));
        const takesLogs = ways.length > 0;
        // The operator creates this Service for the custom resource below, so it is not part of the rendered chart.
        const ports = { ...collectorPorts, ...furtherPorts(ways) };
        const service = { service: workload, namespace, ports } satisfies Served;
        super(
            "kong-observability:observability:Collector",
            name,
            {
                namespace,
                replicas,
                resources,
                queryStrings,
                takesLogs,
                serves: [service],
                relies: collectorRelies(args),
            },
            opts,
        );

        const operator = this.operator(name, namespace, delivery);
        const access = clusterReader(name, { account: workload, namespace, rules: podRules }, this.within);
        const used = credentialsOf(destinations, args.env);
        const secret = roomSecret(
            `${name}-credentials`,
            { namespace, room: collectorCredentials, used, credentials: args.credentials },
            this.within,
        );
        // Deleted first on destroy, while its CRD still exists.
        const collector = collectorResource(
            name,
            {
                resourceName: collectorName,
                namespace,
                registry: delivery.registry,
                spec: collectorSpec(args, secret),
            },
            this.after(operator.release, ...access, ...(secret ? [secret] : [])),
        );
        collectorMonitor(`${name}-monitor`, { resourceName: collectorName, namespace, monitorLabels }, this.within);

        this.takesLogs = takesLogs;
        this.otlpHttpUrl = collector.urn.apply(() => serviceUrl(service, "otlpHttp"));
        this.otlpGrpcEndpoint = collector.urn.apply(() => serviceEndpoint(service, "otlpGrpc"));
        if (takesLogs) {
            const at = (port: string): pulumi.Output<string> =>
                collector.urn.apply(() => serviceUrl<Served>(service, port));
            const targets = { endpoint: at("agentHttp"), ...otherWays(ways, at) };
            new Agent(`${name}-agent`, { ...agentArgs(args), ...targets }, this.after(collector));
            if (args.events) {
                const from = { namespace, registry: delivery.registry, monitorLabels };
                new Events(`${name}-events`, { ...from, ...targets }, this.after(collector));
            }
        }
        this.registerOutputs({ otlpHttpUrl: this.otlpHttpUrl, otlpGrpcEndpoint: this.otlpGrpcEndpoint });
    }

    private operator(name: string, namespace: string, delivery: Delivery): ChartRelease {
        const releaseName = releaseNameOf("opentelemetry-operator", delivery.releaseNames);
        return new ChartRelease(
            `${name}-operator`,
            {
                chart: "opentelemetry-operator",
                releaseName,
                namespace,
                delivery,
                values: operatorValues(delivery.registry),
                serves: [servedBy("opentelemetry-operator", "webhook", { releaseName, namespace })],
            },
            this.within,
        );
    }
}

/** All destinations of telemetry. */
function backendsOf<Args extends CollectorArgs>(args: Args): Args & Backends {
    return { ...args, own: args.exporters, elsewhere: elsewhereExporters(args.destinations) };
}

/** Addresses for agents' data to destinations after the first. */
function otherWays(ways: readonly LogsWay[], at: (port: string) => pulumi.Output<string>): Pick<AgentArgs, "others"> {
    const others = ways.flatMap(({ name }) => (name === undefined ? [] : [{ name, endpoint: at(furtherPort(name)) }]));
    return others.length > 0 ? { others } : {};
}

const furtherPort = (way: string): `agentHttp_${string}` => `agentHttp_${way}`;

/** Ports for agents' data to destinations after the first. */
function furtherPorts(ways: readonly LogsWay[]): Record<`agentHttp_${string}`, number> {
    return Object.fromEntries(
        ways.flatMap(({ name }, way) => (name === undefined ? [] : [[furtherPort(name), agentPort(way)]])),
    );
}

function agentArgs({
    namespace,
    delivery,
    monitorLabels,
    metricsUrls,
    gateways,
    ownGateway,
    environment,
    containers,
}: CollectorArgs): Omit<AgentArgs, "endpoint" | "others"> {
    const lines = { gateways, ownGateway, environment, containers };
    return { ...lines, namespace, registry: delivery.registry, monitorLabels, prometheusOtlpUrls: metricsUrls };
}
