import * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { releaseNameOf } from "../../../charts/releaseNames";
import { Component, type ComponentOptions } from "../../shared/component";
import { type ContainerResources, restricted } from "../../shared/kubernetes";
import { chartImage, type Registry } from "../../../charts/registry";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { sizeIn } from "../../release/guard/volumes";
import { serviceEndpoint, serviceUrl } from "../../../model/services";
import { remoteWriteRelies } from "../shared/prometheusRelies";
import { generatorRelies, onePodRelies } from "../shared/storeRelies";
import type { DatasourceUrls, MonitorLabels } from "../../../model/layers";
import { type ObjectStore, s3Endpoint } from "../shared/objectStore";
import { blockBytes, type TempoLimits, tempoLimits, waitingSpans } from "./tempoLimits";

interface TracesSettings {
    /** How long a trace can be found, as a Go duration. Tempo deletes blocks older than this. */
    retention: string;
    volumeSize: string;
    resources: ContainerResources;
    /** @default the cluster's default StorageClass */
    storageClass?: string;
    /** The remote-write address of each Prometheus, for service graphs and span metrics; without any there are none. */
    metricsRemoteWriteUrls: pulumi.Input<string>[];
    monitorLabels: MonitorLabels;
    /**
     * Storage of traces.
     * @default the volume
     */
    objectStore?: ObjectStore | undefined;
}

export interface TracesArgs extends TracesSettings {
    namespace: string;
    delivery: Delivery;
}

/** The keys of the `tempo` chart that are set here. The chart has no schema, so only this type catches misspellings. */
export interface TempoValues {
    tempo: {
        registry: string;
        repository: string;
        tag: string;
        retention: string;
        reportingEnabled: false;
        memBallastSizeMbs: 0;
        livenessProbe: { httpGet: { path: string } };
        resources: ContainerResources;
        securityContext: typeof restricted;
        metricsGenerator:
            | { enabled: false }
            | {
                  enabled: true;
                  processor: {
                      service_graphs: { max_items: number; peer_attributes: string[] };
                      span_metrics: { dimensions: string[] };
                  };
                  storage: { path: string; remote_write: { url: pulumi.Input<string>; send_exemplars: true }[] };
                  traces_storage: { path: string };
              };
        ingester: { max_block_bytes: number };
        overrides: {
            defaults: TempoLimits & { metrics_generator: { processors: ("service-graphs" | "span-metrics")[] } };
        };
        storage: { trace: TraceStorage & { wal: { path: string } } };
    };
    serviceAccount?: { annotations: Record<string, string> };
    persistence: { enabled: true; size: string; storageClassName?: string };
    serviceMonitor: { enabled: true; additionalLabels: MonitorLabels };
}

type TraceStorage =
    | { backend: "local"; local: { path: string } }
    | { backend: "s3"; s3: { bucket: pulumi.Input<string>; endpoint: string; region: string } };

/**
 * Attributes that name the called service if it sends no spans of its own: Tempo's three defaults, and the upstream's
 * host on Kong's balancer spans. Not `net.peer.ip`, which would make every client of Kong a node, and not
 * `server.address`, which on a server's span is the server itself.
 */
const peerAttributes = ["peer.service", "db.name", "db.system", "net.peer.name"];

/** Values for the `tempo` chart. */
export function tempoValues({
    retention,
    volumeSize,
    resources,
    storageClass,
    metricsRemoteWriteUrls,
    monitorLabels,
    registry,
    objectStore,
}: TracesSettings & { registry: Registry }): TempoValues {
    const limits = tempoLimits(resources);
    return {
        tempo: {
            ...chartImage("tempo", "tempo", registry),
            retention,
            reportingEnabled: false,
            // The chart's 1 GiB of ballast predates GOMEMLIMIT: it only wastes memory, and makes an idle Tempo look
            // busy.
            memBallastSizeMbs: 0,
            resources,
            // By default the probe uses /ready, which is 503 during a replay of the write-ahead log: Kubernetes would
            // kill each attempt after a minute.
            livenessProbe: { httpGet: { path: "/status/version" } },
            securityContext: restricted,
            metricsGenerator: metricsGenerator(limits, metricsRemoteWriteUrls),
            ingester: { max_block_bytes: blockBytes(resources) },
            overrides: {
                defaults: {
                    ...limits,
                    metrics_generator: {
                        ...limits.metrics_generator,
                        processors: metricsRemoteWriteUrls.length > 0 ? ["service-graphs", "span-metrics"] : [],
                    },
                },
            },
            // What is not in a block yet is on the volume either way.
            storage: { trace: { ...traceStorage(objectStore), wal: { path: "/var/tempo/wal" } } },
        },
        ...(objectStore && { serviceAccount: { annotations: objectStore.annotations } }),
        persistence: { enabled: true, size: volumeSize, ...(storageClass && { storageClassName: storageClass }) },
        serviceMonitor: { enabled: true, additionalLabels: monitorLabels },
    };
}

/** It produces nothing unless it is enabled, has a remote-write address *and* a list of processors. */
function metricsGenerator(
    limits: TempoLimits,
    urls: TracesSettings["metricsRemoteWriteUrls"],
): TempoValues["tempo"]["metricsGenerator"] {
    return urls.length === 0
        ? { enabled: false }
        : {
              enabled: true,
              // Not in the overrides, where a tenant's own would replace them all.
              processor: {
                  service_graphs: { max_items: waitingSpans(limits), peer_attributes: peerAttributes },
                  // The label http_status_code: of Kong's spans only the request itself has it, and failed tries of
                  // its balancer. The label k8s_namespace_name tells gateways apart, all of which are called kong.
                  span_metrics: { dimensions: ["http.status_code", "k8s.namespace.name"] },
              },
              // By default both are temporary folders, lost with the pod.
              storage: {
                  path: "/var/tempo/generator/wal",
                  remote_write: urls.map((url) => ({ url, send_exemplars: true })),
              },
              traces_storage: { path: "/var/tempo/generator/traces" },
          };
}

function traceStorage(objectStore: ObjectStore | undefined): TraceStorage {
    if (objectStore === undefined) {
        return { backend: "local", local: { path: "/var/tempo/traces" } };
    }
    const { bucket, region } = objectStore;
    return { backend: "s3", s3: { bucket, region, endpoint: s3Endpoint(region) } };
}

/** Tempo, single binary: accepts OTLP, serves Grafana, and derives service graphs and span metrics from spans. */
export class Traces extends Component {
    /** Known at preview. */
    public readonly datasources: Pick<DatasourceUrls<pulumi.Output<string>>, "tempo">;
    /** For an OTLP gRPC exporter: `host:port`, no scheme. Known at preview. */
    public readonly otlpGrpcEndpoint: pulumi.Output<string>;

    constructor(name: string, args: TracesArgs, opts?: ComponentOptions) {
        const { namespace, delivery, retention, volumeSize, objectStore } = args;
        // If an override changes Tempo's memory, its limits follow.
        const memory = sizeIn(delivery.overrides?.tempo, ["tempo", "resources", "limits", "memory"]);
        const resources = {
            ...args.resources,
            limits: { ...args.resources.limits, ...(memory !== undefined && { memory }) },
        };
        super(
            "kong-observability:observability:Traces",
            name,
            {
                namespace,
                retention,
                volumeSize,
                storage: objectStore === undefined ? "filesystem" : "s3",
                relies: [
                    ...(args.metricsRemoteWriteUrls.length > 0
                        ? remoteWriteRelies("Tempo's metrics generator", generatorRelies().running)
                        : []),
                    ...onePodRelies("tempo", "traces"),
                ],
            },
            opts,
        );

        const releaseName = releaseNameOf("tempo", delivery.releaseNames);
        const tempo = servedBy("tempo", "tempo", { releaseName, namespace });
        const release = new ChartRelease(
            `${name}-tempo`,
            {
                chart: "tempo",
                releaseName,
                namespace,
                delivery,
                values: tempoValues({ ...args, resources, registry: delivery.registry }),
                serves: [tempo],
            },
            objectStore === undefined ? this.within : this.after(...this.within.dependsOn, ...objectStore.ready),
        );

        this.datasources = { tempo: release.whenInstalled(serviceUrl(tempo, "http")) };
        this.otlpGrpcEndpoint = release.whenInstalled(serviceEndpoint(tempo, "otlpGrpc"));
        this.registerOutputs({ queryUrl: this.datasources.tempo, otlpGrpcEndpoint: this.otlpGrpcEndpoint });
    }
}
