import { dashboards as pinned } from "../../../../charts/registry";
import { type Dashboard, datasourceUids, kongFolder } from "../../shared/grafana";

const home = "/var/lib/grafana/dashboards";
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
