import {
    CustomVariableBuilder,
    DashboardBuilder,
    DashboardLinkBuilder,
    DashboardLinkType,
    QueryVariableBuilder,
    RowBuilder,
    VariableRefresh,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { dashboardUids } from "../../../../model/dashboards";
import { type PanelBuilder, uid } from "../../shared/panels";

/** By which the dashboards of the program find each other. */
const tag = "kong-observability";

/** A dashboard of ours without its panels. From each a menu leads to all others, with the same time. */
export function frame(dashboard: {
    uid: (typeof dashboardUids)[keyof typeof dashboardUids];
    title: string;
    description: string;
}): DashboardBuilder {
    return new DashboardBuilder(dashboard.title)
        .uid(dashboard.uid)
        .description(dashboard.description)
        .tags(["kong", tag])
        .refresh("30s")
        .time({ from: "now-30m", to: "now" })
        .link(
            new DashboardLinkBuilder("Other dashboards")
                .type(DashboardLinkType.Dashboards)
                .tags([tag])
                .asDropdown(true)
                .keepTime(true)
                .includeVars(true),
        );
}

/** Panels under a title of their own, in rows of 24 columns. */
export interface Section {
    title: string;
    panels: readonly PanelBuilder[];
}

/** Sections one below another; one without panels is left out. */
export function withSections(dashboard: DashboardBuilder, sections: readonly Section[]): DashboardBuilder {
    for (const { title, panels } of sections.filter((section) => section.panels.length > 0)) {
        dashboard.withRow(new RowBuilder(title));
        panels.forEach((panel) => dashboard.withPanel(panel));
    }
    return dashboard;
}

/** What is chosen at first. */
const all = { text: "All", value: "$__all" };

/** Values of a label of Prometheus' series, of which any number is chosen. */
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
            .current(all)
    );
}

/** The same of Loki's streams, of which a query must name one label that is not empty: this one. */
export function chosenOfLines(name: string, title: string, label: string): QueryVariableBuilder {
    return new QueryVariableBuilder(name)
        .label(title)
        .datasource(uid("loki"))
        .query({ type: 1, label, stream: "", refId: name })
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .includeAll(true)
        .allValue(".+")
        .multi(true)
        .current(all);
}

/** Values that are known. */
export function chosenOf(name: string, label: string, values: readonly string[]): CustomVariableBuilder {
    return new CustomVariableBuilder(name)
        .label(label)
        .values(values.join(","))
        .includeAll(true)
        .allValue(".*")
        .multi(true)
        .current(all);
}
