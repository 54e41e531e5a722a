import {
    CustomVariableBuilder,
    DashboardBuilder,
    DashboardLinkBuilder,
    DashboardLinkType,
    QueryVariableBuilder,
    RowBuilder,
    VariableRefresh,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { type PanelBuilder, uid } from "./panels";

/** The tag by which the program's dashboards link to each other. */
const tag = "kong-observability";

/** One of our dashboards without its panels. A menu links to all others, with the same time range. */
export function frame(dashboard: { uid: string; title: string; description: string }): DashboardBuilder {
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

/** Panels under a title, in rows of 24 columns. */
export interface Section {
    title: string;
    panels: readonly PanelBuilder[];
}

/** Sections below each other; those without panels are left out. */
export function withSections(dashboard: DashboardBuilder, sections: readonly Section[]): DashboardBuilder {
    for (const { title, panels } of sections.filter((section) => section.panels.length > 0)) {
        dashboard.withRow(new RowBuilder(title));
        panels.forEach((panel) => dashboard.withPanel(panel));
    }
    return dashboard;
}

/** The initial selection. */
const all = { text: "All", value: "$__all" };

/** A variable with multiple selection: values of a label of Prometheus series. */
export function chosen(name: string, label: string, query: string): QueryVariableBuilder {
    return (
        new QueryVariableBuilder(name)
            .label(label)
            .datasource(uid("prometheus"))
            .query({ qryType: 1, query, refId: name })
            .refresh(VariableRefresh.OnTimeRangeChanged)
            .includeAll(true)
            // Shorter than a list of all names, and it also matches series without the label.
            .allValue(".*")
            .multi(true)
            .current(all)
    );
}

/** The same for Loki's streams. A query must name one label that is not empty: this one. */
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

/** A variable with fixed values. */
export function chosenOf(name: string, label: string, values: readonly string[]): CustomVariableBuilder {
    return new CustomVariableBuilder(name)
        .label(label)
        .values(values.join(","))
        .includeAll(true)
        .allValue(".*")
        .multi(true)
        .current(all);
}
