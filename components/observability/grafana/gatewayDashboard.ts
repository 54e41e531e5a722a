import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { kongFolder } from "../shared/grafana";
import { type ContributedPanel, type Panel, placed, rate, series, uid } from "../shared/panels";
import { agentSeries, servedRequests } from "../shared/series";
import { sidecarLabels, sidecarLabelValue } from "./relies";
import type { LogIngestion, StoreName } from "../../../model/layers";

/** A Grafana dashboard, as a file that the sidecar provisions. */
export interface Dashboard {
    uid: string;
    title: string;
    panels: Panel[];
    [key: string]: unknown;
}

export interface GatewayDashboardArgs {
    logIngestion: LogIngestion;
    gatewayNamespace: string;
    /** What keeps signals in the cluster. @default both */
    stores?: readonly StoreName[];
    /** What rooms contribute: below the signals themselves, two in a row. */
    panels: ContributedPanel[];
}

const ofRoute = 'route=~"$route"';
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
export function gatewayDashboard({ logIngestion, gatewayNamespace, panels, ...args }: GatewayDashboardArgs): Dashboard {
    const { stores = ["loki", "tempo"] } = args;
    const asks = [...stores, "prometheus"].map(String);
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
            ...requestPanels(gatewayNamespace, stores.includes("tempo")),
            ...traceAndLogPanels(logIngestion, gatewayNamespace).filter(({ datasource }) =>
                asks.includes(datasource.uid),
            ),
            ...panels.map((panel, index) => placed(panel, { x: (index % 2) * 12, y: 40 + Math.floor(index / 2) * 8 })),
        ],
    };
}

/** How many, how fast, and which failed: what Kong counts, and what only spans and access lines tell. */
function requestPanels(gatewayNamespace: string, spanMetrics: boolean): Panel[] {
    const requests = `sum(${rate(`kong_http_requests_total{${ofRoute}}`)})`;
    const unrouted = `${agentSeries.requests}{namespace="${gatewayNamespace}", routed="false"}`;
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

        placed(
            series("Requests by status", "reqps", {
                "{{code}}": `sum by (code) (${rate(`kong_http_requests_total{${ofRoute}}`)})`,
            }),
            { x: 0, y: 4 },
        ),
        placed(
            series("Requests by route", "reqps", {
                "{{route}}": `sum by (route) (${rate(`kong_http_requests_total{${ofRoute}}`)})`,
                "(no route: {{code}})": `sum by (code) (${rate(unrouted)})`,
            }),
            { x: 12, y: 4 },
        ),
        placed(
            series("Latency: whole, upstream, Kong's own (95th percentile)", "ms", {
                whole: quantile(0.95, "kong_request_latency_ms_bucket"),
                upstream: quantile(0.95, "kong_upstream_latency_ms_bucket"),
                Kong: quantile(0.95, "kong_kong_latency_ms_bucket"),
            }),
            { x: 0, y: 12 },
        ),
        ...(spanMetrics ? [tracedLatency()] : []),
    ];
}

/** Tempo makes these series of spans. */
function tracedLatency(): Panel {
    const traced = `traces_spanmetrics_latency_bucket{service="kong", ${servedRequests}}`;
    return placed(
        {
            ...series("Latency of traced requests; a dot is a trace", "s", {
                "95th percentile": `histogram_quantile(0.95, sum by (le) (${rate(traced)}))`,
            }),
            description: "From spans, with exemplars: click a dot to open its trace.",
        },
        { x: 12, y: 12 },
    );
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
