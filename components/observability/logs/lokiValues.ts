import type { ContainerResources } from "../../shared/kubernetes";
import { chartImage, type ImageRef, type Registry } from "../../../charts/registry";
import { type LokiLimits, lokiLimits, type LokiReplay, lokiReplay } from "./lokiLimits";
import type { MonitorLabels } from "../../../model/layers";

/** What can be chosen about logs, whichever chart keeps them. */
export interface LogStorage {
    /** How long log lines are kept, as a Go duration of at least 24h. */
    retention: string;
    volumeSize: string;
    resources: ContainerResources;
    /** @default the cluster's default StorageClass */
    storageClass?: string;
    monitorLabels: MonitorLabels;
}

/** A schema period of Loki. OTLP needs index `tsdb` with schema v13, which can keep structured metadata. */
export interface LokiSchema {
    configs: {
        from: string;
        store: "tsdb";
        object_store: "filesystem";
        schema: "v13";
        index: { prefix: string; period: "24h" };
    }[];
}

export const tsdbSchema: LokiSchema = {
    configs: [
        {
            from: "2024-04-01",
            store: "tsdb",
            object_store: "filesystem",
            schema: "v13",
            index: { prefix: "loki_index_", period: "24h" },
        },
    ],
};

type Off = { enabled: false };
type None = { replicas: 0 };

/** The keys of the `loki` chart that we set. */
export interface LokiValues {
    deploymentMode: "Monolithic";
    loki: {
        image: ImageRef;
        auth_enabled: false;
        analytics: { reporting_enabled: false };
        commonConfig: { replication_factor: 1 };
        extraMemberlistConfig: { abort_if_cluster_join_fails: false };
        storage: { type: "filesystem" };
        schemaConfig: LokiSchema;
        limits_config: { allow_structured_metadata: true; retention_period: string } & LokiLimits;
        ingester: LokiReplay;
        compactor: { retention_enabled: true; delete_request_store: "filesystem"; working_directory: string };
    };
    singleBinary: {
        replicas: 1;
        resources: ContainerResources;
        persistence: { enabled: true; size: string; storageClass?: string };
    };
    read: None;
    write: None;
    backend: None;
    gateway: Off;
    chunksCache: Off;
    resultsCache: Off;
    lokiCanary: Off;
    test: Off;
    sidecar: { rules: Off };
    rbac: { namespaced: true };
    monitoring: { serviceMonitor: { enabled: true; labels: MonitorLabels } };
}

/** Values for the `loki` chart: one binary, one tenant, on a volume. */
export function lokiValues({
    retention,
    volumeSize,
    resources,
    storageClass,
    monitorLabels,
    registry,
}: LogStorage & { registry: Registry }): LokiValues {
    return {
        deploymentMode: "Monolithic",
        loki: {
            image: chartImage("loki", "loki", registry),
            // One tenant: otherwise every client needs an X-Scope-OrgID header, and the collector has none.
            auth_enabled: false,
            analytics: { reporting_enabled: false },
            commonConfig: { replication_factor: 1 },
            // It would join itself through a Service that leads to it once it is ready, and give up after some four
            // minutes: in the middle of replaying a long write-ahead log, or on a cluster whose domain is not
            // cluster.local.
            extraMemberlistConfig: { abort_if_cluster_join_fails: false },
            storage: { type: "filesystem" },
            schemaConfig: tsdbSchema,
            limits_config: { allow_structured_metadata: true, retention_period: retention, ...lokiLimits(resources) },
            ingester: lokiReplay(resources),
            compactor: {
                retention_enabled: true,
                delete_request_store: "filesystem",
                working_directory: "/var/loki/compactor",
            },
        },
        singleBinary: {
            replicas: 1,
            resources,
            persistence: { enabled: true, size: volumeSize, ...(storageClass !== undefined && { storageClass }) },
        },
        // The chart runs three of each even in Monolithic mode, and then refuses to render.
        read: { replicas: 0 },
        write: { replicas: 0 },
        backend: { replicas: 0 },
        // The caches alone would ask for 11 GiB of memory.
        gateway: { enabled: false },
        chunksCache: { enabled: false },
        resultsCache: { enabled: false },
        lokiCanary: { enabled: false },
        test: { enabled: false },
        sidecar: { rules: { enabled: false } },
        // Without rules to collect, Loki needs no view of the whole cluster's Secrets.
        rbac: { namespaced: true },
        monitoring: { serviceMonitor: { enabled: true, labels: monitorLabels } },
    };
}
