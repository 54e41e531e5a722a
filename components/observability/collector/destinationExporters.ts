import type * as pulumi from "@pulumi/pulumi";
import type { Credential } from "../../../model/credentials";
import {
    elsewhere,
    type LogsDestination,
    type OtlpDestination,
    type OverTls,
    tlsCredentials,
    type TracesDestination,
} from "../../../model/destinations";
import { secretKeyOf } from "../../shared/credentials";

/** Settings of an exporter in the collector's format, without queue and retries. */
export type ExporterSettings = Record<string, unknown> & { endpoint: pulumi.Input<string> };

/** An exporter to a destination outside the cluster, and what its pod needs for it. */
export interface ElsewhereExporter extends PodNeeds {
    /** Type of the component: `otlp_http` or `otlp_grpc`. */
    type: string;
    name: string;
    settings: ExporterSettings;
}

/**
 * Secrets and files of the collector's pod, which must not be in the configuration: everyone who can read the custom
 * resource can see that.
 */
export interface PodNeeds {
    env: { name: string; valueFrom: { secretKeyRef: { name: string; key: string } } }[];
    volumes: (
        | { name: string; secret: { secretName: string; items: SecretFile[] } }
        | { name: string; projected: { sources: { secret: { name: string; items: SecretFile[] } }[] } }
    )[];
    volumeMounts: { name: string; mountPath: string; readOnly: true }[];
}

interface SecretFile {
    key: string;
    path: string;
}

/** The Secret for what the collector's destinations refer to. */
export const collectorCredentials = "collector-credentials";

/** Destinations of spans and log records in addition to, or instead of, Tempo and Loki. */
export interface CollectorDestinations {
    traces: readonly TracesDestination[];
    logs: readonly LogsDestination[];
}

/** Exporters for all destinations outside the cluster. */
export function elsewhereExporters(
    destinations: CollectorDestinations,
): Record<"traces" | "logs", ElsewhereExporter[]> {
    return {
        traces: elsewhere(destinations.traces).map((one) => otlpExporter("traces", one)),
        logs: elsewhere(destinations.logs).map((one) => otlpExporter("logs", one)),
    };
}

type Files = Pick<PodNeeds, "volumes" | "volumeMounts">;

/**
 * What the collector's pod needs for all of them, without empty fields.
 * @param more files for anything else
 */
export function podNeeds(
    destinations: CollectorDestinations,
    env: Variables = {},
    more: readonly Files[] = [],
): Partial<PodNeeds> {
    const { traces, logs } = elsewhereExporters(destinations);
    const all = [...traces, ...logs];
    const files: Files[] = [...all, ...more];
    const needs = {
        env: [
            ...all.flatMap((one) => one.env),
            ...Object.entries(env).map(([name, credential]) => environment(name, credential)),
        ],
        volumes: files.flatMap(({ volumes }) => volumes),
        volumeMounts: files.flatMap(({ volumeMounts }) => volumeMounts),
    };
    return Object.fromEntries(Object.entries(needs).filter(([, list]) => list.length > 0));
}

/** Credentials that destinations and variables refer to. */
export function credentialsOf({ traces, logs }: CollectorDestinations, env: Variables): Credential[] {
    const destinations = [...elsewhere(traces), ...elsewhere(logs)].flatMap((one) => [
        ...Object.values(one.headers ?? {}).filter((value): value is Credential => !("value" in value)),
        ...tlsCredentials(one),
    ]);
    return [...destinations, ...Object.values(env)];
}

/** Variables from the stack's settings. */
type Variables = Record<string, Credential>;

/**
 * The exporter for a destination of kind `otlp`. Secret headers come from the environment, since many may read the
 * custom resource. https://github.com/open-telemetry/opentelemetry-collector/tree/main/exporter/otlphttpexporter
 */
function otlpExporter(signal: "traces" | "logs", destination: OtlpDestination): ElsewhereExporter {
    const { name, endpoint, tracesUrl, protocol, compression = "gzip", headers: sent = {} } = destination;
    const called = `${signal}-${name}`;
    // Sorted, so that variables have the same numbers whether or not Pulumi has sorted the setting's keys.
    const sorted = Object.entries(sent).sort(([a], [b]) => (a < b ? -1 : 1));
    const headers = sorted.map(([header, value], index) =>
        "value" in value
            ? { header, text: escaped(value.value), env: [] }
            : {
                  header,
                  text: `\${env:${variable(called, index)}}`,
                  env: [environment(variable(called, index), value)],
              },
    );
    const insecure = protocol === "grpc" && endpoint.startsWith("http://");
    const tls = { ...(insecure && { insecure }), ...tlsSettings(called, destination) };
    return {
        type: `otlp_${protocol}`,
        name,
        settings: {
            endpoint: protocol === "grpc" ? endpoint.replace(/^https?:\/\//, "") : endpoint,
            ...(tracesUrl !== undefined && { traces_endpoint: tracesUrl }),
            compression,
            ...(headers.length > 0 && {
                headers: Object.fromEntries(headers.map(({ header, text }) => [header, text])),
            }),
            ...(Object.keys(tls).length > 0 && { tls }),
        },
        env: headers.flatMap(({ env }) => env),
        ...tlsFiles(called, destination),
    };
}

const folderOf = (what: "ca" | "client", called: string): string => `/etc/kong-observability/${what}/${called}`;

function tlsSettings(called: string, { ca, clientCertificate, serverName }: OverTls): object {
    const client = folderOf("client", called);
    return {
        ...(ca && { ca_file: `${folderOf("ca", called)}/ca.crt` }),
        ...(clientCertificate && {
            cert_file: `${client}/tls.crt`,
            key_file: `${client}/tls.key`,
            // For what renews the Secret from outside, such as cert-manager.
            reload_interval: "10m",
        }),
        ...(serverName !== undefined && { server_name_override: serverName }),
    };
}

function tlsFiles(called: string, { ca, clientCertificate }: OverTls): Files {
    const mount = (what: "ca" | "client"): PodNeeds["volumeMounts"][number] => ({
        name: `${what}-${called}`,
        mountPath: folderOf(what, called),
        readOnly: true,
    });
    return {
        volumes: [
            ...(ca ? [caVolume(called, ca)] : []),
            ...(clientCertificate ? [clientVolume(called, clientCertificate)] : []),
        ],
        volumeMounts: [...(ca ? [mount("ca")] : []), ...(clientCertificate ? [mount("client")] : [])],
    };
}

/** `TRACES_GRAFANA_CLOUD_0`. */
const variable = (called: string, index: number): string =>
    `${called.toUpperCase().replaceAll("-", "_")}_HEADER_${index}`;

/** The collector reads `$$` as `$`. */
const escaped = (text: string): string => text.replaceAll("$", "$$$$");

/** An environment variable with a credential as its value. */
function environment(name: string, credential: Credential): PodNeeds["env"][number] {
    return { name, valueFrom: { secretKeyRef: secretKeyOf(credential, collectorCredentials) } };
}

function caVolume(called: string, ca: Credential): PodNeeds["volumes"][number] {
    const { name, key } = secretKeyOf(ca, collectorCredentials);
    return { name: `ca-${called}`, secret: { secretName: name, items: [{ key, path: "ca.crt" }] } };
}

function clientVolume(
    called: string,
    { certificate, key }: NonNullable<OverTls["clientCertificate"]>,
): PodNeeds["volumes"][number] {
    const source = (credential: Credential, path: string): { secret: { name: string; items: SecretFile[] } } => {
        const at = secretKeyOf(credential, collectorCredentials);
        return { secret: { name: at.name, items: [{ key: at.key, path }] } };
    };
    return {
        name: `client-${called}`,
        projected: { sources: [source(certificate, "tls.crt"), source(key, "tls.key")] },
    };
}
