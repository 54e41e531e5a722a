import type { ContainerResources } from "../../shared/kubernetes";
import type { DatabaseConnection } from "../database/connection";
import { clusterEnv, type NodeSettings, type NodeValues, nodeValues, type VolumeValues } from "./nodeValues";
import { type KongEnv, secretKey } from "../nodes/podValues";
import type { ListenParameters } from "../nodes/proxy";

interface ControlPlaneSettings extends NodeSettings {
    database: DatabaseConnection;
    manager: boolean;
    rbac: boolean;
}

/** Secret names and keys as Kong's chart expects them. */
export const sessionConfigSecret = { name: "kong-session-config", key: "admin_gui_session_conf" } as const;
export const superuserSecret = { name: "kong-superuser", key: "password" } as const;

type Off = { enabled: false };

/** Never HTTP/2, even if the proxy has it: no client of these listeners needs it. */
type Listener = {
    enabled: true;
    type: "ClusterIP";
    http: { enabled: boolean };
    tls: { enabled: true; parameters: ListenParameters };
};

/** The keys of the `kong` chart that a control plane sets. */
export interface ControlPlaneValues extends Omit<NodeValues, "enterprise"> {
    enterprise: NodeValues["enterprise"] & {
        rbac?: { enabled: true; admin_gui_auth: "basic-auth"; session_conf_secret: string };
    };
    env: KongEnv;
    admin: Listener & { labels: { "enable-metrics": "true" } };
    cluster: { enabled: true; type: "ClusterIP"; tls: { enabled: true } };
    clustertelemetry: Off | { enabled: true; type: "ClusterIP"; tls: { enabled: true } };
    manager: Off | Listener;
    proxy: Off & { tls: { parameters: ListenParameters } };
    migrations: { preUpgrade: true; postUpgrade: true; resources: ContainerResources };
}

const listener: Listener = {
    enabled: true,
    type: "ClusterIP",
    http: { enabled: true },
    tls: { enabled: true, parameters: [] },
};

const caFolder = "/etc/kong-database-ca";

/** Values for the `kong` chart as a control plane. */
export function controlPlaneValues(settings: ControlPlaneSettings): ControlPlaneValues {
    const { edition, database, manager, rbac, resources } = settings;
    const enterprise = edition.kind === "enterprise";
    const node = nodeValues(settings);
    return {
        ...node,
        enterprise: {
            ...node.enterprise,
            ...(rbac && {
                rbac: { enabled: true, admin_gui_auth: "basic-auth", session_conf_secret: sessionConfigSecret.name },
            }),
        },
        env: {
            role: "control_plane",
            ...clusterEnv(settings.certificate),
            ...databaseEnv(database, enterprise),
            // In the open-source edition the chart turns off the Service, but not the listener.
            ...(!manager && { admin_gui_listen: "off" }),
            // Manager's address through `kubectl port-forward`. If unset, Kong lets pages of any origin call the Admin
            // API from a browser.
            admin_gui_url: "http://localhost:8002",
            admin_gui_api_url: "http://localhost:8001",
            // Read only when the database is initialized: becomes the super admin's password and first token.
            ...(rbac && { password: secretKey(superuserSecret.name, superuserSecret.key) }),
        },
        // The chart's default is a node port without authentication. The ServiceMonitor selects this Service by the
        // label.
        admin: { ...listener, labels: { "enable-metrics": "true" } },
        cluster: { enabled: true, type: "ClusterIP", tls: { enabled: true } },
        // The open-source edition does not listen on this port; the chart would create a Service that nothing answers.
        clustertelemetry: enterprise
            ? { enabled: true, type: "ClusterIP", tls: { enabled: true } }
            : { enabled: false },
        manager: manager ? listener : { enabled: false },
        // Kong opens no proxy in this role; without this the chart would still configure one, with HTTP/2.
        proxy: { enabled: false, tls: { parameters: [] } },
        migrations: { preUpgrade: true, postUpgrade: true, resources },
        deployment: withAuthority(node.deployment, database),
    };
}

function databaseEnv(
    { host, port, database, credentials, certificateAuthority }: DatabaseConnection,
    enterprise: boolean,
): KongEnv {
    return {
        database: "postgres",
        pg_host: host,
        pg_port: String(port),
        // Milliseconds. With Kong's default of 5000, a scrape that waits twice for an unresponsive database exceeds
        // Prometheus' limit of 10 s, and the metric that reports it would be lost.
        pg_timeout: "4000",
        pg_database: database,
        pg_user: secretKey(credentials.secretName, credentials.userKey),
        pg_password: secretKey(credentials.secretName, credentials.passwordKey),
        pg_ssl: "on",
        // Otherwise Kong falls back to plain text if the server offers no TLS. The open-source edition lacks this
        // setting: there the server must require TLS, as RDS does.
        ...(enterprise && { pg_ssl_required: "on" }),
        pg_ssl_verify: certificateAuthority ? "on" : "off",
        ...(certificateAuthority && { lua_ssl_trusted_certificate: `system,${caFolder}/ca.crt` }),
    };
}

/** Mounts only the CA's certificate. */
function withAuthority(volumes: VolumeValues, { certificateAuthority: authority }: DatabaseConnection): VolumeValues {
    if (authority === undefined) {
        return volumes;
    }
    const items = [{ key: authority.key, path: "ca.crt" }];
    const source =
        authority.kind === "secret"
            ? { secret: { secretName: authority.name, items } }
            : { configMap: { name: authority.name, items } };
    return {
        userDefinedVolumes: [...volumes.userDefinedVolumes, { name: "database-ca", ...source }],
        userDefinedVolumeMounts: [
            ...volumes.userDefinedVolumeMounts,
            { name: "database-ca", mountPath: caFolder, readOnly: true },
        ],
    };
}
