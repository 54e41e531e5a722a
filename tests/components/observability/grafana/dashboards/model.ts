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
