import { DashboardBuilder, QueryVariableBuilder, VariableRefresh } from "@grafana/grafana-foundation-sdk/dashboard";
import { uid } from "../../shared/panels";

/** A dashboard of ours without its panels. Its UID never changes: links lead to it, in messages that were sent too. */
export function frame(dashboard: { uid: string; title: string; description: string }): DashboardBuilder {
    return new DashboardBuilder(dashboard.title)
        .uid(dashboard.uid)
        .description(dashboard.description)
        .tags(["kong"])
        .refresh("30s")
        .time({ from: "now-30m", to: "now" });
}

/** Values of a label, of which any number is chosen. All at first. */
export function chosen(name: string, label: string, query: string): QueryVariableBuilder {
    return (
        new QueryVariableBuilder(name)
            .label(label)
            .datasource(uid("prometheus"))
            .query({ qryType: 1, query, refId: name })
            .refresh(VariableRefresh.OnTimeRangeChanged)
            .includeAll(true)
            // Shorter than all of their names, and as good: what has none is in none of these series.
            .allValue(".*")
            .multi(true)
            .current({ text: "All", value: "$__all" })
    );
}
