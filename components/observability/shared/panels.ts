import { datasourceUids } from "./grafana";

/** A panel of Grafana that has no place yet: where it stands is the dashboard's business. */
export interface ContributedPanel {
    title: string;
    type: "stat" | "timeseries" | "logs" | "table" | "nodeGraph";
    datasource: DatasourceRef;
    targets: object[];
    [key: string]: unknown;
}

/** A dashboard is 24 columns wide. */
export type Panel = ContributedPanel & { gridPos: { x: number; y: number; w: number; h: number } };

type DatasourceRef = { type: string; uid: string };

export const uid = (name: keyof typeof datasourceUids): DatasourceRef => ({ type: name, uid: datasourceUids[name] });
/** Grafana's own: at least four scrapes wide, so that a rate always has two samples. */
export const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

/** Curves over time, by what their legend says. */
export function series(title: string, unit: string, queries: Record<string, string>): ContributedPanel {
    return {
        title,
        type: "timeseries",
        datasource: uid("prometheus"),
        fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: "never" } }, overrides: [] },
        options: { tooltip: { mode: "multi", sort: "desc" } },
        targets: Object.entries(queries).map(([legendFormat, expr], index) => ({
            refId: String.fromCharCode(65 + index),
            datasource: uid("prometheus"),
            expr,
            legendFormat,
            exemplar: expr.includes("traces_spanmetrics"),
        })),
    };
}

/** Half as wide as the dashboard. */
export function placed({ title, type, datasource, ...panel }: ContributedPanel, at: { x: number; y: number }): Panel {
    return { title, type, datasource, gridPos: { ...at, w: 12, h: 8 }, ...panel };
}
