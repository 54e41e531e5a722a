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
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import * as logsPanel from "@grafana/grafana-foundation-sdk/logs";
import * as loki from "@grafana/grafana-foundation-sdk/loki";
import * as nodegraph from "@grafana/grafana-foundation-sdk/nodegraph";
import * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import * as statPanel from "@grafana/grafana-foundation-sdk/stat";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as tempo from "@grafana/grafana-foundation-sdk/tempo";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import { datasourceUids } from "./grafana";

/** A panel of Grafana that has no place yet: where it stands is the dashboard's business. */
export type PanelBuilder = Builder<Panel>;

/** A dashboard is 24 columns wide. */
const half = { span: 12, height: 8 };

interface DatasourceRef {
    type: string;
    uid: string;
}

export const uid = (name: keyof typeof datasourceUids): DatasourceRef => ({ type: name, uid: datasourceUids[name] });
/** Grafana's own: at least four scrapes wide, so that a rate always has two samples. */
export const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

/** Curves over time, by what their legend says. */
export function series(title: string, unit: string, queries: Record<string, string>): timeseries.PanelBuilder {
    return new timeseries.PanelBuilder()
        .title(title)
        .datasource(uid("prometheus"))
        .span(half.span)
        .height(half.height)
        .unit(unit)
        .min(0)
        .fillOpacity(10)
        .showPoints(VisibilityMode.Never)
        .legend(
            new VizLegendOptionsBuilder()
                .showLegend(true)
                .displayMode(LegendDisplayMode.List)
                .placement(LegendPlacement.Bottom),
        )
        .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
        .targets(
            Object.entries(queries).map(([legend, expr], index) =>
                promQuery(expr, index).legendFormat(legend).exemplar(expr.includes("traces_spanmetrics_latency")),
            ),
        );
}

/** One number, with its curve behind it. */
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

function promQuery(expr: string, index: number): prometheus.DataqueryBuilder {
    return new prometheus.DataqueryBuilder()
        .refId(String.fromCharCode("A".charCodeAt(0) + index))
        .datasource(uid("prometheus"))
        .expr(expr);
}

/** Lines, newest first. @param query of LogQL */
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
        .targets([new loki.DataqueryBuilder().refId("A").datasource(uid("loki")).expr(query).queryType("range")]);
}

/** Traces as a table, each a link to itself. @param query of TraceQL */
export function traceTable(title: string, query: string): table.PanelBuilder {
    return new table.PanelBuilder()
        .title(title)
        .datasource(uid("tempo"))
        .span(half.span)
        .height(10)
        .targets([tempoQuery("traceql").query(query).tableType(tempo.SearchTableType.Traces).limit(20)]);
}

/** Who calls whom, as Tempo counts it. */
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
