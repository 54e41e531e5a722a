import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewaySignals } from "../contract";
import { type DrainValues, drainValues } from "../nodes/drain";
import { authorityOf, clusterEnv, type NodeSettings, type NodeValues, nodeValues } from "./nodeValues";
import { otlpEnv } from "../nodes/otlpEnv";
import { ownAnnotations, ownEnv, type OwnPods, type OwnPodValues, ownPodValues } from "../nodes/ownPods";
import { type KongEnv, trafficEnv, type TrafficSettings } from "../nodes/podValues";
import { type ProxyValues, proxyValues } from "../nodes/proxy";

export interface DataPlaneSettings extends NodeSettings, TrafficSettings {
    /** The control plane's `host:8005`. */
    clusterEndpoint: pulumi.Input<string>;
    /** The control plane's `host:8006`; enterprise only. */
    telemetryEndpoint: pulumi.Input<string> | undefined;
    signals: TrafficSettings["signals"] & Partial<Pick<GatewaySignals, "otlpHttpUrl" | "sentByNode">>;
    own: OwnPods;
    /** What its own `env` refers to. */
    ownSecret: k8s.core.v1.Secret | undefined;
}

type Off = { enabled: false };
type Silent = Off & { http: Off; tls: Off };

/** The keys of the `kong` chart that a data plane sets. */
export interface DataPlaneValues extends NodeValues, OwnPodValues, DrainValues {
    env: KongEnv;
    proxy: ProxyValues;
    admin: Silent;
    cluster: Off;
    clustertelemetry: Off;
    manager: Silent;
}

/** Values for the `kong` chart as a data plane. */
export function dataPlaneValues(settings: DataPlaneSettings): DataPlaneValues {
    const { releaseName, clusterEndpoint, telemetryEndpoint, exposure, http2, signals, own, certificate } = settings;
    const node = nodeValues(settings);
    const off = { enabled: false } as const;
    const silent = { ...off, http: off, tls: off };
    return {
        ...node,
        ...ownPodValues(own),
        ...drainValues(exposure),
        podAnnotations: { ...ownAnnotations(own, settings.ownSecret), ...node.podAnnotations },
        env: {
            ...ownEnv(own, releaseName),
            role: "data_plane",
            database: "off",
            ...clusterEnv(certificate),
            cluster_control_plane: clusterEndpoint,
            ...(telemetryEndpoint !== undefined && { cluster_telemetry_endpoint: telemetryEndpoint }),
            ...serverNames(settings),
            // A shared certificate is its own authority; `system` lets plugins call public addresses.
            lua_ssl_trusted_certificate: `system,${authorityOf(certificate)}`,
            ...trafficEnv(signals),
            ...(signals.sentByNode && signals.otlpHttpUrl !== undefined && otlpEnv(signals.otlpHttpUrl)),
        },
        proxy: proxyValues(exposure, http2),
        // All three: with the first alone Kong is told of listeners anyway.
        admin: silent,
        cluster: off,
        clustertelemetry: off,
        manager: silent,
    };
}

/** A shared certificate has a fixed name, which Kong knows. */
function serverNames({ certificate: { pki }, telemetryEndpoint }: DataPlaneSettings): KongEnv {
    return pki === undefined
        ? {}
        : {
              cluster_server_name: pki.serverName,
              ...(telemetryEndpoint !== undefined && { cluster_telemetry_server_name: pki.serverName }),
          };
}
