/** A JSON file of the stack, whose `__inputs` may only refer to our datasources. */
export interface DashboardFile {
    kind: "file";
    /** The file's base name is part of the ConfigMap's name. */
    path: string;
    /** @default Grafana's root */
    folder?: string;
    inputs: Inputs;
}

/** UIDs of datasources, by the names that a dashboard uses. */
type Inputs = Record<string, string>;

/** Downloaded by Grafana's pod at start: without access to grafana.com it is empty. */
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

/** The folder of Kong's dashboards. */
export const kongFolder = "Kong";
