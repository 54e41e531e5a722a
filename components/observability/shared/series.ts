/** Names by which the rooms ask Prometheus for each other's counts. */

/** What agents count of lines. Each has `namespace` and `pod`, as if what wrote them had been scraped. */
export const agentSeries = {
    /** By `routed` ("true", "false") and `code` ("2xx"). */
    requests: "kong_access_requests_total",
    /** By `plugin`, `queue` ("traces", "logs" or "") and `reason` ("queue_full", "retries_exhausted"). */
    dropped: "kong_queue_dropped_entries_total",
    /** Errors and worse of all containers but the gateway's, by `service` and `job`, which are its service.name. */
    errors: "log_error_total",
} as const;

/**
 * What Prometheus records of others' series, named LEVEL:METRIC:OPERATIONS (prometheus.io/docs/practices/rules), where
 * the level is the labels.
 */
export const recorded = {
    /** Share of a node's processors, by `instance` and `mode` ("user", "idle" …). */
    nodeProcessors: "instance_mode:node_cpu_seconds:avg_rate5m",
    /** Processors that a pod uses. */
    podProcessors: "namespace_pod:container_cpu_usage_seconds:rate5m",
    /** Requests a second that applications count, by `namespace`, `job` and `path`. */
    requests: "namespace_job_path:http_request:rate5m",
} as const;

/**
 * Of the series that Tempo makes of spans, those of requests served: each span has a series, one request of Kong makes
 * half a dozen, and only the one of the kind "server" is the request itself.
 */
export const servedRequests = 'span_kind="SPAN_KIND_SERVER"';

/**
 * Receiver and exporter for agents, of which each place that log records go to has its own: the first is Loki where it
 * takes OTLP. What they refuse and fail with is not lost: the agent has it still.
 */
export const agentReceiverOf = (way: string | undefined): `otlp/agent${string}` =>
    `otlp/agent${way === undefined ? "" : `_${way}`}`;
export const agentExporterOf = (type: string, place: string): string => `${type}/${place}_agent`;

/** Label matchers of everybody but these. */
export const toAgents = { noReceivers: 'receiver!~"otlp/agent.*"', noExporters: 'exporter!~".+_agent"' } as const;

const suffix = (way: string | undefined): string => (way === undefined ? "" : `_${way}`);

/** What an agent sends by to the collector, a way each: the gateway's lines, and everybody's. */
export const collectorExporterOf = (way: string | undefined): string => `otlp_http/collector${suffix(way)}`;
export const containersExporterOf = (way: string | undefined): string => `otlp_http/containers${suffix(way)}`;
/** All of these, as a regular expression. */
export const byAgents = `(${collectorExporterOf(undefined)}|${containersExporterOf(undefined)}).*`;
