import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardUids } from "../../../../model/dashboards";
import { logSeries, type PanelBuilder, rate, series, stat } from "../../../shared/dashboards/panels";
import { lineLabels } from "../../../shared/dashboards/lines";
import type { DashboardFacts } from "./facts";
import { frame, withSections } from "../../../shared/dashboards/frame";

/** Sources of stored data, and the cost of storing it: for when a bill or a volume grows. */
export function costDashboard({ namespace, logIngestion, loki, tempo }: DashboardFacts): DashboardBuilder {
    const dashboard = frame({
        uid: dashboardUids.cost,
        title: "Cost of telemetry",
        description: "Series, lines and spans by who makes them, and the volumes, memory and processors they take.",
    }).time({ from: "now-6h", to: "now" });
    totals(namespace, { loki, tempo }).forEach((panel) => dashboard.withPanel(panel));
    return withSections(dashboard, [
        { title: "Series", panels: seriesPanels(namespace) },
        { title: "Lines", panels: loki ? linePanels(lineLabels(logIngestion).app) : [] },
        { title: "Spans", panels: tempo ? spanPanels(namespace) : [] },
        { title: "What it takes to keep them", panels: keepingPanels(namespace) },
    ]);
}

function totals(namespace: string, stores: Record<"loki" | "tempo", boolean>): PanelBuilder[] {
    const of = `{namespace="${namespace}"}`;
    return [
        // With several Prometheus, each has all series, including the others' metrics.
        stat("Series", "short", `max(prometheus_tsdb_head_series${of})`).description("In each Prometheus."),
        stat(
            "Samples",
            "cps",
            `max(sum by (pod) (${rate(`prometheus_tsdb_head_samples_appended_total${of}`)}))`,
        ).description("To each Prometheus."),
        ...(stores.loki ? [stat("Lines", "cps", `sum(${rate(`loki_distributor_lines_received_total${of}`)})`)] : []),
        ...(stores.tempo ? [stat("Spans", "cps", `sum(${rate(`tempo_distributor_spans_received_total${of}`)})`)] : []),
    ];
}

function seriesPanels(namespace: string): PanelBuilder[] {
    return [
        series("Samples a scrape, by what is scraped: the 15 most", "short", {
            "{{job}}": "topk(15, sum by (job) (scrape_samples_post_metric_relabeling))",
        }),
        series("New series, by what is scraped: the 15 most", "short", {
            "{{job}}": "topk(15, sum by (job) (sum_over_time(scrape_series_added[1h])))",
        }).description("Within an hour. Much of it: a label whose values never come back."),
        series("Series in memory", "short", {
            "{{pod}}": `sum by (pod) (prometheus_tsdb_head_series{namespace="${namespace}"})`,
        }),
    ];
}

function linePanels(app: string): PanelBuilder[] {
    const by = (counted: string): string => `topk(15, sum by (${app}) (${counted}({${app}=~".+"} [$__auto])))`;
    return [
        logSeries("Lines by who writes them: the 15 most", "short", { [`{{${app}}}`]: by("count_over_time") }),
        logSeries("Bytes by who writes them: the 15 most", "bytes", { [`{{${app}}}`]: by("bytes_over_time") }),
    ];
}

function spanPanels(namespace: string): PanelBuilder[] {
    return [
        series("Spans by service: the 15 most", "cps", {
            "{{service}}": `topk(15, sum by (service) (${rate("traces_spanmetrics_calls_total")}))`,
        }),
        series("Bytes of spans", "Bps", {
            taken: `sum(${rate(`tempo_distributor_bytes_received_total{namespace="${namespace}"}`)})`,
        }),
    ];
}

function keepingPanels(namespace: string): PanelBuilder[] {
    const containers = `{namespace="${namespace}", container!=""}`;
    const volume = (what: string): string =>
        `max by (persistentvolumeclaim) (kubelet_volume_stats_${what}_bytes{namespace="${namespace}"})`;
    return [
        series("Volumes, of what they hold", "percentunit", {
            "{{persistentvolumeclaim}}": `${volume("used")} / ${volume("capacity")}`,
        }),
        series("Bytes on volumes", "bytes", { "{{persistentvolumeclaim}}": volume("used") }),
        series("Memory by pod", "bytes", {
            "{{pod}}": `sum by (pod) (container_memory_working_set_bytes${containers})`,
        }),
        series("Processors by pod", "short", {
            "{{pod}}": `sum by (pod) (${rate(`container_cpu_usage_seconds_total${containers}`)})`,
        }),
    ];
}
