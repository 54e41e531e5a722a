import { lines } from "../made";
import { type AlertCases, looking, type Series } from "./case";

const busy = { ...looking, 'kong_http_requests_total{namespace="kong", pod="a", route="echo", code="200"}': "0+60x90" };
const spans = (values: string): Series => ({ ...busy, 'otelcol_receiver_accepted_spans{receiver="otlp"}': values });
const collector = 'namespace="observability", pod="c"';
const counted = (counter: string, values: string): Series => ({ ...looking, [counter]: values });
const lost = `otelcol_exporter_send_failed_spans{${collector}, exporter="otlp_grpc/tempo"}`;
const refused = (receiver: string): string => `otelcol_receiver_refused_spans{${collector}, receiver="${receiver}"}`;
const tempo = 'namespace="observability", job="tempo"';
const discarded = (reason: string): string => `tempo_discarded_spans_total{${tempo}, reason="${reason}"}`;
const late = (reason: string): string => `tempo_metrics_generator_spans_discarded_total{${tempo}, reason="${reason}"}`;
const dropped = 'kong_queue_dropped_entries_total{namespace="kong", pod="a", plugin="opentelemetry", queue="traces"}';
const queue = (size: string): Series => ({
    [`otelcol_exporter_queue_size{${collector}, exporter="otlp_grpc/tempo"}`]: size,
    [`otelcol_exporter_queue_capacity{${collector}, exporter="otlp_grpc/tempo"}`]: "100x90",
});
const routed = (values: string): Series => ({
    'kong_http_requests_total{namespace="kong", pod="a", route="echo", code="200"}': values,
});

const loki = (status: string): string =>
    `loki_request_duration_seconds_count{namespace="observability", route="otlp_v1_logs", status_code="${status}"}`;
const generated = (values: string): Series => ({
    ...looking,
    [`tempo_distributor_spans_received_total{${tempo}}`]: "0+60x90",
    'traces_spanmetrics_calls_total{service="kong", k8s_namespace_name="kong", span_kind="SPAN_KIND_SERVER"}': values,
});
const timed = (values: string): Series => ({
    'kong_request_latency_ms_count{namespace="kong", pod="a", route="echo"}': values,
});
const collectorPod = 'namespace="observability", pod="opentelemetry-collector-a"';
const collected = (size: string): Series => ({
    [`kube_pod_container_status_ready{${collectorPod}, container="otc-container"}`]: "1x90",
    [`otelcol_exporter_queue_size{${collectorPod}, exporter="otlp_grpc/tempo"}`]: size,
    [`otelcol_exporter_queue_capacity{${collectorPod}, exporter="otlp_grpc/tempo"}`]: "100x90",
});

export const signalCases: AlertCases = {
    TelemetryDropped: {
        fires: { at: 37, series: counted(lost, "0x30 10x60") },
        quiet: { at: 37, series: counted(lost, "10x90") },
        resolves: { from: 37, to: 50, series: counted(lost, "0x30 10x60") },
    },
    TelemetryRefused: {
        fires: { at: 37, series: counted(refused("otlp"), "0x30 10x60") },
        quiet: { at: 37, series: counted(refused("otlp/agent"), "0x30 10x60") },
        resolves: { from: 37, to: 50, series: counted(refused("otlp"), "0x30 10x60") },
    },
    TracesDiscarded: {
        fires: { at: 37, series: counted(discarded("rate_limited"), "0x30 10x60") },
        quiet: { at: 37, series: counted(discarded("rate_limited"), "0x90") },
        resolves: { from: 37, to: 50, series: counted(discarded("rate_limited"), "0x30 10x60") },
    },
    SpanMetricsIncomplete: {
        fires: { at: 50, series: counted(late("outside_metrics_ingestion_slack"), "0x20 0+10x70") },
        quiet: { at: 50, series: counted(late("span_metrics_filtered"), "0x20 0+10x70") },
        resolves: { from: 50, to: 75, series: counted(late("outside_metrics_ingestion_slack"), "0x20 0+10x35 350x40") },
    },
    TracesMissing: {
        fires: { at: 40, series: spans("0x90") },
        quiet: { at: 40, series: spans("0+60x90") },
        resolves: { from: 40, to: 60, series: spans("0x45 6+6x45") },
    },
    AccessLogsMissing: {
        fires: { at: 40, series: busy },
        quiet: { at: 40, series: { ...busy, ...lines("true", "0+60x90") } },
        resolves: { from: 40, to: 60, series: { ...busy, ...lines("true", "_x45 60+60x45") } },
    },
    RequestsWithoutRoute: {
        fires: { at: 40, series: { ...lines("false", "0+20x90"), ...lines("true", "0+60x90") } },
        quiet: { at: 40, series: { ...lines("false", "0+10x90"), ...lines("true", "0+60x90") } },
        resolves: { from: 40, to: 60, series: { ...lines("false", "0+20x45 900x45"), ...lines("true", "0+60x90") } },
    },
    KongQueueDropping: {
        fires: { at: 35, series: counted(dropped, "_x30 2000x4 _x50") },
        quiet: { at: 35, series: counted(dropped, "2000x90") },
        resolves: { from: 35, to: 55, series: counted(dropped, "_x30 2000x4 _x50") },
    },
    TelemetryWaiting: {
        fires: { at: 40, series: queue("60x90") },
        quiet: { at: 40, series: queue("10x90") },
        resolves: { from: 40, to: 60, series: queue("60x45 5x45") },
    },
    KongRoutesNothing: {
        fires: { at: 70, series: { ...looking, ...routed("0+60x60 3600x60"), ...lines("false", "_x60 60+60x60") } },
        quiet: { at: 70, series: { ...looking, ...routed("0+60x120"), ...lines("false", "0+60x120") } },
        resolves: {
            from: 88,
            to: 100,
            series: {
                ...looking,
                ...routed("0+60x60 3600x30 3660+60x30"),
                ...lines("false", "_x60 60+60x30 1800x30"),
            },
        },
    },
    LokiIngestFailing: {
        fires: { at: 37, series: counted(loki("500"), "0x30 10x60") },
        // Refused for what was sent.
        quiet: { at: 37, series: counted(loki("429"), "0x30 10x60") },
        resolves: { from: 37, to: 50, series: counted(loki("500"), "0x30 10x60") },
    },
    TempoIngestFailing: {
        fires: { at: 37, series: counted(`tempo_ingester_failed_flushes_total{${tempo}}`, "0x30 3x60") },
        quiet: { at: 37, series: counted(`tempo_ingester_failed_flushes_total{${tempo}}`, "0x90") },
        resolves: { from: 37, to: 50, series: counted(`tempo_ingester_failed_flushes_total{${tempo}}`, "0x30 3x60") },
    },
    SpanMetricsMissing: {
        fires: { at: 50, series: generated("0+60x20 1200x70") },
        quiet: { at: 50, series: generated("0+60x90") },
        resolves: { from: 50, to: 70, series: generated("0+60x20 1200x35 1260+60x40") },
    },
    RequestMetricsMissing: {
        // Each by itself: all requests are counted, and none of how long they took.
        fires: { at: 50, series: { ...busy, ...lines("true", "0+60x90") } },
        quiet: { at: 50, series: { ...busy, ...timed("0+60x90"), ...lines("true", "0+60x90") } },
        resolves: { from: 50, to: 70, series: { ...busy, ...timed("_x55 0+60x40"), ...lines("true", "0+60x90") } },
    },
    TelemetryMetricsMissing: {
        fires: { at: 40, series: collected("_x90") },
        quiet: { at: 40, series: collected("0x90") },
        resolves: { from: 40, to: 60, series: collected("_x45 0x45") },
    },
};
