import type { Alert } from "../../../shared/alertRules";
import { increaseOf, ofRoutes } from "../../../shared/promql";
import { agentSeries, servedRequests, spansOf } from "../../../shared/series";

export interface SignalFacts {
    /** The gateway's: other gateways that are scraped too send their signals elsewhere. */
    namespace: string;
    /** Share of requests that are traced, 0 to 1. */
    samplingRate: number;
    /** Names of the routes whose requests are not traced, or not here. */
    untracedRoutes?: string[];
    /** Whether agents read an access line for each request. */
    accessLogs: boolean;
    /**
     * Whether the gateway sends its spans to the collector.
     * @default true
     */
    spansArrive?: boolean;
    /**
     * Whether other gateways send to the same collector, so that what arrives there may be theirs.
     * @default false
     */
    isShared?: boolean;
    /**
     * Whether Tempo is installed, which counts requests by their spans.
     * @default true
     */
    tempo?: boolean;
}

/** With less than one event in this time, silence is not a sign of a problem. */
const window = "15m";
const nothing = (series: string): string => `((sum(${increaseOf(series, window)}) or vector(0)) == 0)`;

/** A matcher that excludes routes. */
const without = (routes: string[]): string => (routes.length === 0 ? "" : `, ${ofRoutes(routes, "!~")}`);

/**
 * A missing signal cannot be seen in what is there, so these alerts compare what the gateway counted with what arrived.
 * Series are the collector's own (`otelcol_…`, without a suffix in version 0.160) and those of Kong's prometheus
 * plugin.
 */
export function missingSignals(args: SignalFacts): Alert[] {
    const { namespace, samplingRate, untracedRoutes = [], accessLogs } = args;
    const { spansArrive = true, isShared = false, tempo = true } = args;
    const traced = samplingRate > 0 && spansArrive;
    const ofGateway = (series: string, labels = ""): string =>
        increaseOf(`${series}{namespace="${namespace}"${labels}}`, window);
    const requests = `sum(${ofGateway("kong_http_requests_total")})`;
    const traceable = `sum(${ofGateway("kong_http_requests_total", without(untracedRoutes))})`;
    const lines = `sum(${ofGateway(agentSeries.requests)})`;
    // Kong's counter excludes these, so that a gateway without routes would look idle.
    const unrouted = `sum(${ofGateway(agentSeries.requests, ', routed="false"')})`;
    const spans = `traces_spanmetrics_calls_total{${spansOf(namespace)}, ${servedRequests}}`;
    const served = `sum(${increaseOf(spans, window)})`;
    const over = (count: number, ...sums: string[]): string =>
        `(${sums.map((sum) => `${sum} > ${count}`).join(" or ")})`;
    return [
        ...(traced
            ? [
                  tracesMissing(
                      namespace,
                      over(Math.ceil(50 / samplingRate), traceable, ...(accessLogs ? [unrouted] : [])),
                      isShared && tempo ? `(${noSpans} or ${onlyOthers(spans)})` : noSpans,
                  ),
              ]
            : []),
        ...(accessLogs
            ? [accessLogsMissing(namespace, over(50, requests, ...(traced && tempo ? [served] : [])), lines)]
            : []),
        ...(accessLogs ? [requestMetricsMissing(ofGateway)] : []),
    ];
}

const noSpans = nothing('otelcol_receiver_accepted_spans{receiver="otlp"}');

/** Spans at the collector may be other gateways'. Tempo's counts say whose, while it counts any at all. */
const onlyOthers = (own: string): string =>
    `(${nothing(own)} and sum(${increaseOf(`traces_spanmetrics_calls_total{${servedRequests}}`, window)}) > 0)`;

/**
 * @param enough a condition for so many requests that at this sampling rate dozens of traces are expected
 * @param gone a condition for no span of theirs
 */
function tracesMissing(namespace: string, enough: string, gone: string): Alert {
    return {
        alert: "TracesMissing",
        expr: `${enough} and ${gone}`,
        for: "5m",
        labels: { severity: "warning", namespace },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Requests pass the gateway, but none is traced",
            description:
                "No span has reached the collector for a quarter of an hour. `npm run verify` says where they get lost.",
        },
    };
}

function accessLogsMissing(namespace: string, enough: string, lines: string): Alert {
    return {
        alert: "AccessLogsMissing",
        expr: `${enough} and ((${lines} or vector(0)) == 0)`,
        for: "5m",
        labels: { severity: "warning", namespace },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Requests pass the gateway, but none is logged",
            description:
                "No agent has read an access line for a quarter of an hour. `npm run verify` says where they get lost.",
        },
    };
}

/** What Kong counts of each request, unless its plugin `prometheus` is off or fails. */
const countedByKong = ["kong_http_requests_total", "kong_request_latency_ms_count"];

function requestMetricsMissing(ofGateway: (series: string, labels?: string) => string): Alert {
    const routed = `sum by (namespace) (${ofGateway(agentSeries.requests, ', routed="true"')}) > 50`;
    return {
        alert: "RequestMetricsMissing",
        expr: countedByKong
            .map((series) => `(${routed} unless on (namespace) (sum by (namespace) (${ofGateway(series)}) > 0))`)
            .join(" or "),
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Kong serves requests that its metrics do not count",
            description:
                "According to access lines {{ $value | humanize }} requests found a route in a quarter of an hour. " +
                "Objectives and alerts on errors see none of them.",
        },
    };
}
