import { type PanelBuilder, rate, series } from "../../shared/dashboards/panels";
import { agentSeries, byAgents, toAgents } from "../../shared/series";

/**
 * What passes through the collector, and what is lost between the gateway and its backends.
 * @param tempo whether Tempo is one of them
 */
export function telemetryPanels(tempo: boolean): PanelBuilder[] {
    const byExporter = (counter: string, labels = ""): string =>
        `sum by (exporter) (${rate(`otelcol_exporter_${counter}${labels}`)})`;
    // Data that agents have to hold back or send again is not lost.
    const delivered = `otelcol_exporter_sent_log_records{exporter!~"${byAgents}"}`;
    const notForAgents = `{${toAgents.noExporters}}`;
    return [
        series("Telemetry on its way through the collector", "cps", {
            "spans taken": `sum(${rate("otelcol_receiver_accepted_spans")})`,
            "spans delivered": `sum(${rate("otelcol_exporter_sent_spans")})`,
            // Agents' data is counted when it arrives.
            "log records taken": `sum(${rate('otelcol_receiver_accepted_log_records{receiver=~"otlp|otlp/agent.*"}')})`,
            "log records delivered": `sum(${rate(delivered)})`,
            "gateways' lines read": `sum(${rate('otelcol_receiver_accepted_log_records{receiver=~"file_log(/gateway_.+)?"}')})`,
            "other containers' lines read": `sum(${rate('otelcol_receiver_accepted_log_records{receiver="file_log/containers"}')})`,
        }),
        series("Telemetry lost", "cps", {
            "{{queue}} dropped by Kong's {{plugin}}": `sum by (plugin, queue) (${rate(agentSeries.dropped)})`,
            "spans refused": `sum(${rate("otelcol_receiver_refused_spans")})`,
            "spans dropped by {{exporter}}": byExporter("send_failed_spans"),
            "spans dropped before {{exporter}}, whose queue is full": byExporter("enqueue_failed_spans"),
            ...(tempo && {
                "spans discarded by Tempo ({{reason}})": `sum by (reason) (${rate("tempo_discarded_spans_total")})`,
            }),
            "counts dropped by {{exporter}}": byExporter("send_failed_metric_points"),
            "counts dropped before {{exporter}}, whose queue is full": byExporter("enqueue_failed_metric_points"),
            "log records refused": `sum(${rate('otelcol_receiver_refused_log_records{receiver="otlp"}')})`,
            "log records dropped by {{exporter}}": byExporter("send_failed_log_records", notForAgents),
            "log records dropped before {{exporter}}, whose queue is full": byExporter(
                "enqueue_failed_log_records",
                notForAgents,
            ),
        }),
    ];
}
