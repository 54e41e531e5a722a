/** Names of series that several parts query. */

/** Counters of agents. Each has `namespace` and `pod` of the line's source, as if that had been scraped. */
export const agentSeries = {
    /** By `routed` ("true", "false") and `code` ("2xx"). */
    requests: "kong_access_requests_total",
    /** By `plugin`, `queue` ("traces", "logs" or "") and `reason` ("queue_full", "retries_exhausted"). */
    dropped: "kong_queue_dropped_entries_total",
    /**
     * Lines with level error or worse, of all containers but the gateway's, by `service` and `job`, which are their
     * service.name.
     */
    errors: "log_error_total",
} as const;

/**
 * Recorded series, named LEVEL:METRIC:OPERATIONS (prometheus.io/docs/practices/rules), where LEVEL lists the labels.
 */
export const recorded = {
    /** Share of a node's processor time, by `instance` and `mode` ("user", "idle" …). */
    nodeProcessors: "instance_mode:node_cpu_seconds:avg_rate5m",
    /** Number of processors that a pod uses. */
    podProcessors: "namespace_pod:container_cpu_usage_seconds:rate5m",
    /** Requests per second that applications count, by `namespace`, `job` and `path`. */
    requests: "namespace_job_path:http_request:rate5m",
} as const;

/**
 * Selects served requests in the series that Tempo derives from spans: each span has a series, and one request to Kong
 * has half a dozen spans, of which only the one of kind "server" is the request itself.
 */
export const servedRequests = 'span_kind="SPAN_KIND_SERVER"';

/** Selects in the same series a gateway's spans, by its namespace. */
export const spansOf = (namespace: string): string => `service="kong", k8s_namespace_name="${namespace}"`;

/**
 * Receiver and exporter for agents' data, one for each destination of log records: the first is Loki if it accepts
 * OTLP. Refused and failed data is not lost, because the agent still has it.
 */
export const agentReceiverOf = (way: string | undefined): `otlp/agent${string}` =>
    `otlp/agent${way === undefined ? "" : `_${way}`}`;
export const agentExporterOf = (type: string, place: string): string => `${type}/${place}_agent`;

/** Label matchers that exclude these. */
export const toAgents = { noReceivers: 'receiver!~"otlp/agent.*"', noExporters: 'exporter!~".+_agent"' } as const;

const suffix = (way: string | undefined): string => (way === undefined ? "" : `_${way}`);

/**
 * An agent's exporters to the collector, one per destination: for the gateway's lines, and for those of all other
 * containers.
 */
export const collectorExporterOf = (way: string | undefined): string => `otlp_http/collector${suffix(way)}`;
export const containersExporterOf = (way: string | undefined): string => `otlp_http/containers${suffix(way)}`;
/** A regular expression for all of these. */
export const byAgents = `(${collectorExporterOf(undefined)}|${containersExporterOf(undefined)}).*`;
