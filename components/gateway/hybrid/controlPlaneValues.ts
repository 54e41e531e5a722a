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

/** Names and keys that Kong's chart expects. */
export const sessionConfigSecret = { name: "kong-session-config", key: "admin_gui_session_conf" } as const;
export const superuserSecret = { name: "kong-superuser", key: "password" } as const;

type Off = { enabled: false };

/** Without HTTP/2, whatever the proxy has: nothing that calls them needs it. */
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
            ...clusterEnv,
            ...databaseEnv(database, enterprise),
            // Of the open-source edition the chart switches the Service off, and not the listener.
            ...(!manager && { admin_gui_listen: "off" }),
            // Where `kubectl port-forward` brings Manager. Unset, Kong would let a page of any origin call the Admin
            // API from a browser.
            admin_gui_url: "http://localhost:8002",
            admin_gui_api_url: "http://localhost:8001",
            // Read once, when the database is empty: it becomes the super admin's password and first token.
            ...(rbac && { password: secretKey(superuserSecret.name, superuserSecret.key) }),
        },
        // The chart's default is a node port without authentication. The label makes this the Service whose pods are
        // scraped.
        admin: { ...listener, labels: { "enable-metrics": "true" } },
        cluster: { enabled: true, type: "ClusterIP", tls: { enabled: true } },
        // The open-source edition does not listen there; the chart would make a Service that nothing answers.
        clustertelemetry: enterprise
            ? { enabled: true, type: "ClusterIP", tls: { enabled: true } }
            : { enabled: false },
        manager: manager ? listener : { enabled: false },
        // Kong opens no proxy in this role; the chart would write one with HTTP/2 into its environment anyway.
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
        // Milliseconds. Kong's own 5000 make a scrape that waits for a silent database, twice, longer than Prometheus'
        // 10 s: the very number that tells of it would be lost with all others.
        pg_timeout: "4000",
        pg_database: database,
        pg_user: secretKey(credentials.secretName, credentials.userKey),
        pg_password: secretKey(credentials.secretName, credentials.passwordKey),
        pg_ssl: "on",
        // Without it Kong falls back to plain text where the server offers no TLS. The open-source edition has no such
        // setting: there the server must insist, as RDS does.
        ...(enterprise && { pg_ssl_required: "on" }),
        pg_ssl_verify: certificateAuthority ? "on" : "off",
        ...(certificateAuthority && { lua_ssl_trusted_certificate: `system,${caFolder}/ca.crt` }),
    };
}

/** Mounts the CA's certificate alone. */
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
