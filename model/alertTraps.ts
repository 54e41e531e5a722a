import { metricNames } from "./promql";

const selector = String.raw`(?:\{(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^}"'])*\})?`;
// By the naming convention: an expression has nothing else that distinguishes counters from gauges.
const counter = String.raw`[a-zA-Z_:][\w:]*_total${selector}|promtail_custom_\w+${selector}`;
const series = String.raw`[a-zA-Z_:][\w:]*_(?:count|bucket|sum)${selector}`;
const grouping = String.raw`(?:(?:by|without)\s*\([^)]*\)\s*)?`;
// Thresholds such as `> 5` and `!= 0`, below which a growing number never falls again.
const over = String.raw`(?:>=?|!=)\s*(?:bool\s+)?\d`;
const standing = [
    // The number of a counter's series or samples.
    new RegExp(
        String.raw`\bcount(?:_over_time)?\s*${grouping}\(\s*(${counter}|${series})\s*(?:\[[^\]]*\]\s*)?\)\s*${grouping}${over}`,
        "g",
    ),
    new RegExp(
        String.raw`\d\s*<=?\s*count(?:_over_time)?\s*${grouping}\(\s*(${counter}|${series})\s*(?:\[[^\]]*\]\s*)?\)`,
        "g",
    ),
    // The counter itself, aggregated or not, but not a difference of two.
    new RegExp(String.raw`\b(?:sum|max|min|avg)\s*${grouping}\(\s*(${counter})\s*\)\s*${grouping}${over}`, "g"),
    new RegExp(String.raw`(?:^|\(|\b(?:and|or|unless)\b)\s*(${counter})\s*${over}`, "g"),
];

/** A gauge despite its name (kong/plugins/prometheus/exporter.lua at tag 3.9.3). */
export const kongGauges = ["kong_nginx_connections_total"];

/**
 * The counter that keeps an alert firing forever once it has started. Undefined if there is none.
 * @param gauges metrics that are gauges although their names end in `_total`
 */
export function standingCounter(expression: string, gauges: readonly string[]): string | undefined {
    const line = expression.replace(/\s+/g, " ").trim();
    return standing
        .flatMap((pattern) => [...line.matchAll(pattern)].flatMap(([, name]) => name ?? []))
        .find((name) => !gauges.includes(name.replace(/\{.*/, "")));
}

/** Metric names of Kong's plugin prometheus before 3.0, and their replacements (its changelog). */
const ofKong2: Record<string, string> = {
    kong_http_status: "kong_http_requests_total",
    kong_http_consumer_status: "kong_http_requests_total, by the label consumer",
    kong_latency: "kong_request_latency_ms, kong_upstream_latency_ms or kong_kong_latency_ms",
    kong_bandwidth: "kong_bandwidth_bytes",
    kong_nginx_http_current_connections: "kong_nginx_connections_total",
    kong_nginx_stream_current_connections: "kong_nginx_connections_total",
    kong_stream_status: "kong_stream_sessions_total",
};

/** Metrics of Kong 2 in an expression, which Kong 3 no longer exports. */
export function metricsOfKong2(expression: string): { name: string; instead: string }[] {
    return metricNames(expression).flatMap((name) => {
        const instead = ofKong2[name.replace(/_(bucket|sum|count)$/, "")];
        return instead === undefined ? [] : [{ name, instead }];
    });
}
