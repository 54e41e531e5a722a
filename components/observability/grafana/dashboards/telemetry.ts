import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardUids } from "../../../../model/dashboards";
import { type PanelBuilder, rate, series, stat } from "../../../shared/dashboards/panels";
import type { DashboardFacts } from "./facts";
import { frame, withSections } from "../../../shared/dashboards/frame";

/**
 * Whether signals arrive in their stores: the collector's own series (without a suffix in version 0.160), and those of
 * the stores and of Prometheus.
 */
export function telemetryDashboard(facts: DashboardFacts): DashboardBuilder {
    const { namespace, prometheusNamespace, collector, loki, tempo, panels } = facts;
    const dashboard = frame({
        uid: dashboardUids.telemetry,
        title: "Telemetry on its way",
        description: "What collector, agents, stores and Prometheus take, keep waiting, refuse and lose.",
    });
    answering(namespace, { loki, tempo, collector }).forEach((panel) => dashboard.withPanel(panel));
    return withSections(dashboard, [
        {
            title: "Collector and agents",
            panels: collector ? [...panels.telemetry, ...collectorPanels(namespace)] : [],
        },
        { title: "Loki", panels: loki ? lokiPanels(namespace) : [] },
        { title: "Tempo", panels: tempo ? tempoPanels(namespace) : [] },
        { title: "Prometheus and Alertmanager", panels: prometheusPanels(prometheusNamespace) },
    ]);
}

function answering(namespace: string, stores: Record<"loki" | "tempo" | "collector", boolean>): PanelBuilder[] {
    const up = (container: string): string => `sum(up{namespace="${namespace}", container="${container}"})`;
    return [
        ...(stores.collector ? [stat("Collectors and agents that answer", "none", up("otc-container"))] : []),
        ...(stores.loki ? [stat("Loki pods that answer", "none", up("loki"))] : []),
        ...(stores.tempo ? [stat("Tempo pods that answer", "none", up("tempo"))] : []),
        stat("Targets that Prometheus does not reach", "none", "count(up == 0) or vector(0)"),
    ];
}

function collectorPanels(namespace: string): PanelBuilder[] {
    const of = `{namespace="${namespace}"}`;
    return [
        series("Queues, of what they hold", "percentunit", {
            "{{pod}} {{exporter}}": [
                `max by (pod, exporter) (otelcol_exporter_queue_size${of}`,
                `/ (otelcol_exporter_queue_capacity${of} > 0))`,
            ].join(" "),
        }),
        series("Memory", "bytes", { "{{pod}}": `max by (pod) (otelcol_process_memory_rss${of})` }),
        series("Processors", "short", { "{{pod}}": `sum by (pod) (${rate(`otelcol_process_cpu_seconds${of}`)})` }),
    ];
}

function lokiPanels(namespace: string): PanelBuilder[] {
    const writes = `namespace="${namespace}", route=~"loki_api_v1_push|otlp_v1_logs"`;
    const slow = rate(`loki_request_duration_seconds_bucket{${writes}}`);
    return [
        series("Writes by answer", "reqps", {
            "{{route}} {{status_code}}": `sum by (route, status_code) (${rate(`loki_request_duration_seconds_count{${writes}}`)})`,
        }),
        series("Time that a write takes (95th percentile)", "s", {
            "{{route}}": `histogram_quantile(0.95, sum by (le, route) (${slow}))`,
        }),
        series("Lines refused", "cps", {
            "{{reason}}": `sum by (reason) (${rate(`loki_discarded_samples_total{namespace="${namespace}"}`)})`,
        }).description("Empty while none is."),
        series("Streams in memory", "short", {
            "{{pod}}": `sum by (pod) (loki_ingester_memory_streams{namespace="${namespace}"})`,
        }),
    ];
}

function tempoPanels(namespace: string): PanelBuilder[] {
    const of = `{namespace="${namespace}"}`;
    return [
        series("Spans taken and discarded", "cps", {
            taken: `sum(${rate(`tempo_distributor_spans_received_total${of}`)})`,
            "discarded: {{reason}}": `sum by (reason) (${rate(`tempo_discarded_spans_total${of}`)})`,
        }),
        series("Spans counted for metrics", "cps", {
            taken: `sum(${rate(`tempo_metrics_generator_spans_received_total${of}`)})`,
            "left out: {{reason}}": `sum by (reason) (${rate(`tempo_metrics_generator_spans_discarded_total${of}`)})`,
        }),
        series("Traces in memory", "short", { "{{pod}}": `sum by (pod) (tempo_ingester_live_traces${of})` }),
        series("Series made of spans", "short", {
            "{{pod}}": `sum by (pod) (tempo_metrics_generator_registry_active_series${of})`,
        }),
    ];
}

function prometheusPanels(namespace: string): PanelBuilder[] {
    const of = `{namespace="${namespace}"}`;
    return [
        series("Targets that are not reached", "short", { "{{job}}": "count by (job) (up == 0)" }).description(
            "Empty while all are.",
        ),
        series("Time that a scrape takes, the slowest", "s", {
            "{{job}}": "topk(10, max by (job) (scrape_duration_seconds))",
        }),
        series("Rules and messages that failed", "cps", {
            // With several Prometheus, each evaluates all rules and sends all alerts; only Alertmanagers share their
            // state.
            "{{pod}}, rules: {{rule_group}}": `sum by (pod, rule_group) (${rate(`prometheus_rule_evaluation_failures_total${of}`)}) > 0`,
            "{{pod}}, alerts that Alertmanager did not get": `sum by (pod) (${rate(`prometheus_notifications_dropped_total${of}`)})`,
            "messages by {{integration}}": `sum by (integration) (${rate(`alertmanager_notifications_failed_total${of}`)}) > 0`,
        }),
        series("Alerts that fire", "short", {
            "{{severity}} {{alertname}}": 'count by (severity, alertname) (ALERTS{alertstate="firing"})',
        }),
    ];
}
