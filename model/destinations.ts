import type { Credential } from "./credentials";

/**
 * Where a signal goes: a list of these for each signal, each with an exporter and a queue of its own. Another way to
 * keep a signal is another member of these unions, and nothing else switches.
 */
export type TracesDestination = InCluster | OtlpDestination;
export type LogsDestination = InCluster | OtlpDestination;

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

/** Of a list, what is not in the cluster. */
export function elsewhere<D extends { kind: string }>(destinations: readonly D[]): Exclude<D, InCluster>[] {
    return destinations.filter((one): one is Exclude<D, InCluster> => one.kind !== "in-cluster");
}

export function staysInCluster(destinations: readonly { kind: string }[]): boolean {
    return destinations.some(({ kind }) => kind === "in-cluster");
}

/** For people: `vendor (https://otlp.example.com)`. */
export function destinationInWords(destination: TracesDestination): string {
    switch (destination.kind) {
        case "in-cluster":
            return "in-cluster";
        case "otlp":
            return `${destination.name} (${destination.endpoint})`;
    }
}
