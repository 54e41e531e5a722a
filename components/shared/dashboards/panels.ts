import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
    BigValueColorMode,
    BigValueGraphMode,
    LegendDisplayMode,
    LegendPlacement,
    LogsDedupStrategy,
    LogsSortOrder,
    ReduceDataOptionsBuilder,
    SortOrder,
    TooltipDisplayMode,
    VisibilityMode,
    VizLegendOptionsBuilder,
    VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
    DashboardLinkBuilder,
    type Panel,
    PanelBuilder as GenericPanelBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import * as logsPanel from "@grafana/grafana-foundation-sdk/logs";
import * as loki from "@grafana/grafana-foundation-sdk/loki";
import * as nodegraph from "@grafana/grafana-foundation-sdk/nodegraph";
import * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import * as statPanel from "@grafana/grafana-foundation-sdk/stat";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as tempo from "@grafana/grafana-foundation-sdk/tempo";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import { dashboardUids } from "../../../model/dashboards";
import { datasourceTypes, datasourceUids } from "../../../model/datasources";

/** A panel without a position, which the dashboard decides. */
export type PanelBuilder = Builder<Panel>;

/** A dashboard is 24 columns wide. */
const half = { span: 12, height: 8 };

interface DatasourceRef {
    type: string;
    uid: string;
}

export const uid = (name: keyof typeof datasourceUids): DatasourceRef => ({
    type: datasourceTypes[name],
    uid: datasourceUids[name],
});
/** Grafana's own interval: at least four scrapes, so that a rate always has two samples. */
export const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

/** A time series panel: PromQL queries by legend. */
export function series(title: string, unit: string, queries: Record<string, string>): timeseries.PanelBuilder {
    return seriesOf("prometheus", title, unit, queries);
}

/** The same of another that is asked in PromQL. */
export function seriesOf(
    from: "prometheus" | "deepflow",
    title: string,
    unit: string,
    queries: Record<string, string>,
): timeseries.PanelBuilder {
    return curves(title, unit)
        .datasource(uid(from))
        .targets(
            Object.entries(queries).map(([legend, expr], index) =>
                promQuery(expr, index, from).legendFormat(legend).exemplar(expr.includes("traces_spanmetrics_latency")),
            ),
        );
}

/** The same with LogQL. */
export function logSeries(title: string, unit: string, queries: Record<string, string>): timeseries.PanelBuilder {
    return curves(title, unit)
        .datasource(uid("loki"))
        .targets(
            Object.entries(queries).map(([legend, expr], index) =>
                lokiQuery(expr).refId(refId(index)).legendFormat(legend),
            ),
        );
}

function curves(title: string, unit: string): timeseries.PanelBuilder {
    return new timeseries.PanelBuilder()
        .title(title)
        .span(half.span)
        .height(half.height)
        .unit(unit)
        .axisSoftMin(0)
        .fillOpacity(10)
        .showPoints(VisibilityMode.Never)
        .legend(
            new VizLegendOptionsBuilder()
                .showLegend(true)
                .displayMode(LegendDisplayMode.List)
                .placement(LegendPlacement.Bottom),
        )
        .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** One number, with its curve in the background. */
export function stat(title: string, unit: string, expr: string): statPanel.PanelBuilder {
    return new statPanel.PanelBuilder()
        .title(title)
        .datasource(uid("prometheus"))
        .span(6)
        .height(4)
        .unit(unit)
        .noValue("none yet")
        .graphMode(BigValueGraphMode.Area)
        .colorMode(BigValueColorMode.None)
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]))
        .targets([promQuery(expr, 0)]);
}

/** Grafana names the queries of a panel A, B and so on. */
const refId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

const promQuery = (
    expr: string,
    index: number,
    from: "prometheus" | "deepflow" = "prometheus",
): prometheus.DataqueryBuilder =>
    new prometheus.DataqueryBuilder().refId(refId(index)).datasource(uid(from)).expr(expr);

const lokiQuery = (expr: string): loki.DataqueryBuilder =>
    new loki.DataqueryBuilder().refId("A").datasource(uid("loki")).expr(expr).queryType("range");

/**
 * Lines, newest first.
 * @param query of LogQL
 */
export function logLines(title: string, query: string): logsPanel.PanelBuilder {
    return new logsPanel.PanelBuilder()
        .title(title)
        .datasource(uid("loki"))
        .span(half.span)
        .height(10)
        .showTime(true)
        .enableLogDetails(true)
        .sortOrder(LogsSortOrder.Descending)
        .wrapLogMessage(true)
        .dedupStrategy(LogsDedupStrategy.None)
        .targets([lokiQuery(query)]);
}

/**
 * Traces as a table, each with a link to its request.
 * @param query of TraceQL
 */
export function traceTable(title: string, query: string): table.PanelBuilder {
    return new table.PanelBuilder()
        .title(title)
        .datasource(uid("tempo"))
        .span(half.span)
        .height(10)
        .overrideByName("traceID", [{ id: "links", value: [requestLink("${__value.raw}")] }])
        .targets([tempoQuery("traceql").query(query).tableType(tempo.SearchTableType.Traces).limit(20)]);
}

/** The spans of one trace. */
export function traceView(title: string, traceId: string): Builder<Panel> {
    return new GenericPanelBuilder()
        .type("traces")
        .title(title)
        .datasource(uid("tempo"))
        .span(half.span)
        .height(24)
        .targets([tempoQuery("traceql").query(traceId)]);
}

/** Leads from a curve of one of a gateway's services to its access lines of the same time. */
export const linesOfService = (namespace: string): DashboardLinkBuilder =>
    new DashboardLinkBuilder("Lines of this service").url(
        `/d/${dashboardUids.logs}?var-namespace=${namespace}&var-app=kong&var-gateway_service=\${__field.labels.service}&\${__url_time_range}`,
    );

/** Links to the dashboard with a request's trace and lines. */
const requestLink = (traceId: string): { title: string; url: string } => ({
    title: "This request: its trace and its lines",
    url: `/d/${dashboardUids.request}?var-trace_id=${traceId}&\${__url_time_range}`,
});

/** Which service calls which, from Tempo's metrics. */
export function serviceGraph(title: string): nodegraph.PanelBuilder {
    return new nodegraph.PanelBuilder()
        .title(title)
        .datasource(uid("tempo"))
        .span(half.span)
        .height(10)
        .targets([tempoQuery("serviceMap")]);
}

const tempoQuery = (queryType: string): tempo.DataqueryBuilder =>
    new tempo.DataqueryBuilder().refId("A").datasource(uid("tempo")).queryType(queryType);
