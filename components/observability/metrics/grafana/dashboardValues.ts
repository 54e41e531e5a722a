import { dashboards as pinned } from "../../../../charts/registry";
import type { DeclaredDatasource } from "../../../../model/datasources";
import { type Dashboard, kongFolder } from "../../shared/grafana";

const home = "/var/lib/grafana/dashboards";

interface Input {
    name: string;
    value: string;
}

/**
 * The names by which dashboards refer to datasources: the name where the dashboard was exported, which is often the
 * type. The chart replaces them by the UID, in the old format and in the new. It treats the braces as optional, so the
 * longer of two names comes first.
 */
function inputsOf(datasources: readonly DeclaredDatasource[], own: Readonly<Record<string, string>>): Input[] {
    const named = (name: string): string => `DS_${name.toUpperCase().replace(/[^A-Z0-9-]+/g, "_")}`;
    const byType = datasources.filter(({ first }) => first).map(({ type, uid }) => [named(type), uid] as const);
    const byName = datasources.map(({ name, uid }) => [named(name), uid] as const);
    const all = Object.entries({ ...Object.fromEntries(byName), ...Object.fromEntries(byType), ...own });
    return all
        .map(([name, value]) => ({ name, value }))
        .sort((one, other) => other.name.length - one.name.length || (one.name < other.name ? -1 : 1));
}

interface Provider {
    name: string;
    orgId: 1;
    folder: string;
    type: "file";
    disableDeletion: false;
    editable: true;
    options: { path: string };
}

type Downloaded = { gnetId: number; revision: number; datasource: string | Input[] };

/**
 * Grafana's values for downloaded dashboards: Kong's own and those in the settings, with one provider for each folder.
 */
export interface DashboardValues {
    dashboardProviders: { "dashboardproviders.yaml": { apiVersion: 1; providers: Provider[] } };
    dashboards: Record<string, Record<string, Downloaded>>;
}

/**
 * Empty where nothing is downloaded: Grafana then starts without internet access.
 *
 * @param ingressController whether one is installed, which has its own dashboard
 */
export function dashboardValues(
    { dashboards: list, kongDashboards }: { dashboards: readonly Dashboard[]; kongDashboards: boolean },
    ingressController: boolean,
    datasources: readonly DeclaredDatasource[],
): Partial<DashboardValues> {
    const kong = Object.entries(pinned)
        .filter(([name]) => kongDashboards && (ingressController || name !== "kong-ingress-controller"))
        .map(([name, { gnetId, revision }]) => ({
            folder: kongFolder,
            name,
            dashboard: { gnetId, revision, datasource: "Prometheus" },
        }));
    const own = list
        .filter((dashboard) => dashboard.kind === "grafana.com")
        .map(({ folder = "", name, id, revision, inputs }) => ({
            folder,
            name,
            dashboard: { gnetId: id, revision, datasource: inputsOf(datasources, inputs) },
        }));
    const all: { folder: string; name: string; dashboard: Downloaded }[] = [...kong, ...own];
    const folders = [...new Set(all.map(({ folder }) => folder))];
    if (folders.length === 0) {
        return {};
    }
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

/** Part of a ConfigMap's name, and of a path that the chart writes into a script without quotes. */
function providerName(folder: string): string {
    return folder === "" ? "root" : folder.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
