import type * as pulumi from "@pulumi/pulumi";
import { commonEnv, type KongEnv, type PodSettings, type PodValues, podValues } from "../nodes/podValues";
import type { NodeCertificate } from "./certificates/nodeCertificate";

/** What control plane and data planes have in common. */
export interface NodeSettings extends PodSettings {
    releaseName: string;
    certificate: NodeCertificate;
}

const certificateVolume = "cluster-certificate";
/** Always the same: the chart's `secretVolumes` would name it after the Secret, which each certificate has one of. */
const certificateFolder = "/etc/secrets/kong-cluster-certificate";
const certificatePath = `${certificateFolder}/tls.crt`;
const authorityPath = `${certificateFolder}/ca.crt`;

/** Where a data plane finds what signs the control plane's certificate: with a shared one, itself. */
export const authorityOf = ({ pki }: NodeCertificate): string => (pki ? authorityPath : certificatePath);

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

/** Labels that the chart sets on its pods. */
export const podLabels = (releaseName: string) =>
    ({ "app.kubernetes.io/instance": releaseName, "app.kubernetes.io/component": "app" }) as const;

export function nodeValues(settings: NodeSettings): NodeValues {
    const { releaseName, certificate } = settings;
    return {
        ...podValues(settings, "kong", podLabels(releaseName)),
        deployment: {
            userDefinedVolumes: [{ name: certificateVolume, secret: { secretName: certificate.secretName } }],
            userDefinedVolumeMounts: [{ name: certificateVolume, mountPath: certificateFolder, readOnly: true }],
        },
        podAnnotations: { "kong-observability/cluster-certificate": certificate.fingerprint },
    };
}

/** Settings that every node of the cluster shares, its mTLS first. */
export function clusterEnv({ pki }: NodeCertificate): KongEnv {
    return {
        cluster_mtls: pki ? "pki" : "shared",
        cluster_cert: certificatePath,
        cluster_cert_key: `${certificateFolder}/tls.key`,
        ...(pki && { cluster_ca_cert: authorityPath }),
        ...commonEnv,
    };
}
