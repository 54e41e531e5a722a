import { type DashboardBuilder, TextBoxVariableBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardUids } from "../../../../model/dashboards";
import { logLines, traceView } from "../../../shared/dashboards/panels";
import { lineLabels } from "../../../shared/dashboards/lines";
import type { DashboardFacts } from "./facts";
import { frame } from "../../../shared/dashboards/frame";

/** One request, by its trace id: its spans, and the lines of everything that was involved. */
export function requestDashboard(facts: DashboardFacts): DashboardBuilder {
    const { loki, tempo } = facts.stores;
    const dashboard = frame({
        uid: dashboardUids.request,
        title: "One request: trace and lines",
        description: "Give the id of a trace: a response's header traceparent has it, and each access line.",
    })
        .time({ from: "now-6h", to: "now" })
        .withVariable(new TextBoxVariableBuilder("trace_id").label("Trace ID").defaultValue(""));
    return [
        ...(tempo ? [traceView("Trace", "$trace_id")] : []),
        ...(loki ? [logLines("Lines of all that had a part in it", linesOfTrace(facts)).height(24)] : []),
    ].reduce((all, panel) => all.withPanel(panel), dashboard);
}

/**
 * OTLP keeps a record's trace id as structured metadata; promtail leaves it in the line. Without an id there are no
 * lines. Tempo's search omits leading zeros of ids (seen with 2.10.8).
 */
function linesOfTrace({ logIngestion }: DashboardFacts): string {
    const { app } = lineLabels(logIngestion);
    return logIngestion === "otlp"
        ? `{${app}=~".+"} | trace_id!="" | trace_id=~"0*$trace_id"`
        : `{${app}=~".+"} |~ "trace_?id" |= "$trace_id"`;
}
