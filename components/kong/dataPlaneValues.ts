import type * as pulumi from "@pulumi/pulumi";
import { certificatePath, clusterEnv, type KongEnv, type NodeSettings, type NodeValues, nodeValues } from "./nodeValues";

/** How the proxy is reached from outside the cluster, if at all. */
export type ProxyExposure =
    | { type: "LoadBalancer"; /** @default what the cluster decides */ className?: string; annotations: Record<string, string> }
    | { type: "NodePort"; /** @default Kubernetes picks */ httpNodePort?: number; /** @default Kubernetes picks */ httpsNodePort?: number }
    | { type: "ClusterIP" };

/** Which requests are traced. */
export type Sampling = { strategy: "head"; /** 0 to 1 */ rate: number };

export interface DataPlaneSettings extends NodeSettings {
    exposure: ProxyExposure;
    sampling: Sampling;
    /** Whether the file-log plugin writes a line for each request. */
    accessLog: boolean;
    /** The control plane's `host:8005`. */
    clusterEndpoint: pulumi.Input<string>;
    /** The control plane's `host:8006`; enterprise only. */
    telemetryEndpoint: pulumi.Input<string> | undefined;
}

type Off = { enabled: false };
type ProxyPort = { enabled: true; nodePort?: number };

/** The keys of the `kong` chart that a data plane sets. */
export interface DataPlaneValues extends NodeValues {
    env: KongEnv;
    proxy: {
        enabled: true;
        type: ProxyExposure["type"];
        http: ProxyPort;
        tls: ProxyPort;
        loadBalancerClass?: string;
        annotations?: Record<string, string>;
        labels: { "enable-metrics": "true" };
    };
    admin: Off & { http: Off; tls: Off };
    cluster: Off;
    clustertelemetry: Off;
    manager: Off;
}

/** Values for the `kong` chart as a data plane. */
export function dataPlaneValues(settings: DataPlaneSettings): DataPlaneValues {
    const { certificate, clusterEndpoint, telemetryEndpoint, exposure, sampling, accessLog } = settings;
    const off = { enabled: false } as const;
    return {
        ...nodeValues(settings),
        env: {
            role: "data_plane",
            database: "off",
            ...clusterEnv(certificate),
            cluster_control_plane: clusterEndpoint,
            ...(telemetryEndpoint !== undefined && { cluster_telemetry_endpoint: telemetryEndpoint }),
            // The control plane's certificate is its own authority; `system` lets plugins call public addresses.
            lua_ssl_trusted_certificate: `system,${certificatePath(certificate)}`,
            // Off by default, and then the plugin sends nothing, without an error.
            tracing_instrumentations: "all",
            tracing_sampling_rate: String(sampling.rate),
            // The plugin's line says all that nginx' own would.
            ...(accessLog && { proxy_access_log: "off" }),
        },
        proxy: { enabled: true, ...proxyValues(exposure), labels: { "enable-metrics": "true" } },
        // All three: with the first alone Kong still listens on localhost.
        admin: { ...off, http: off, tls: off },
        cluster: off,
        clustertelemetry: off,
        manager: off,
    };
}

function proxyValues(exposure: ProxyExposure): Omit<DataPlaneValues["proxy"], "enabled" | "labels"> {
    const { type } = exposure;
    switch (exposure.type) {
        case "LoadBalancer":
            return {
                type,
                http: { enabled: true },
                tls: { enabled: true },
                annotations: exposure.annotations,
                ...(exposure.className !== undefined && { loadBalancerClass: exposure.className }),
            };
        case "NodePort":
            return { type, http: port(exposure.httpNodePort), tls: port(exposure.httpsNodePort) };
        case "ClusterIP":
            return { type, http: { enabled: true }, tls: { enabled: true } };
    }
}

function port(nodePort: number | undefined): ProxyPort {
    return { enabled: true, ...(nodePort !== undefined && { nodePort }) };
}
