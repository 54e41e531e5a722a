import type * as pulumi from "@pulumi/pulumi";
import { certificatePath, clusterEnv, type KongEnv, type NodeSettings, type NodeValues, nodeValues, trafficEnv, type TrafficSettings } from "./nodeValues";
import { type ProxyExposure, type ProxyValues, proxyValues } from "./proxy";

export interface DataPlaneSettings extends NodeSettings, TrafficSettings {
    exposure: ProxyExposure;
    /** The control plane's `host:8005`. */
    clusterEndpoint: pulumi.Input<string>;
    /** The control plane's `host:8006`; enterprise only. */
    telemetryEndpoint: pulumi.Input<string> | undefined;
}

type Off = { enabled: false };

/** The keys of the `kong` chart that a data plane sets. */
export interface DataPlaneValues extends NodeValues {
    env: KongEnv;
    proxy: ProxyValues;
    admin: Off & { http: Off; tls: Off };
    cluster: Off;
    clustertelemetry: Off;
    manager: Off;
}

/** Values for the `kong` chart as a data plane. */
export function dataPlaneValues(settings: DataPlaneSettings): DataPlaneValues {
    const { certificate, clusterEndpoint, telemetryEndpoint, exposure } = settings;
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
            ...trafficEnv(settings),
        },
        proxy: proxyValues(exposure),
        // All three: with the first alone Kong still listens on localhost.
        admin: { ...off, http: off, tls: off },
        cluster: off,
        clustertelemetry: off,
        manager: off,
    };
}
