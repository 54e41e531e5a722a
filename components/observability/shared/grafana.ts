import type { DatasourceName } from "../../../model/layers";

/** UIDs are fixed: correlations, dashboards and links refer to them. */
export const datasourceUids = {
    prometheus: "prometheus",
    alertmanager: "alertmanager",
    loki: "loki",
    tempo: "tempo",
} as const satisfies { [Name in DatasourceName]: Name };

/** A JSON file beside the program, whose `__inputs` ask for no datasource but ours. */
export interface DashboardFile {
    kind: "file";
    /** Its base name is part of the ConfigMap's. */
    path: string;
    /** @default Grafana's root */
    folder?: string;
    inputs: Inputs;
}

/** UIDs of datasources by the names by which a dashboard asks for them. */
type Inputs = Record<string, string>;

/** Fetched by Grafana's pod as it starts: without a way to grafana.com it is empty. */
interface DownloadedDashboard {
    kind: "grafana.com";
    name: string;
    id: number;
    revision: number;
    /** @default Grafana's root */
    folder?: string;
    inputs: Inputs;
}

export type Dashboard = DashboardFile | DownloadedDashboard;

/** Where Kong's dashboards stand. */
export const kongFolder = "Kong";
