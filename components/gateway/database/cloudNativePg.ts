import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { servedBy } from "../../../charts";
import { instanceLabels } from "../../../charts/cloudnative-pg/operated";
import { Component, type ComponentOptions } from "../../shared/component";
import type { ContainerResources } from "../../shared/kubernetes";
import { chartImage, imageName, imageRepository, type Registry, standaloneImage } from "../../../charts/registry";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { databaseGuard } from "../../release/guard/guard";
import type { Reliance } from "../../../model/relies";
import { type Served, serviceHost } from "../../../model/services";
import { credentialsKeys, type DatabaseConnection, databaseName, type DatabasePlace, databaseUser } from "./connection";

export interface CloudNativePgArgs extends DatabasePlace {
    kind: "cloudnativepg";
    /** PostgreSQL pods: one primary, the others standby. */
    instances: number;
    volumeSize: string;
    /** @default the cluster's default StorageClass */
    storageClass?: string;
    monitorLabels: { release: string };
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
        // Days. By default the CA lives 90 days, but Kong reads it only at start and would lose the database when it
        // changes.
        config: { data: { CERTIFICATE_DURATION: "3650", EXPIRING_CHECK_THRESHOLD: "30" } },
    };
}

const chart = "cloudnative-pg";
const operatorNamespace = "cnpg-system";
const clusterName = "kong-db";
/** Operator and database stand in two namespaces. */
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
    /** The operator makes this Secret. It holds the CA's key too, so only the certificate may be mounted. */
    public readonly certificateAuthority = { kind: "secret", name: `${clusterName}-ca`, key: "ca.crt" } as const;
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: CloudNativePgArgs, opts?: ComponentOptions) {
        const { namespace, instances, volumeSize, delivery } = args;
        // The operator makes this Service for the custom resource below.
        const primary = { service: `${clusterName}-rw`, namespace, ports: { postgres: 5432 } } satisfies Served;
        super(
            "kong-observability:kong:CloudNativePgDatabase",
            name,
            { namespace, instances, volumeSize, serves: [primary], relies: [watchedRelies] },
            opts,
        );

        const operator = this.operator(name, delivery);
        const credentials = this.credentialsSecret(name, namespace);
        const cluster = this.cluster(name, args, [operator.release, credentials]);
        this.monitor(name, args);

        this.ready = [cluster];
        // Given by the API server, once. The operator does not set up a cluster twice: one that has lost all its
        // volumes has to be recreated. Only the API server tells it, which a preview may not be allowed to ask.
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
        return new ChartRelease(
            `${name}-operator`,
            {
                chart,
                releaseName: chart,
                namespace: operatorNamespace,
                delivery,
                values: cloudNativePgValues(delivery.registry),
                serves: [servedBy(chart, "webhook", { releaseName: chart, namespace: operatorNamespace })],
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
                // With this label the operator follows a changed password.
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
                // Pulumi waits for the condition, so that migrations find a database.
                metadata: { name: clusterName, namespace, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
                spec: {
                    instances,
                    // A budget for a single pod would keep its node from ever being drained.
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
