import { awsDomain } from "./aws";
import type { Credential } from "./credentials";

/**
 * Where a signal goes: a list of these for each signal, each with an exporter and a queue of its own. Another way to
 * keep a signal is another member of these unions, and nothing else switches.
 */
export type TracesDestination = InCluster | OtlpDestination;
export type LogsDestination = InCluster | OtlpDestination;
export type MetricsDestination = InCluster | RemoteWriteDestination | AmazonManagedPrometheus;

/** What this program installs: Tempo, Loki, Prometheus. */
export interface InCluster {
    kind: "in-cluster";
}

interface Elsewhere {
    /** Unique in its list: part of the names of exporters and of what alerts and `npm run verify` call it. */
    name: string;
}

/** A receiver of OTLP, anywhere. */
export interface OtlpDestination extends Elsewhere {
    kind: "otlp";
    /** With scheme, `http` only without TLS; for HTTP the base address, to which `/v1/traces` or `/v1/logs` is added. */
    endpoint: string;
    protocol: "http" | "grpc";
    compression: "gzip" | "zstd" | "snappy" | "none";
    headers: Record<string, HeaderValue>;
    /** A Secret with the certificate of the authority, in PEM. @default the image's own authorities */
    ca?: Credential;
}

/** What is secret is referred to; a tenant or a data set's name is not. */
type HeaderValue = Credential | { value: string };

/** A receiver of Prometheus' remote write, anywhere. */
export interface RemoteWriteDestination extends Elsewhere {
    kind: "remote-write";
    url: string;
    /** @default none */
    authentication?: { kind: "basic"; username: string; password: Credential } | { kind: "bearer"; token: Credential };
    /** A Secret with the certificate of the authority, in PEM. @default the image's own authorities */
    ca?: Credential;
}

/** A workspace that exists. */
export interface AmazonManagedPrometheus extends Elsewhere {
    kind: "amazon-managed-prometheus";
    workspaceId: string;
    region: string;
    /**
     * A role that Prometheus and Grafana take by IRSA. @default on EKS roles of ours by Pod Identity, elsewhere whatever the
     * pods' environment gives
     */
    roleArn?: string;
    /** Grafana's datasource for it, whose plugin comes from grafana.com in this version. @default none */
    datasource?: { pluginVersion: string };
}

/** Base address of a workspace, without a slash at its end. */
export function workspaceUrl({ workspaceId, region }: AmazonManagedPrometheus): string {
    return `https://aps-workspaces.${region}.${awsDomain(region)}/workspaces/${workspaceId}`;
}

/** Those of a list that are in Amazon Managed Prometheus. */
export function workspacesIn(destinations: readonly MetricsDestination[]): AmazonManagedPrometheus[] {
    return destinations.filter((one) => one.kind === "amazon-managed-prometheus");
}

/** Of a list, what is not in the cluster. */
export function elsewhere<D extends { kind: string }>(destinations: readonly D[]): Exclude<D, InCluster>[] {
    return destinations.filter((one): one is Exclude<D, InCluster> => one.kind !== "in-cluster");
}

export function staysInCluster(destinations: readonly { kind: string }[]): boolean {
    return destinations.some(({ kind }) => kind === "in-cluster");
}

/** For people: `vendor (https://otlp.example.com)`. */
export function destinationInWords(destination: TracesDestination | MetricsDestination): string {
    switch (destination.kind) {
        case "in-cluster":
            return "in-cluster";
        case "otlp":
            return `${destination.name} (${destination.endpoint})`;
        case "remote-write":
            return `${destination.name} (${destination.url})`;
        case "amazon-managed-prometheus":
            return `${destination.name} (workspace ${destination.workspaceId} in ${destination.region})`;
    }
}
