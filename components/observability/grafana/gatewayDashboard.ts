import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { agentExporter } from "../collector/collectorConfig";
import { agentSeries } from "../agent/agentCounts";
import { kongFolder } from "./dashboards";
import { datasourceUids, servedRequests } from "./datasources";
import { sidecarLabels, sidecarLabelValue } from "./relies";
import type { LogIngestion } from "../../../model/layers";

/** A Grafana dashboard, as a file that the sidecar provisions. */
export interface Dashboard {
    uid: string;
    title: string;
    panels: Panel[];
    [key: string]: unknown;
}

interface Panel {
    title: string;
    type: "stat" | "timeseries" | "logs" | "table" | "nodeGraph";
    datasource: DatasourceRef;
    gridPos: { x: number; y: number; w: number; h: number };
    targets: object[];
    [key: string]: unknown;
}

/** A graph that another room has shown below the dashboard's own. */
export interface Graph {
    title: string;
    /** As Grafana calls it. */
    unit: string;
    /** Queries to Prometheus by their legends. */
    queries: Record<string, string>;
}

export interface GatewayDashboardArgs {
    logIngestion: LogIngestion;
    gatewayNamespace: string;
    /** @default none */
    graphs?: Graph[];
}

type DatasourceRef = { type: string; uid: string };

const uid = (name: keyof typeof datasourceUids): DatasourceRef => ({ type: name, uid: datasourceUids[name] });
const ofRoute = 'route=~"$route"';
/** Grafana's own: at least four scrapes wide, so that a rate always has two samples. */
const rate = (series: string): string => `rate(${series}[$__rate_interval])`;
const quantile = (q: number, series: string): string =>
    `histogram_quantile(${q}, sum by (le) (${rate(`${series}{${ofRoute}}`)}))`;

const routeVariable = {
    name: "route",
    label: "Route",
    type: "query",
    datasource: uid("prometheus"),
    query: { qryType: 1, query: "label_values(kong_http_requests_total, route)", refId: "route" },
    refresh: 2,
    includeAll: true,
    // Shorter than all of their names, and as good: what found no route is in none of these series.
    allValue: ".*",
    multi: true,
    current: { text: "All", value: "$__all" },
};

/**
 * Metrics, traces and logs of the gateway on one screen, and whether they arrive at all. It travels with the program:
 * unlike the dashboards from grafana.com it is there without internet. Series are those of Kong's prometheus plugin
 * (kong/plugins/prometheus/exporter.lua at tag 3.9.3), Tempo's metrics generator and the collector's own.
 */
export function gatewayDashboard({ logIngestion, gatewayNamespace, graphs = [] }: GatewayDashboardArgs): Dashboard {
    return {
        uid: "kong-gateway-signals",
        title: "Kong Gateway: metrics, traces, logs",
        schemaVersion: 39,
        editable: true,
        refresh: "30s",
        time: { from: "now-30m", to: "now" },
        tags: ["kong"],
        templating: { list: [routeVariable] },
        panels: [
            ...requestPanels(gatewayNamespace),
            ...traceAndLogPanels(logIngestion, gatewayNamespace),
            ...telemetryPanels(40),
            ...graphs.map(({ title, unit, queries }, index) =>
                series(title, { x: 12 * (index % 2), y: 48 + 8 * Math.floor(index / 2) }, unit, queries),
            ),
        ],
    };
}

/** How many, how fast, and which failed: what Kong counts, and what only spans and access lines tell. */
function requestPanels(gatewayNamespace: string): Panel[] {
    const requests = `sum(${rate(`kong_http_requests_total{${ofRoute}}`)})`;
    const unrouted = `${agentSeries.requests}{namespace="${gatewayNamespace}", routed="false"}`;
    const traced = `traces_spanmetrics_latency_bucket{service="kong", ${servedRequests}}`;
    return [
        stat("Requests", 0, requests, "reqps"),
        stat(
            "Server errors",
            6,
            `sum(${rate(`kong_http_requests_total{${ofRoute}, code=~"5.."}`)}) / ${requests}`,
            "percentunit",
        ),
        stat("Latency, 95th percentile", 12, quantile(0.95, "kong_request_latency_ms_bucket"), "ms"),
        stat("Kong pods that answer", 18, `sum(up{namespace="${gatewayNamespace}", container="proxy"})`, "none"),

        series("Requests by status", { x: 0, y: 4 }, "reqps", {
            "{{code}}": `sum by (code) (${rate(`kong_http_requests_total{${ofRoute}}`)})`,
        }),
        series("Requests by route", { x: 12, y: 4 }, "reqps", {
            "{{route}}": `sum by (route) (${rate(`kong_http_requests_total{${ofRoute}}`)})`,
            "(no route: {{code}})": `sum by (code) (${rate(unrouted)})`,
        }),
        series("Latency: whole, upstream, Kong's own (95th percentile)", { x: 0, y: 12 }, "ms", {
            whole: quantile(0.95, "kong_request_latency_ms_bucket"),
            upstream: quantile(0.95, "kong_upstream_latency_ms_bucket"),
            Kong: quantile(0.95, "kong_kong_latency_ms_bucket"),
        }),
        {
            ...series("Latency of traced requests; a dot is a trace", { x: 12, y: 12 }, "s", {
                "95th percentile": `histogram_quantile(0.95, sum by (le) (${rate(traced)}))`,
            }),
            description: "From spans, with exemplars: click a dot to open its trace.",
        },
    ];
}

function traceAndLogPanels(logIngestion: LogIngestion, gatewayNamespace: string): Panel[] {
    return [
        traces("Traces", { x: 0, y: 20 }, '{ resource.service.name = "kong" }'),
        {
            title: "Log lines",
            type: "logs",
            datasource: uid("loki"),
            gridPos: { x: 12, y: 20, w: 12, h: 10 },
            options: {
                showTime: true,
                enableLogDetails: true,
                sortOrder: "Descending",
                wrapLogMessage: true,
                dedupStrategy: "none",
            },
            targets: [
                {
                    refId: "A",
                    datasource: uid("loki"),
                    expr: logIngestion === "otlp" ? '{service_name="kong"}' : `{namespace="${gatewayNamespace}"}`,
                    queryType: "range",
                },
            ],
        },

        traces(
            "Traces of server errors",
            { x: 0, y: 30 },
            '{ resource.service.name = "kong" && span.http.status_code >= 500 }',
        ),
        {
            title: "Service graph: who calls whom",
            type: "nodeGraph",
            datasource: uid("tempo"),
            gridPos: { x: 12, y: 30, w: 12, h: 10 },
            description: "From traced requests alone, so its rates are the sampled share of all.",
            targets: [{ refId: "A", datasource: uid("tempo"), queryType: "serviceMap" }],
        },
    ];
}

/** What passes the collector, and what is lost between the gateway and its backends. */
function telemetryPanels(y: number): Panel[] {
    const byExporter = (counter: string, labels = ""): string =>
        `sum by (exporter) (${rate(`otelcol_exporter_${counter}${labels}`)})`;
    // What is held back from agents, or not taken for them, they have still.
    const delivered = 'otelcol_exporter_sent_log_records{exporter!="otlp_http/collector"}';
    const notForAgents = `{exporter!="${agentExporter}"}`;
    return [
        series("Telemetry on its way through the collector", { x: 0, y }, "cps", {
            "spans taken": `sum(${rate("otelcol_receiver_accepted_spans")})`,
            "spans delivered": `sum(${rate("otelcol_exporter_sent_spans")})`,
            // What agents hand on is counted where it arrives.
            "log records taken": `sum(${rate('otelcol_receiver_accepted_log_records{receiver=~"otlp|otlp/agent"}')})`,
            "log records delivered": `sum(${rate(delivered)})`,
            "gateways' lines read": `sum(${rate('otelcol_receiver_accepted_log_records{receiver="file_log"}')})`,
        }),
        series("Telemetry lost", { x: 12, y }, "cps", {
            "{{queue}} dropped by Kong's {{plugin}}": `sum by (plugin, queue) (${rate(agentSeries.dropped)})`,
            "spans refused": `sum(${rate("otelcol_receiver_refused_spans")})`,
            "spans dropped by {{exporter}}": byExporter("send_failed_spans"),
            "spans dropped before {{exporter}}, whose queue is full": byExporter("enqueue_failed_spans"),
            "spans discarded by Tempo ({{reason}})": `sum by (reason) (${rate("tempo_discarded_spans_total")})`,
            "log records refused": `sum(${rate('otelcol_receiver_refused_log_records{receiver="otlp"}')})`,
            "log records dropped by {{exporter}}": byExporter("send_failed_log_records", notForAgents),
            "log records dropped before {{exporter}}, whose queue is full": byExporter(
                "enqueue_failed_log_records",
                notForAgents,
            ),
        }),
    ];
}

function stat(title: string, x: number, expr: string, unit: string): Panel {
    return {
        title,
        type: "stat",
        datasource: uid("prometheus"),
        gridPos: { x, y: 0, w: 6, h: 4 },
        fieldConfig: { defaults: { unit, noValue: "none yet" }, overrides: [] },
        options: { graphMode: "area", colorMode: "none", reduceOptions: { calcs: ["lastNotNull"] } },
        targets: [{ refId: "A", datasource: uid("prometheus"), expr }],
    };
}

function series(title: string, at: { x: number; y: number }, unit: string, queries: Record<string, string>): Panel {
    return {
        title,
        type: "timeseries",
        datasource: uid("prometheus"),
        gridPos: { ...at, w: 12, h: 8 },
        fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: "never" } }, overrides: [] },
        options: { tooltip: { mode: "multi", sort: "desc" } },
        targets: Object.entries(queries).map(([legendFormat, expr], index) => ({
            refId: String.fromCharCode(65 + index),
            datasource: uid("prometheus"),
            expr,
            legendFormat,
            exemplar: expr.includes("traces_spanmetrics"),
        })),
    };
}

function traces(title: string, at: { x: number; y: number }, query: string): Panel {
    return {
        title,
        type: "table",
        datasource: uid("tempo"),
        gridPos: { ...at, w: 12, h: 10 },
        targets: [
            { refId: "A", datasource: uid("tempo"), queryType: "traceql", query, tableType: "traces", limit: 20 },
        ],
    };
}

/** The dashboard as a ConfigMap that Grafana's sidecar picks up. */
export function provideGatewayDashboard(
    name: string,
    args: GatewayDashboardArgs & { namespace: string },
    opts: pulumi.CustomResourceOptions,
): void {
    const dashboard = gatewayDashboard(args);
    new k8s.core.v1.ConfigMap(
        name,
        {
            metadata: {
                name: `grafana-dashboard-${dashboard.uid}`,
                namespace: args.namespace,
                labels: { [sidecarLabels.dashboards]: sidecarLabelValue },
                annotations: { grafana_folder: kongFolder },
            },
            data: { [`${dashboard.uid}.json`]: JSON.stringify(dashboard) },
        },
        opts,
    );
}
