import type { Credential } from "./credentials";
import {
    type HeaderValue,
    type LogsDestination,
    type OtlpDestination,
    staysInCluster,
    type TracesDestination,
} from "./destinations";
import type { DatasourceName } from "./layers";
import { namedService } from "./services";

/** What runs already and is used instead of one of our own, each by itself. docs/existing.md */
export interface Existing {
    prometheus?: ExistingPrometheus;
    loki?: ExistingLoki;
    tempo?: ExistingTempo;
    grafana?: ExistingGrafana;
    otlp?: ExistingOtlp;
}

/** A Prometheus of the Prometheus operator, which finds monitors and rules as objects of this cluster. */
export interface ExistingPrometheus {
    /** Of Prometheus' pods, from which scrapes come. */
    namespace: string;
    /** By which it selects ServiceMonitors, PodMonitors, Probes and PrometheusRules; empty if it selects all. */
    monitorLabels: Record<string, string>;
    /** By which it selects the namespaces of monitors and rules; empty if it looks into all. */
    namespaceLabels: Record<string, string>;
    url: string;
    /** @default Grafana gets no datasource for it */
    alertmanagerUrl?: string;
    /**
     * Where Tempo's metrics generator writes.
     * @default it does not run, and nothing has what it would derive from spans
     */
    remoteWriteUrl?: string;
    /**
     * Base address of its OTLP receiver, for what agents count of lines.
     * @default agents count nothing, and alerts on it are left out
     */
    otlpUrl?: string;
}

/** How a store is reached, by Grafana and by who sends to it. */
export interface ExistingStore {
    /** What Grafana asks. */
    url: string;
    /** Sent as `X-Scope-OrgID`. */
    tenant?: string;
    headers: Record<string, HeaderValue>;
    /**
     * A Secret with the CA certificate in PEM.
     * @default the image's own certificate authorities
     */
    ca?: Credential;
}

interface ExistingLoki extends ExistingStore {
    /** Base address of its OTLP receiver, without `/v1/logs`. @default `/otlp` after `url` */
    otlpUrl?: string;
}

interface ExistingTempo extends ExistingStore {
    /** Where it takes spans, with scheme. @default nobody here sends to it, since an existing collector does */
    otlpEndpoint?: string;
    otlpProtocol: "grpc" | "http";
    /** Whether its metrics generator writes service graphs and span metrics to the Prometheus of this stack. */
    spanMetrics: boolean;
}

export interface ExistingGrafana {
    /** Where its sidecar looks for ConfigMaps and Secrets. */
    namespace: string;
    /** In browsers. An address of a Service is asked by verify alone, and linked from nowhere. */
    url: string;
    /** Labels by which its sidecar finds them. */
    datasourceLabel: Label;
    dashboardLabel: Label;
    /** Annotation that names a dashboard's folder. */
    folderAnnotation: string;
    /** UIDs of ours that it has already, for the same stores. */
    has: DatasourceName[];
}

interface Label {
    key: string;
    value: string;
}

/** A collector, or a gateway to collectors, to which Kong sends directly. */
export interface ExistingOtlp {
    /** Base address for OTLP over HTTP, without `/v1/traces`: Kong speaks no other. */
    endpoint: string;
    /** Not secret: they stand in Kong's configuration. */
    headers: Record<string, string>;
    /** Whether query strings are cut there. */
    cutsQueryStrings: boolean;
}

/** The signals' lists of a stack. */
interface Signals {
    logs: { destinations: readonly LogsDestination[] };
    traces: { destinations: readonly TracesDestination[] };
}

/** The same, of which only `in-cluster` matters. */
interface Lists {
    logs: { destinations: readonly { kind: string }[] };
    traces: { destinations: readonly { kind: string }[] };
}

/** Whether there is a store of this stack that Grafana and verify ask, whoever installed it. */
export function asksStore(
    store: "loki" | "tempo",
    { logs, traces, existing }: Lists & { existing: Existing },
): boolean {
    const { destinations } = store === "loki" ? logs : traces;
    return existing.otlp === undefined ? staysInCluster(destinations) : existing[store] !== undefined;
}

/** Whether a chart here installs it. */
export function installsStore(store: "loki" | "tempo", args: Lists & { existing: Existing }): boolean {
    return asksStore(store, args) && args.existing[store] === undefined;
}

/** Where the collector sends: a store that exists is a destination like any other, in the place of ours. */
export function sentTo({ logs, traces, existing: { loki, tempo } }: Signals & { existing: Existing }): {
    logs: LogsDestination[];
    traces: TracesDestination[];
} {
    return {
        logs: withStore(logs.destinations, loki && lokiDestination(loki)),
        traces: withStore(traces.destinations, tempo && tempoDestination(tempo)),
    };
}

/** The store comes first, as our own does: agents stop reading for the first alone. */
function withStore<D extends TracesDestination | LogsDestination>(
    list: readonly D[],
    store: OtlpDestination | undefined,
): (D | OtlpDestination)[] {
    return store === undefined || !staysInCluster(list)
        ? [...list]
        : [store, ...list.filter(({ kind }) => kind !== "in-cluster")];
}

const common = { kind: "otlp", compression: "gzip" } as const;

function lokiDestination({ url, otlpUrl = `${url}/otlp`, ca, ...store }: ExistingLoki): OtlpDestination {
    return {
        ...common,
        name: "loki",
        endpoint: otlpUrl,
        protocol: "http",
        headers: headersTo(store),
        ...(ca && { ca }),
    };
}

function tempoDestination({ otlpEndpoint, otlpProtocol, ca, ...store }: ExistingTempo): OtlpDestination | undefined {
    return otlpEndpoint === undefined
        ? undefined
        : {
              ...common,
              name: "tempo",
              endpoint: otlpEndpoint,
              protocol: otlpProtocol,
              headers: headersTo(store),
              ...(ca && otlpEndpoint.startsWith("https:") && { ca }),
          };
}

/** All headers of a request to a store. */
export function headersTo({ tenant, headers }: Pick<ExistingStore, "tenant" | "headers">): Record<string, HeaderValue> {
    return { ...(tenant !== undefined && { "X-Scope-OrgID": { value: tenant } }), ...headers };
}

/** The address if browsers may reach it: it names no Service of a cluster. */
export function forBrowsers(url: string): string | undefined {
    return namedService(new URL(url).hostname) === undefined ? url : undefined;
}
