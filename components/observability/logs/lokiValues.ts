import type * as pulumi from "@pulumi/pulumi";
import { type ContainerResources, type Spread, spread } from "../../shared/kubernetes";
import { chartImage, type ImageRef, type Registry } from "../../../charts/registry";
import { type LokiLimits, lokiLimits, type LokiReplay, lokiReplay } from "./lokiLimits";
import { type LokiSchema, s3Schema, volumeSchema } from "./lokiSchema";
import type { MonitorLabels } from "../../../model/layers";
import type { ObjectStore } from "../shared/objectStore";

/** Choices about logs, for either chart. */
export interface LogStorage {
    /** How long log lines are kept, as a Go duration of at least 24h. */
    retention: string;
    volumeSize: string;
    resources: ContainerResources;
    /** @default the cluster's default StorageClass */
    storageClass?: string;
    monitorLabels: MonitorLabels;
}

/** Storage and number of pods for the chart `loki`. */
export interface LokiPlace {
    /** One, or with object storage three or more. */
    replicas: number;
    /** @default the volume */
    objectStore?: ObjectStore | undefined;
    /**
     * The day from which on lines are in the object storage.
     * @default all are
     */
    from?: string | undefined;
}

type Off = { enabled: false };
type None = { replicas: 0 };

/** The keys of the `loki` chart that are set here. */
export interface LokiValues {
    deploymentMode: "Monolithic";
    loki: {
        image: ImageRef;
        auth_enabled: false;
        analytics: { reporting_enabled: false };
        commonConfig: { replication_factor: number };
        extraMemberlistConfig: { abort_if_cluster_join_fails: false };
        storage: { type: "filesystem" } | S3Storage;
        schemaConfig: LokiSchema;
        storage_config?: { filesystem: { directory: string } };
        limits_config: { allow_structured_metadata: true; retention_period: string } & LokiLimits;
        ingester: LokiReplay;
        compactor: {
            retention_enabled: true;
            delete_request_store: "filesystem" | "s3";
            working_directory: string;
            deletion_marker_object_store_prefix?: string;
        };
        structuredConfig?: { ruler: { storage: { type: "local"; local: { directory: string } } } };
    };
    singleBinary: {
        replicas: number;
        resources: ContainerResources;
        persistence: { enabled: true; size: string; storageClass?: string };
        podDisruptionBudget?: { maxUnavailable: 1 };
        topologySpreadConstraints?: Spread[];
    };
    memberlist?: { service: { publishNotReadyAddresses: true } };
    serviceAccount?: { annotations: Record<string, string> };
    ruler?: Off;
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

interface S3Storage {
    type: "s3";
    bucketNames: { chunks: pulumi.Input<string> };
    s3: { region: string };
}

/** Values for the `loki` chart: one binary, one tenant. Data that is not yet stored is on a volume either way. */
export function lokiValues({
    retention,
    volumeSize,
    resources,
    storageClass,
    monitorLabels,
    registry,
    replicas,
    objectStore,
    from,
}: LogStorage & LokiPlace & { registry: Registry }): LokiValues {
    const { loki: stored, ...beside } = objectStore === undefined ? onVolume : inS3(objectStore, from);
    const { singleBinary: doubled, ...joined } = replicas > 1 ? severalPods : onePod;
    return {
        deploymentMode: "Monolithic",
        loki: {
            image: chartImage("loki", "loki", registry),
            // One tenant: otherwise every client needs an X-Scope-OrgID header, and the collector sends none.
            auth_enabled: false,
            analytics: { reporting_enabled: false },
            // With two replicas every write needs both.
            commonConfig: { replication_factor: replicas >= 3 ? 3 : 1 },
            // Loki would join the cluster through a Service that leads to itself once it is ready, and give up after
            // about four minutes: in the middle of replaying a long write-ahead log, or on a cluster whose domain is
            // not cluster.local.
            extraMemberlistConfig: { abort_if_cluster_join_fails: false },
            ...stored,
            limits_config: {
                allow_structured_metadata: true,
                retention_period: retention,
                ...lokiLimits(resources, replicas),
            },
            ingester: lokiReplay(resources),
            compactor: { retention_enabled: true, working_directory: "/var/loki/compactor", ...stored.compactor },
        },
        singleBinary: {
            replicas,
            resources,
            persistence: { enabled: true, size: volumeSize, ...(storageClass !== undefined && { storageClass }) },
            ...doubled,
        },
        ...joined,
        ...beside,
        // By default the chart runs three of each even in Monolithic mode, and then refuses to render.
        read: { replicas: 0 },
        write: { replicas: 0 },
        backend: { replicas: 0 },
        // The caches alone request 11 GiB of memory.
        gateway: { enabled: false },
        chunksCache: { enabled: false },
        resultsCache: { enabled: false },
        lokiCanary: { enabled: false },
        test: { enabled: false },
        sidecar: { rules: { enabled: false } },
        // Without rules to collect, Loki needs no access to the whole cluster's Secrets.
        rbac: { namespaced: true },
        monitoring: { serviceMonitor: { enabled: true, labels: monitorLabels } },
    };
}

type Stored = Pick<LokiValues, "serviceAccount" | "ruler"> & {
    loki: Pick<LokiValues["loki"], "storage" | "schemaConfig" | "storage_config" | "structuredConfig"> & {
        compactor: Omit<LokiValues["loki"]["compactor"], "retention_enabled" | "working_directory">;
    };
};

const onVolume: Stored = {
    loki: {
        storage: { type: "filesystem" },
        schemaConfig: volumeSchema,
        compactor: { delete_request_store: "filesystem" },
    },
};

function inS3({ bucket, region, annotations }: ObjectStore, from: string | undefined): Stored {
    return {
        loki: {
            storage: { type: "s3", bucketNames: { chunks: bucket }, s3: { region } },
            schemaConfig: s3Schema(from),
            // The chart's folder without object storage.
            ...(from !== undefined && { storage_config: { filesystem: { directory: "/var/loki/chunks" } } }),
            compactor: {
                delete_request_store: "s3",
                // On the disk of the pod that compacts they would be lost to the next one that does.
                deletion_marker_object_store_prefix: "markers/",
            },
            // The ruler would look for rules in the bucket every minute, although there are none.
            structuredConfig: { ruler: { storage: { type: "local", local: { directory: "/var/loki/rules" } } } },
        },
        // With the ruler the chart requires a bucket for rules.
        ruler: { enabled: false },
        serviceAccount: { annotations },
    };
}

type Pods = Pick<LokiValues, "memberlist"> & {
    singleBinary: Pick<LokiValues["singleBinary"], "podDisruptionBudget" | "topologySpreadConstraints">;
};

const onePod: Pods = { singleBinary: {} };

/** The chart puts each on a separate node. */
const severalPods: Pods = {
    singleBinary: {
        podDisruptionBudget: { maxUnavailable: 1 },
        topologySpreadConstraints: [spread("zones", { "app.kubernetes.io/component": "single-binary" })],
    },
    // They find each other before they are ready, since a single one never becomes ready.
    memberlist: { service: { publishNotReadyAddresses: true } },
};
