import type * as pulumi from "@pulumi/pulumi";
import { commonEnv, type KongEnv, type PodSettings, type PodValues, podValues } from "../nodes/podValues";
import type { ClusterCertificateRef } from "./clusterCertificate";

/** What control plane and data planes have in common. */
export interface NodeSettings extends PodSettings {
    releaseName: string;
    certificate: ClusterCertificateRef;
}

const certificateVolume = "cluster-certificate";
/** Always the same: the chart's `secretVolumes` would name it after the Secret, which each certificate has one of. */
const certificateFolder = "/etc/secrets/kong-cluster-certificate";
export const certificatePath = `${certificateFolder}/tls.crt`;

/** Volumes of the pods, and where each is mounted. The chart gives them to its migration Jobs too. */
export interface VolumeValues {
    userDefinedVolumes: ({ name: string } & Record<string, unknown>)[];
    userDefinedVolumeMounts: { name: string; mountPath: string; readOnly: true }[];
}

/** The keys of Kong's chart that control plane and data planes set alike. */
export interface NodeValues extends PodValues {
    deployment: VolumeValues;
    podAnnotations: Record<string, pulumi.Input<string>>;
}

export function nodeValues(settings: NodeSettings): NodeValues {
    const { releaseName, certificate } = settings;
    return {
        ...podValues(settings, "kong", {
            "app.kubernetes.io/instance": releaseName,
            "app.kubernetes.io/component": "app",
        }),
        deployment: {
            userDefinedVolumes: [{ name: certificateVolume, secret: { secretName: certificate.secretName } }],
            userDefinedVolumeMounts: [{ name: certificateVolume, mountPath: certificateFolder, readOnly: true }],
        },
        podAnnotations: { "kong-observability/cluster-certificate": certificate.fingerprint },
    };
}

/** Settings that every node of the cluster shares, its mTLS first. */
export const clusterEnv = {
    cluster_mtls: "shared",
    cluster_cert: certificatePath,
    cluster_cert_key: `${certificateFolder}/tls.key`,
    ...commonEnv,
} as const satisfies KongEnv;
