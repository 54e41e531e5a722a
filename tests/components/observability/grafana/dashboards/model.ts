import assert from "node:assert/strict";
import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";

/** What a panel asks, whatever the datasource. */
export interface Target {
    refId: string;
    datasource: { type: string; uid: string };
    expr?: string;
    query?: string;
    queryType?: string;
    exemplar?: boolean;
}

/** Panels of a dashboard, rows aside. */
export const panelsOf = ({ panels = [] }: Dashboard): Panel[] =>
    panels.flatMap((panel) => (panel.type === "row" ? [] : [panel as Panel]));

export const targetsOf = (dashboard: Dashboard): Target[] =>
    panelsOf(dashboard).flatMap(({ targets = [] }) => targets as object[] as Target[]);

/** A query of a panel or a variable as Grafana sends it, with everything chosen. */
export interface Query {
    language: string;
    text: string;
    where: string;
}

export function queriesOf(dashboard: Dashboard): Query[] {
    const ofPanels = panelsOf(dashboard).flatMap(({ title = "", targets = [] }) =>
        (targets as object[] as Target[]).map((target) => ({ ...target, where: `${dashboard.title}: ${title}` })),
    );
    return [
        ...ofPanels.flatMap(({ datasource, expr, query, where }) => {
            const text = expr ?? query;
            // An id is no query.
            return text === undefined || text === "$trace_id"
                ? []
                : [{ language: datasource.type, text: answered(text), where }];
        }),
        ...variableQueriesOf(dashboard),
    ];
}

/** What variables ask Prometheus for, as PromQL that has the same answer. Of Loki they ask for a label, by no query. */
function variableQueriesOf({ title, templating }: Dashboard): Query[] {
    return (templating.list ?? [])
        .filter(({ datasource }) => datasource?.type === "prometheus")
        .map(({ name, query }) => {
            const { query: asked } = query as { query: string };
            const [, series, label] = /^label_values\((.+), (\w+)\)$/.exec(asked) ?? assert.fail(asked);
            const text = `group by (${label}) (${answered(series!)})`;
            return { language: "prometheus", text, where: `${title}: $${name}` };
        });
}

/** With Grafana's own variables and ours as they are when all is chosen. */
export function answered(text: string): string {
    return text
        .replaceAll("$__rate_interval", "1m")
        .replaceAll("$__auto", "1m")
        .replaceAll("$trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")
        .replaceAll("$search", "")
        .replace(/\$[a-z]+/g, ".+");
}
