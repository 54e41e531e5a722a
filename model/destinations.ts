import { awsDomain } from "./aws";
import type { Credential } from "./credentials";

/**
 * Where a signal goes: each signal has a list of these, each with its own exporter and queue. A new kind of destination
 * is a new member of these unions; nothing else selects between kinds.
 */
export type TracesDestination = InCluster | InDeepFlow | OtlpDestination;
export type LogsDestination = InCluster | OtlpDestination;
export type MetricsDestination = InCluster | InDeepFlow | RemoteWriteDestination | AmazonManagedPrometheus;

/** The stores that this program installs: Tempo, Loki, Prometheus. */
export interface InCluster {
    kind: "in-cluster";
}

/** The DeepFlow that this program installs. For senders it is one of the kinds below, once its address is known. */
export interface InDeepFlow {
    kind: "deepflow";
}

interface Elsewhere {
    /** Unique in its list; part of exporter names, and shown in alerts and by `npm run verify`. */
    name: string;
}

/** How sender and receiver know each other. */
export interface OverTls {
    /**
     * A Secret with the CA certificate in PEM.
     * @default the image's own certificate authorities
     */
    ca?: Credential;
    /**
     * What the sender shows to a receiver that asks for a certificate (mTLS): certificate and key in PEM.
     * @default nothing
     */
    clientCertificate?: { certificate: Credential; key: Credential };
    /**
     * The name in the receiver's certificate.
     * @default the address' host
     */
    serverName?: string;
}

/** All secrets of these. */
export function tlsCredentials({ ca, clientCertificate }: OverTls): Credential[] {
    return [...(ca ? [ca] : []), ...(clientCertificate ? Object.values(clientCertificate) : [])];
}

/** Any OTLP receiver. */
export interface OtlpDestination extends Elsewhere, OverTls {
    kind: "otlp";
    /**
     * With scheme, `http` only without TLS. For HTTP the base address, to which `/v1/traces` or `/v1/logs` is appended.
     */
    endpoint: string;
    /**
     * The whole address for spans over HTTP.
     * @default `/v1/traces` after the endpoint
     */
    tracesUrl?: string;
    protocol: "http" | "grpc";
    /** @default gzip */
    compression?: "gzip" | "zstd" | "snappy" | "none";
    /**
     * Sent with each request.
     * @default none
     */
    headers?: Record<string, HeaderValue>;
}

/**
 * The collector of another stack of this program, which takes telemetry of other clusters. What it takes to reach it is
 * in the outputs of that stack.
 */
export interface StackDestination extends Elsewhere, Pick<OtlpDestination, "protocol" | "compression"> {
    kind: "stack";
    /** `ORGANIZATION/PROJECT/STACK` */
    stack: string;
    /** As whom, of those that may send there. @default whose `clientCertificate` it is */
    sender?: string;
    /** @default the certificate that the other stack issues to `sender` */
    clientCertificate?: OverTls["clientCertificate"];
}

/** Secret values are references; a tenant or a data set's name is a plain value. */
export type HeaderValue = Credential | { value: string };

/** Any receiver of Prometheus remote write. */
export interface RemoteWriteDestination extends Elsewhere, OverTls {
    kind: "remote-write";
    url: string;
    /** @default none */
    authentication?: { kind: "basic"; username: string; password: Credential } | { kind: "bearer"; token: Credential };
}

/** An existing workspace. */
export interface AmazonManagedPrometheus extends Elsewhere {
    kind: "amazon-managed-prometheus";
    workspaceId: string;
    region: string;
    /**
     * A role that Prometheus and Grafana assume by IRSA.
     * @default on EKS roles that the program creates, by Pod Identity; elsewhere the pods' environment
     */
    roleArn?: string;
    /**
     * Grafana's datasource for the workspace; its plugin is downloaded from grafana.com in this version.
     * @default none
     */
    datasource?: { pluginVersion: string };
}

/** Base address of a workspace, without a trailing slash. */
export function workspaceUrl({ workspaceId, region }: AmazonManagedPrometheus): string {
    return `https://aps-workspaces.${region}.${awsDomain(region)}/workspaces/${workspaceId}`;
}

/** The destinations of a list that are workspaces of Amazon Managed Prometheus. */
export function workspacesIn(destinations: readonly MetricsDestination[]): AmazonManagedPrometheus[] {
    return destinations.filter((one) => one.kind === "amazon-managed-prometheus");
}

/** The destinations of a list that are neither a store in the cluster nor a DeepFlow whose address is not known yet. */
export function elsewhere<D extends { kind: string }>(
    destinations: readonly D[],
): Exclude<D, InCluster | InDeepFlow>[] {
    return destinations.filter(
        (one): one is Exclude<D, InCluster | InDeepFlow> => one.kind !== "in-cluster" && one.kind !== "deepflow",
    );
}

/** Whether any of the signals goes to this program's DeepFlow. */
export function goesToDeepFlow(destinations: readonly { kind: string }[]): boolean {
    return destinations.some(({ kind }) => kind === "deepflow");
}

export function staysInCluster(destinations: readonly { kind: string }[]): boolean {
    return destinations.some(({ kind }) => kind === "in-cluster");
}

/** For people: `vendor (https://otlp.example.com)`. */
export function destinationInWords(destination: TracesDestination | MetricsDestination): string {
    switch (destination.kind) {
        case "in-cluster":
            return "in-cluster";
        case "deepflow":
            return "deepflow";
        case "otlp":
            return `${destination.name} (${destination.endpoint})`;
        case "remote-write":
            return `${destination.name} (${destination.url})`;
        case "amazon-managed-prometheus":
            return `${destination.name} (workspace ${destination.workspaceId} in ${destination.region})`;
    }
}
