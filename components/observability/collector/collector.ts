import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { releaseNameOf } from "../../../charts/releaseNames";
import { Component, type ComponentOptions } from "../../shared/component";
import { restricted, spread } from "../../shared/kubernetes";
import { ChartRelease } from "../../release/chartRelease";
import type { Reliance } from "../../../model/relies";
import { collectorService as workload } from "../../../model/gateway";
import { type Served, serviceEndpoint, serviceUrl } from "../../../model/services";
import { Agent, type AgentArgs } from "./agent/agent";
import { type CollectorArgs, type CollectorSettings, collectorSettings } from "./args";
import { endsOf, recordEnds } from "./certificateEnds";
import { clusterReader, podRules } from "./clusterReader";
import { operatorValues } from "./operatorValues";
import { collectorInstance } from "../../../charts/opentelemetry-operator/operated";
import { collectorResource, type CollectorResourceArgs } from "./customResource";
import { restartedBy, roomSecret } from "../../shared/credentials";
import { agentPort, collectorConfig, collectorPorts } from "./config";
import { collectorCredentials, credentialsOf, elsewhereExporters, podNeeds } from "./destinationExporters";
import { type Backends, exportersOf, type LogsWay } from "./exporters";
import { Events } from "./events/events";
import { Instrumentation } from "./instrumentation/instrumentation";
import { senderPorts } from "./receive/config";
import { exposeReceiver, Receiver, receiverNeeds } from "./receive/receiver";
import { collectorMonitor } from "../shared/collectorMonitor";
import { oneTenantRelies, otlpLogsRely } from "../shared/storeRelies";
import type { CentralReceiver, ObservabilityLayer, SenderCertificate, TelemetrySignal } from "../../../model/layers";

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

const labelsOf = (namespace: string): Record<string, string> => ({
    "app.kubernetes.io/instance": collectorInstance(namespace, collectorName),
});

/**
 * The pods behind the Service, in the operator's form.
 * @param secret the Secret for their environment and files
 */
function collectorSpec(
    args: CollectorSettings,
    secret: k8s.core.v1.Secret | undefined,
    receiver: Receiver | undefined,
): CollectorResourceArgs["spec"] {
    const { namespace, replicas, resources, destinations, receive } = args;
    // Connections that a sender has opened end with the pod, so one that is shut out is gone at once.
    const annotations = {
        ...restartedBy(secret),
        ...(receiver && { "kong-observability/receiver": receiver.fingerprint }),
    };
    return {
        mode: "deployment",
        replicas,
        serviceAccount: workload,
        resources,
        securityContext: restricted,
        ...podNeeds(destinations, args.env, receive ? [receiverNeeds(receive)] : []),
        ...((secret ?? receiver) && { podAnnotations: annotations }),
        config: collectorConfig(backendsOf(args)),
        ...(replicas > 1 && { topologySpreadConstraints: [spread("zones", labelsOf(namespace))] }),
    };
}

/**
 * The OpenTelemetry operator, a collector between Kong and the backends, and, if log records are exported anywhere, an
 * agent on every node that reads the gateway's lines. The collector is a Deployment: through a DaemonSet's Service a
 * pod reaches only the collector on its own node, and none if a taint keeps it off that node.
 */
export class Collector extends Component {
    /** Where to send telemetry. Known at preview. */
    public readonly otlp: ObservabilityLayer<pulumi.Output<string>>["otlp"];
    /** What senders in other clusters show, by their names. */
    public readonly senderCertificates: Record<string, pulumi.Output<SenderCertificate>>;
    /** Whether it is known when certificates end with which it receives or sends. */
    public readonly hasCertificates: boolean;
    /** Whether log records are exported anywhere. */
    public readonly takesLogs: boolean;

    /**
     * @param opts must depend on the namespace, and on the Prometheus operator's CRDs if there are `monitorLabels`
     * @throws Error if spans are sent nowhere: the collector would not start
     */
    constructor(name: string, given: CollectorArgs, opts?: ComponentOptions) {
        const args = collectorSettings(given);
        const { namespace, delivery, replicas, resources, monitorLabels, queryStrings } = args;
        const ways = logsWaysOf(name, args);
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

        const { collector, receiver } = this.workload(name, args);
        collectorMonitor(`${name}-monitor`, { resourceName: collectorName, namespace, monitorLabels }, this.within);

        const ends = { ...receiver?.ends, ...endsOf(args.destinations, args.credentials) };
        this.hasCertificates = Object.keys(ends).length > 0 && monitorLabels !== undefined;
        if (this.hasCertificates && monitorLabels !== undefined) {
            recordEnds(`${name}-certificates`, { namespace, monitorLabels, ends }, this.within);
        }
        this.takesLogs = takesLogs;
        this.senderCertificates = { ...receiver?.certificates };
        this.otlp = {
            grpc: collector.urn.apply(() => serviceEndpoint(service, "otlpGrpc")),
            http: collector.urn.apply(() => serviceUrl(service, "otlpHttp")),
            ...(receiver && { central: exposed(name, { ...args, receiver, takesLogs }, this.after(collector)) }),
        };
        const at = (port: string): pulumi.Output<string> =>
            collector.urn.apply(() => serviceUrl<Served>(service, port));
        const targets = { endpoint: at("agentHttp"), ...otherWays(ways, at) };
        if (takesLogs) {
            new Agent(`${name}-agent`, { ...agentArgs(args), ...targets }, this.after(collector));
        }
        if (takesLogs && args.events) {
            const from = { namespace, registry: delivery.registry, monitorLabels };
            new Events(`${name}-events`, { ...from, ...targets }, this.after(collector));
        }
        if (args.instrumentation.length > 0) {
            const from = { namespace, registry: delivery.registry, instrumented: args.instrumentation };
            new Instrumentation(
                `${name}-instrumentation`,
                { ...from, endpoint: this.otlp.http },
                this.after(collector),
            );
        }
        this.registerOutputs({ otlpHttpUrl: this.otlp.http, otlpGrpcEndpoint: this.otlp.grpc });
    }

    /** The pods and what they need. */
    private workload(
        name: string,
        args: CollectorSettings,
    ): { collector: k8s.apiextensions.CustomResource; receiver: Receiver | undefined } {
        const { namespace, delivery, destinations, receive } = args;
        const operator = this.operator(name, args);
        const access = clusterReader(name, { account: workload, namespace, rules: podRules }, this.within);
        const used = credentialsOf(destinations, args.env);
        const secret = roomSecret(
            `${name}-credentials`,
            { namespace, room: collectorCredentials, used, credentials: args.credentials },
            this.within,
        );
        const receiver = receive && new Receiver(`${name}-receiver`, { ...receive, namespace }, this.within);
        const read = [secret, receiver?.secret].filter((one) => one !== undefined);
        const spec = collectorSpec(args, secret, receiver);
        // Deleted first on destroy, while its CRD still exists.
        const collector = collectorResource(
            name,
            { resourceName: collectorName, namespace, registry: delivery.registry, spec },
            this.after(operator.release, ...access, ...read),
        );
        return { collector, receiver };
    }

    private operator(name: string, { namespace, delivery, instrumentation }: CollectorSettings): ChartRelease {
        const releaseName = releaseNameOf("opentelemetry-operator", delivery.releaseNames);
        return new ChartRelease(
            `${name}-operator`,
            {
                chart: "opentelemetry-operator",
                releaseName,
                namespace,
                delivery,
                values: operatorValues(
                    delivery.registry,
                    instrumentation.flatMap(({ languages }) => languages),
                ),
                serves: [servedBy("opentelemetry-operator", "webhook", { releaseName, namespace })],
            },
            this.within,
        );
    }
}

/** Opens the way for other clusters. */
function exposed(
    name: string,
    { namespace, receive, loadBalancers, receiver, takesLogs }: CollectorSettings & Received,
    opts: pulumi.CustomResourceOptions,
): CentralReceiver<pulumi.Output<string>> | undefined {
    const pods = { labels: labelsOf(namespace), ports: senderPorts };
    const signals: TelemetrySignal[] = takesLogs ? ["traces", "logs"] : ["traces"];
    const around = { namespace, loadBalancers, receiver, signals };
    return receive && exposeReceiver(`${name}-receiver`, { ...receive, ...pods, ...around }, opts);
}

interface Received {
    receiver: Receiver;
    takesLogs: boolean;
}

/**
 * The destinations of log records.
 * @throws Error if spans have none
 */
function logsWaysOf(name: string, args: CollectorSettings): LogsWay[] {
    const { traces, logs } = exportersOf(backendsOf(args));
    if (traces.length === 0) {
        throw new Error(`${name}: got no destination for spans; give tracesEndpoint or destinations.traces`);
    }
    return logs;
}

/** All destinations of telemetry. */
function backendsOf<Args extends CollectorSettings>(args: Args): Args & Backends & { receives: boolean } {
    return {
        ...args,
        receives: args.receive !== undefined,
        own: args.exporters,
        elsewhere: elsewhereExporters(args.destinations),
    };
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
}: CollectorSettings): Omit<AgentArgs, "endpoint" | "others"> {
    const lines = { gateways, ownGateway, environment, containers };
    return { ...lines, namespace, registry: delivery.registry, monitorLabels, prometheusOtlpUrls: metricsUrls };
}
