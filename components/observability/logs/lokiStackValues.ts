import type { ContainerResources } from "../../shared/kubernetes";
import { chartImage, type ImageRef, imageRepository, type Registry } from "../../../charts/registry";
import { type LokiLimits, lokiLimits, type LokiReplay, lokiReplay } from "./lokiLimits";
import { type LokiSchema, volumeSchema } from "./lokiSchema";
import type { LogStorage } from "./lokiValues";
import type { MonitorLabels } from "../../../model/layers";
import { promtailStages, type PromtailStage } from "./promtailStage";

interface LokiStackArgs extends LogStorage {
    registry: Registry;
    /** Whether to run a Loki 3, which accepts OTLP, instead of the chart's Loki 2.6 with promtail. */
    otlp: boolean;
    /** Namespaces of the gateways whose messages promtail strips of query strings, unless they are kept. */
    gateways: readonly string[];
    queryStrings: boolean;
}

/**
 * The keys of the `loki-stack` chart that are set here. Its Loki chart was written for Loki 2: `null` removes what Loki
 * 3 refuses.
 */
export interface LokiStackValues {
    test_pod: { enabled: false };
    grafana: { sidecar: { datasources: { enabled: false } } };
    loki: {
        image: { repository: string; tag: string };
        rbac: { pspEnabled: false };
        terminationGracePeriodSeconds: number;
        livenessProbe: { httpGet: { path: string } };
        resources: ContainerResources;
        persistence: { enabled: true; size: string; storageClassName?: string };
        serviceMonitor: { enabled: true };
        config: Loki2Config | Loki3Config;
    };
    promtail: { enabled: false } | PromtailValues;
}

interface PromtailValues {
    enabled: true;
    image: ImageRef;
    serviceMonitor: { enabled: true; labels: MonitorLabels };
    /** Replaces the chart's list, whose only stage parses the runtime's frame around each line. */
    config: { snippets: { pipelineStages: [{ cri: object }, ...PromtailStage[]] } };
}

interface Loki2Config {
    analytics: { reporting_enabled: false };
    limits_config: { retention_period: string } & LokiLimits;
    compactor: { retention_enabled: true };
    ingester: LokiReplay;
}

interface Loki3Config {
    analytics: { reporting_enabled: false };
    schema_config: LokiSchema;
    storage_config: {
        tsdb_shipper: { active_index_directory: string; cache_location: string };
        filesystem: { directory: string };
        boltdb_shipper: null;
    };
    chunk_store_config: { max_look_back_period: null };
    compactor: {
        working_directory: string;
        shared_store: null;
        retention_enabled: true;
        delete_request_store: "filesystem";
    };
    limits_config: {
        enforce_metric_name: null;
        allow_structured_metadata: true;
        retention_period: string;
    } & LokiLimits;
    table_manager: null;
    ingester: { max_transfer_retries: null } & LokiReplay;
}

/** Values for the `loki-stack` chart. */
export function lokiStackValues(args: LokiStackArgs): LokiStackValues {
    const { registry, otlp, volumeSize, resources, storageClass } = args;
    const image = chartImage("loki-stack", otlp ? "loki3" : "loki", registry);
    return {
        test_pod: { enabled: false },
        // The chart creates a default datasource of its own; with a second default Grafana refuses all datasources.
        grafana: { sidecar: { datasources: { enabled: false } } },
        loki: {
            image: { repository: imageRepository(image), tag: image.tag },
            // PodSecurityPolicy was removed in Kubernetes 1.25; the chart would fail to install.
            rbac: { pspEnabled: false },
            // By default a node waits 80 minutes for one pod.
            terminationGracePeriodSeconds: 120,
            // By default the probe uses /ready, which is 503 during a replay of the write-ahead log.
            livenessProbe: { httpGet: { path: "/loki/api/v1/status/buildinfo" } },
            resources,
            persistence: {
                enabled: true,
                size: volumeSize,
                ...(storageClass !== undefined && { storageClassName: storageClass }),
            },
            // Without our label: the chart sets a label `release` of its own, and a duplicate key is not valid YAML.
            // Our Prometheus selects it anyway.
            serviceMonitor: { enabled: true },
            config: otlp ? loki3Config(args) : loki2Config(args),
        },
        promtail: otlp ? { enabled: false } : promtailValues(args),
    };
}

function promtailValues({ registry, monitorLabels, gateways, queryStrings }: LokiStackArgs): PromtailValues {
    return {
        enabled: true,
        image: chartImage("loki-stack", "promtail", registry),
        serviceMonitor: { enabled: true, labels: monitorLabels },
        config: { snippets: { pipelineStages: [{ cri: {} }, ...promtailStages(gateways, queryStrings)] } },
    };
}

function loki2Config({ retention, resources }: LokiStackArgs): Loki2Config {
    return {
        analytics: { reporting_enabled: false },
        limits_config: { retention_period: retention, ...lokiLimits(resources) },
        compactor: { retention_enabled: true },
        ingester: lokiReplay(resources),
    };
}

function loki3Config({ retention, resources }: LokiStackArgs): Loki3Config {
    return {
        analytics: { reporting_enabled: false },
        schema_config: volumeSchema,
        storage_config: {
            tsdb_shipper: { active_index_directory: "/data/loki/tsdb-index", cache_location: "/data/loki/tsdb-cache" },
            filesystem: { directory: "/data/loki/chunks" },
            boltdb_shipper: null,
        },
        chunk_store_config: { max_look_back_period: null },
        compactor: {
            working_directory: "/data/loki/compactor",
            shared_store: null,
            retention_enabled: true,
            delete_request_store: "filesystem",
        },
        limits_config: {
            enforce_metric_name: null,
            allow_structured_metadata: true,
            retention_period: retention,
            ...lokiLimits(resources),
        },
        table_manager: null,
        ingester: { max_transfer_retries: null, ...lokiReplay(resources) },
    };
}
