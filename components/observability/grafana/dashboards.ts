import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { Component, type ComponentOptions } from "../../shared/component";
import { dashboards as pinned } from "../../../charts/registry";
import { datasourceUids } from "./datasources";
import { sidecarLabels, sidecarLabelValue } from "./relies";

/** A JSON file beside the program, whose `__inputs` ask for no datasource but ours. */
interface DashboardFile {
    kind: "file";
    /** Its base name is part of the ConfigMap's. */
    path: string;
    /** @default Grafana's root */
    folder?: string;
}

/** Fetched by Grafana's pod as it starts: without a way to grafana.com it is empty. */
interface DownloadedDashboard {
    kind: "grafana.com";
    name: string;
    id: number;
    revision: number;
    /** @default Grafana's root */
    folder?: string;
}

export type Dashboard = DashboardFile | DownloadedDashboard;

const home = "/var/lib/grafana/dashboards";
/** Where Kong's dashboards stand. */
export const kongFolder = "Kong";

/**
 * What dashboards call the datasource that they ask for; the chart puts ours in its place, in the old format and in the
 * new.
 */
const inputs = [
    { name: "DS_PROMETHEUS", value: datasourceUids.prometheus },
    { name: "DS_LOKI", value: datasourceUids.loki },
    { name: "DS_TEMPO", value: datasourceUids.tempo },
];

interface Provider {
    name: string;
    orgId: 1;
    folder: string;
    type: "file";
    disableDeletion: false;
    editable: true;
    options: { path: string };
}

type Downloaded = { gnetId: number; revision: number; datasource: string | typeof inputs };

/**
 * Grafana's values for what it downloads: Kong's own dashboards and those asked for, with one provider for each folder.
 */
export interface DashboardValues {
    dashboardProviders: { "dashboardproviders.yaml": { apiVersion: 1; providers: Provider[] } };
    dashboards: Record<string, Record<string, Downloaded>>;
}

/** @param ingressController whether there is one, which has a dashboard of its own */
export function dashboardValues(list: readonly Dashboard[], ingressController: boolean): DashboardValues {
    const kong = Object.entries(pinned)
        .filter(([name]) => ingressController || name !== "kong-ingress-controller")
        .map(([name, { gnetId, revision }]) => ({
            folder: kongFolder,
            name,
            dashboard: { gnetId, revision, datasource: "Prometheus" },
        }));
    const own = list
        .filter((dashboard) => dashboard.kind === "grafana.com")
        .map(({ folder = "", name, id, revision }) => ({
            folder,
            name,
            dashboard: { gnetId: id, revision, datasource: inputs },
        }));
    const all: { folder: string; name: string; dashboard: Downloaded }[] = [...kong, ...own];
    const folders = [...new Set(all.map(({ folder }) => folder))];
    return {
        dashboardProviders: {
            // The chart reads no other key, and the path must end in the provider's name.
            "dashboardproviders.yaml": {
                apiVersion: 1,
                providers: folders.map((folder) => ({
                    name: providerName(folder),
                    orgId: 1,
                    folder,
                    type: "file",
                    disableDeletion: false,
                    editable: true,
                    options: { path: `${home}/${providerName(folder)}` },
                })),
            },
        },
        dashboards: Object.fromEntries(
            folders.map((folder) => [
                providerName(folder),
                Object.fromEntries(
                    all.filter((one) => one.folder === folder).map(({ name, dashboard }) => [name, dashboard]),
                ),
            ]),
        ),
    };
}

/** Part of a ConfigMap's name, and of a path that the chart puts into a script without quotes. */
function providerName(folder: string): string {
    return folder === "" ? "root" : folder.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

/** Expressions are Grafana's own. */
const answerOf: Partial<Record<string, string>> = { ...datasourceUids, __expr__: "__expr__" };

interface Input {
    name: string;
    type: string;
    pluginId?: string;
    value?: unknown;
}

/**
 * A dashboard's text as Grafana can provision it: an export's `__inputs`, which only its import page answers, are
 * answered by our datasources.
 */
export function provisioned(text: string): string {
    const { __inputs = [] } = JSON.parse(text) as { __inputs?: Input[] };
    const answers = new Map(
        __inputs.map(({ name, type, pluginId = "", value }) => [
            name,
            type === "datasource" ? answerOf[pluginId] : String(value),
        ]),
    );
    const answered = text.replace(/\$\{(\w+)\}/g, (found, name: string) => {
        const answer = answers.get(name);
        // Without its quotes, it is what a JSON text holds.
        return answer === undefined ? found : JSON.stringify(answer).slice(1, -1);
    });
    // The id is another Grafana's. JSON leaves out what is undefined.
    return JSON.stringify({
        ...(JSON.parse(answered) as object),
        __inputs: undefined,
        __requires: undefined,
        __elements: undefined,
        id: undefined,
    });
}

export interface DashboardsArgs {
    namespace: string;
    files: DashboardFile[];
}

/** Dashboards out of files, each a ConfigMap that Grafana's sidecar picks up by label. */
export class Dashboards extends Component {
    constructor(name: string, args: DashboardsArgs, opts?: ComponentOptions) {
        const { namespace, files } = args;
        super(
            "kong-observability:observability:Dashboards",
            name,
            { namespace, files: files.map(({ path }) => path) },
            opts,
        );

        for (const { path, folder } of files) {
            const file = basename(path);
            const short = basename(path, ".json");
            new k8s.core.v1.ConfigMap(
                `${name}-${short}`,
                {
                    metadata: {
                        name: `grafana-dashboard-${short}`,
                        namespace,
                        labels: { [sidecarLabels.dashboards]: sidecarLabelValue },
                        ...(folder !== undefined && { annotations: { grafana_folder: folder } }),
                    },
                    data: { [file]: provisioned(readFileSync(path, "utf8")) },
                },
                this.within,
            );
        }
        this.registerOutputs();
    }
}
