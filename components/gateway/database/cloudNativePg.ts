import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { servedBy } from "../../../charts";
import { ownNamespaces } from "../../../charts/namespaces";
import { releaseNameOf } from "../../../charts/releaseNames";
import { instanceLabels } from "../../../charts/cloudnative-pg/operated";
import { Component, type ComponentOptions } from "../../shared/component";
import type { ContainerResources } from "../../shared/kubernetes";
import { chartImage, imageName, imageRepository, type Registry, standaloneImage } from "../../../charts/registry";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { databaseGuard } from "../../release/guard/guard";
import type { MonitorLabels } from "../../../model/layers";
import type { Reliance } from "../../../model/relies";
import { type Served, serviceHost } from "../../../model/services";
import { credentialsKeys, type DatabaseConnection, databaseName, type DatabasePlace, databaseUser } from "./connection";

export interface CloudNativePgArgs extends DatabasePlace {
    kind: "cloudnativepg";
    /** Number of PostgreSQL pods: one primary, the rest standbys. */
    instances: number;
    volumeSize: string;
    /** @default the cluster's default StorageClass */
    storageClass?: string;
    /** Whether the operator is installed here, or the cluster has one. */
    operator: "install" | "existing";
    monitorLabels: MonitorLabels;
    delivery: Delivery;
}

/** The keys of the `cloudnative-pg` chart that we set. */
export interface CloudNativePgValues {
    image: { repository: string; tag: string };
    resources: ContainerResources;
    config: { data: Record<string, string> };
}

/** Values for the `cloudnative-pg` chart. */
export function cloudNativePgValues(registry: Registry): CloudNativePgValues {
    const operator = chartImage("cloudnative-pg", "operator", registry);
    return {
        image: { repository: imageRepository(operator), tag: operator.tag },
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        // Days. The default is 90, but Kong reads the CA only at start: it would lose its database when the CA changes.
        config: { data: { CERTIFICATE_DURATION: "3650", EXPIRING_CHECK_THRESHOLD: "30" } },
    };
}

const chart = "cloudnative-pg";
const operatorNamespace = ownNamespaces["cloudnative-pg"];
const clusterName = "kong-db";
/** The operator runs in a namespace of its own. */
const watchedRelies: Reliance = {
    of: { chart: "cloudnative-pg" },
    path: "config.clusterWide",
    must: { equals: true },
    byDefault: true,
    why: `the operator in ${operatorNamespace} makes the database that the gateway's namespace asks for`,
};
const credentialsSecret = { secretName: "kong-database", ...credentialsKeys };

/** PostgreSQL in the cluster, run by the CloudNativePG operator, which brings TLS and failover. */
export class CloudNativePgDatabase extends Component implements DatabaseConnection {
    public readonly identity: pulumi.Output<string | null>;
    public readonly host: pulumi.Output<string>;
    public readonly port = 5432;
    public readonly database = databaseName;
    public readonly credentials = credentialsSecret;
    /** Created by the operator. It also holds the CA's private key, so only the certificate may be mounted. */
    public readonly certificateAuthority = { kind: "secret", name: `${clusterName}-ca`, key: "ca.crt" } as const;
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: CloudNativePgArgs, opts?: ComponentOptions) {
        const { namespace, instances, volumeSize, delivery } = args;
        // The operator creates this Service for the custom resource below.
        const primary = { service: `${clusterName}-rw`, namespace, ports: { postgres: 5432 } } satisfies Served;
        super(
            "kong-observability:kong:CloudNativePgDatabase",
            name,
            {
                namespace,
                instances,
                volumeSize,
                serves: [primary],
                ...(args.operator === "install" && { relies: [watchedRelies] }),
            },
            opts,
        );

        const operator = args.operator === "install" ? [this.operator(name, delivery).release] : [];
        const credentials = this.credentialsSecret(name, namespace);
        const cluster = this.cluster(name, args, [...operator, credentials]);
        this.monitor(name, args);

        this.ready = [cluster];
        // Identifies the database: the operator initializes a cluster once, and one that has lost all its volumes must
        // be recreated. The API server sets it, so a preview may not know it.
        this.identity = cluster.metadata.apply(({ uid }) => (uid as string | undefined) ?? null);
        this.host = cluster.urn.apply(() => serviceHost(primary));
        this.registerOutputs({ host: this.host });
    }

    private operator(name: string, delivery: Delivery): ChartRelease {
        const operators = new k8s.core.v1.Namespace(
            `${name}-operator`,
            { metadata: { name: operatorNamespace } },
            this.within,
        );
        const releaseName = releaseNameOf(chart, delivery.releaseNames);
        return new ChartRelease(
            `${name}-operator`,
            {
                chart,
                releaseName,
                namespace: operatorNamespace,
                delivery,
                values: cloudNativePgValues(delivery.registry),
                serves: [servedBy(chart, "webhook", { releaseName, namespace: operatorNamespace })],
            },
            this.after(operators),
        );
    }

    private credentialsSecret(name: string, namespace: string): k8s.core.v1.Secret {
        const password = new random.RandomPassword(
            `${name}-password`,
            { length: 32, special: false },
            { parent: this },
        );
        return new k8s.core.v1.Secret(
            `${name}-credentials`,
            {
                // With this label the operator applies a changed password.
                metadata: { name: credentialsSecret.secretName, namespace, labels: { "cnpg.io/reload": "true" } },
                type: "kubernetes.io/basic-auth",
                stringData: {
                    [credentialsSecret.userKey]: databaseUser,
                    [credentialsSecret.passwordKey]: password.result,
                },
            },
            this.within,
        );
    }

    private cluster(name: string, args: CloudNativePgArgs, first: pulumi.Resource[]): k8s.apiextensions.CustomResource {
        const { namespace, instances, volumeSize, storageClass, delivery } = args;
        const guards = delivery.live && {
            beforeUpdate: [
                databaseGuard(name, "kong.database.volumeSize", {
                    cluster: clusterName,
                    namespace,
                    live: delivery.live,
                }),
            ],
        };
        return new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "postgresql.cnpg.io/v1",
                kind: "Cluster",
                // Pulumi waits for this condition, so that the migrations find a database.
                metadata: { name: clusterName, namespace, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
                spec: {
                    instances,
                    // With a disruption budget for a single pod, its node could never be drained.
                    enablePDB: instances > 1,
                    imageName: imageName(standaloneImage("postgresql", delivery.registry)),
                    storage: { size: volumeSize, ...(storageClass !== undefined && { storageClass }) },
                    bootstrap: {
                        initdb: {
                            database: databaseName,
                            owner: databaseUser,
                            secret: { name: credentialsSecret.secretName },
                        },
                    },
                    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
                    affinity: {
                        enablePodAntiAffinity: true,
                        topologyKey: "topology.kubernetes.io/zone",
                        podAntiAffinityType: "preferred",
                    },
                },
            },
            { ...this.after(...first), hooks: guards },
        );
    }

    private monitor(name: string, { namespace, monitorLabels }: CloudNativePgArgs): void {
        new k8s.apiextensions.CustomResource(
            `${name}-monitor`,
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "PodMonitor",
                metadata: { name: clusterName, namespace, labels: monitorLabels },
                spec: {
                    selector: { matchLabels: instanceLabels(clusterName) },
                    podMetricsEndpoints: [{ port: "metrics" }],
                },
            },
            this.within,
        );
    }
}
