import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { logLines, type PanelBuilder, rate, series, serviceGraph, stat, traceTable } from "../../shared/panels";
import { agentSeries, servedRequests } from "../../shared/series";
import { chosen, frame } from "./frame";
import type { LogIngestion, StoreName } from "../../../../model/layers";

export interface GatewayDashboardArgs {
    logIngestion: LogIngestion;
    gatewayNamespace: string;
    /** What keeps signals in the cluster. @default both */
    stores?: readonly StoreName[];
    /** What rooms contribute: below the signals themselves, two in a row. */
    panels: readonly PanelBuilder[];
}

const ofRoute = 'route=~"$route"';
const quantile = (q: number, series: string): string =>
    `histogram_quantile(${q}, sum by (le) (${rate(`${series}{${ofRoute}}`)}))`;

/**
 * Metrics, traces and logs of the gateway on one screen, and whether they arrive at all. It travels with the program:
 * unlike the dashboards from grafana.com it is there without internet. Series are those of Kong's prometheus plugin
 * (kong/plugins/prometheus/exporter.lua at tag 3.9.3), Tempo's metrics generator and the collector's own.
 */
export function gatewayDashboard({ gatewayNamespace, panels, ...args }: GatewayDashboardArgs): DashboardBuilder {
    const { stores = ["loki", "tempo"], logIngestion } = args;
    const lines = logIngestion === "otlp" ? '{service_name="kong"}' : `{namespace="${gatewayNamespace}"}`;
    return [
        ...requestPanels(gatewayNamespace),
        ...(stores.includes("tempo") ? [tracedLatency()] : []),
        ...(stores.includes("tempo") ? tracePanels() : []),
        ...(stores.includes("loki") ? [logLines("Log lines", lines)] : []),
        ...panels,
    ].reduce(
        (dashboard, panel) => dashboard.withPanel(panel),
        frame({
            uid: "kong-gateway-signals",
            title: "Kong Gateway: metrics, traces, logs",
            description: "What the gateway serves, how fast, what fails, and whether its signals arrive.",
        }).withVariable(chosen("route", "Route", "label_values(kong_http_requests_total, route)")),
    );
}

/** How many, how fast, and which failed: what Kong counts, and what only spans and access lines tell. */
function requestPanels(gatewayNamespace: string): PanelBuilder[] {
    const requests = `sum(${rate(`kong_http_requests_total{${ofRoute}}`)})`;
    const failed = `sum(${rate(`kong_http_requests_total{${ofRoute}, code=~"5.."}`)})`;
    const unrouted = `${agentSeries.requests}{namespace="${gatewayNamespace}", routed="false"}`;
    return [
        stat("Requests", "reqps", requests),
        stat("Server errors", "percentunit", `${failed} / ${requests}`),
        stat("Latency, 95th percentile", "ms", quantile(0.95, "kong_request_latency_ms_bucket")),
        stat("Kong pods that answer", "none", `sum(up{namespace="${gatewayNamespace}", container="proxy"})`),

        series("Requests by status", "reqps", {
            "{{code}}": `sum by (code) (${rate(`kong_http_requests_total{${ofRoute}}`)})`,
        }),
        series("Requests by route", "reqps", {
            "{{route}}": `sum by (route) (${rate(`kong_http_requests_total{${ofRoute}}`)})`,
            "(no route: {{code}})": `sum by (code) (${rate(unrouted)})`,
        }),
        series("Latency: whole, upstream, Kong's own (95th percentile)", "ms", {
            whole: quantile(0.95, "kong_request_latency_ms_bucket"),
            upstream: quantile(0.95, "kong_upstream_latency_ms_bucket"),
            Kong: quantile(0.95, "kong_kong_latency_ms_bucket"),
        }),
    ];
}

/** Tempo makes these series of spans. */
function tracedLatency(): PanelBuilder {
    const traced = `traces_spanmetrics_latency_bucket{service="kong", ${servedRequests}}`;
    return series("Latency of traced requests; a dot is a trace", "s", {
        "95th percentile": `histogram_quantile(0.95, sum by (le) (${rate(traced)}))`,
    }).description("From spans, with exemplars: click a dot to open its trace.");
}

function tracePanels(): PanelBuilder[] {
    return [
        traceTable("Traces", '{ resource.service.name = "kong" }'),
        traceTable("Traces of server errors", '{ resource.service.name = "kong" && span.http.status_code >= 500 }'),
        serviceGraph("Service graph: who calls whom").description(
            "From traced requests alone, so its rates are the sampled share of all.",
        ),
    ];
}
