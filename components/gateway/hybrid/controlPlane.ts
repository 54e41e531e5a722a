import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { servedBy } from "../../../charts";
import { Component, type ComponentOptions } from "../../shared/component";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import type { Reliance } from "../../../model/relies";
import { serviceEndpoint, serviceHost, serviceUrl } from "../../../model/services";
import { controlPlaneValues, sessionConfigSecret, superuserSecret } from "./controlPlaneValues";
import type { DatabaseConnection } from "../database/connection";
import { controlPlaneNetworkPolicy } from "../nodes/networkPolicy";
import type { NodeSettings } from "./nodeValues";
import { listenerRelies, scrapedRelies } from "../nodes/relies";

export interface ControlPlaneArgs extends Omit<NodeSettings, "registry"> {
    namespace: string;
    delivery: Delivery;
    database: DatabaseConnection;
    /** Whether Kong Manager is served, inside the cluster only. */
    manager: boolean;
    /** Whether Admin API and Manager use role-based access control. Enterprise only. */
    rbac: boolean;
    /** Prometheus' namespace, which may read the status port. */
    monitoringNamespace: string;
    /** Addresses that may reach the cluster ports from elsewhere, as CIDR ranges. @default none */
    reachedFrom?: string[];
}

/** Where the control plane's release is. */
export interface ChartPlace {
    releaseName: string;
    namespace: string;
}

/** The name under which data planes on the same cluster know the control plane. */
export const clusterHost = (place: ChartPlace): string => serviceHost(services(place).cluster);

/** The Services that the chart creates. */
function services(place: ChartPlace) {
    return {
        admin: servedBy("kong", "admin", place),
        cluster: servedBy("kong", "cluster", place),
        telemetry: servedBy("kong", "telemetry", place),
        managerService: servedBy("kong", "manager", place),
    };
}

/** The arguments that policies see. */
function intentOf({
    namespace,
    releaseName,
    edition,
    replicas,
    manager,
    rbac,
    certificate,
}: ControlPlaneArgs): pulumi.Inputs {
    const own = { chart: "kong", release: releaseName } as const;
    return {
        namespace,
        edition: edition.kind,
        replicas,
        manager,
        rbac,
        adminType: "ClusterIP",
        certificateSecret: certificate.secretName,
        certificateFingerprint: certificate.fingerprint,
        relies: [...scrapedRelies(own), ...calledRelies(own)],
    };
}

const decks = "decK hands the gateway's services, routes and plugins to the Admin API over plain HTTP";
const dataPlanes = "data planes fetch their configuration from the cluster listener";

/** decK and the data planes use these Services, which exist only with these values. */
const calledRelies = (own: Parameters<typeof listenerRelies>[0]): Reliance[] => [
    ...listenerRelies(own, "admin", "http", decks),
    ...listenerRelies(own, "cluster", "tls", dataPlanes),
];

/** Kong's control plane: stores the configuration in PostgreSQL and pushes it to the data planes. Takes no traffic. */
export class ControlPlane extends Component {
    /** Address that data planes get their configuration from, `host:8005`. Known at preview. */
    public readonly clusterEndpoint: pulumi.Output<string>;
    /** Address that data planes send telemetry to, `host:8006`; enterprise only. Known at preview. */
    public readonly telemetryEndpoint: pulumi.Output<string> | undefined;
    /** Admin API, reachable inside the namespace only. Known at preview. */
    public readonly adminUrl: pulumi.Output<string>;
    /** The Secret with the super admin's token, if RBAC is on. */
    public readonly adminToken: { secretName: string; key: string } | undefined;
    public readonly release: pulumi.Resource;

    constructor(name: string, args: ControlPlaneArgs, opts?: ComponentOptions) {
        const { namespace, releaseName, delivery, edition, database, manager, rbac } = args;
        const { monitoringNamespace, reachedFrom } = args;
        super("kong-observability:kong:ControlPlane", name, intentOf(args), opts);
        const enterprise = edition.kind === "enterprise";
        if (!enterprise) {
            void pulumi.log.warn(
                "Kong supports hybrid mode on the enterprise edition only. The open-source edition runs it too, without support.",
            );
        }

        const { admin, cluster, telemetry, managerService } = services({ releaseName, namespace });
        const secrets = rbac ? this.rbacSecrets(name, namespace) : [];
        new k8s.networking.v1.NetworkPolicy(
            name,
            controlPlaneNetworkPolicy({ namespace, releaseName, monitoringNamespace, manager, reachedFrom }),
            this.within,
        );
        const release = new ChartRelease(
            name,
            {
                chart: "kong",
                releaseName,
                namespace,
                delivery,
                values: controlPlaneValues({ ...args, registry: delivery.registry }),
                serves: [admin, cluster, ...(enterprise ? [telemetry] : []), ...(manager ? [managerService] : [])],
                // The first start waits for the database's migrations.
                timeoutSeconds: 900,
                // The CRDs are the ingress controller's.
                skipCrds: true,
                // Only an install initializes an empty database, and removes the old database's control plane, which
                // might otherwise answer decK.
                installedFor: database.identity,
            },
            this.after(...database.ready, ...secrets),
        );

        this.release = release.release;
        this.clusterEndpoint = release.whenInstalled(serviceEndpoint(cluster, "cluster"));
        this.telemetryEndpoint = enterprise
            ? release.whenInstalled(serviceEndpoint(telemetry, "telemetry"))
            : undefined;
        this.adminUrl = release.whenInstalled(serviceUrl(admin, "http"));
        this.adminToken = rbac ? { secretName: superuserSecret.name, key: superuserSecret.key } : undefined;
        this.registerOutputs({
            clusterEndpoint: this.clusterEndpoint,
            telemetryEndpoint: this.telemetryEndpoint,
            adminUrl: this.adminUrl,
        });
    }

    /**
     * The super admin's password, which is also the first Admin API token, and the key that signs Manager's sessions.
     */
    private rbacSecrets(name: string, namespace: string): pulumi.Resource[] {
        const password = new random.RandomPassword(
            `${name}-superuser`,
            { length: 32, special: false },
            { parent: this },
        );
        const session = new random.RandomPassword(`${name}-session`, { length: 48, special: false }, { parent: this });
        return [
            new k8s.core.v1.Secret(
                `${name}-superuser`,
                {
                    metadata: { name: superuserSecret.name, namespace },
                    stringData: { [superuserSecret.key]: password.result },
                },
                this.within,
            ),
            new k8s.core.v1.Secret(
                `${name}-session`,
                {
                    metadata: { name: sessionConfigSecret.name, namespace },
                    stringData: {
                        [sessionConfigSecret.key]: session.result.apply((secret) =>
                            // Not cookie_secure: Manager is reached through `kubectl port-forward`, over plain HTTP on
                            // localhost.
                            JSON.stringify({
                                cookie_name: "admin_session",
                                cookie_same_site: "Strict",
                                cookie_secure: false,
                                storage: "kong",
                                secret,
                            }),
                        ),
                    },
                },
                this.within,
            ),
        ];
    }
}
