import { type Grafana, grafanas, labelsOf } from "../../library/grafana";
import { at, isValues, listAt, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

interface Config {
    folder: string;
}

/** Grafana reads dashboards from where its chart puts them. */
export const dashboardProviders = rule<Config>({
    name: "dashboard-providers",
    description:
        "Grafana's dashboard providers have the form its chart expects: each provider has its own options with a path that ends in the provider's name, and each group of dashboards has a provider; dashboards in ConfigMaps are where Grafana's sidecar looks.",
    severity: "medium",
    remediationSteps:
        'Under grafana.dashboardProviders."dashboardproviders.yaml" give each provider its own options: { path: /var/lib/grafana/dashboards/<name> }, and name it like the key of its dashboards in grafana.dashboards.',
    enforcementLevel: "mandatory",
    config: {
        folder: {
            type: "string",
            default: "/var/lib/grafana/dashboards",
            description: "The folder in which Grafana's chart stores dashboards, with a subfolder per provider",
        },
    },
    check(system, { folder }) {
        const all = grafanas(system);
        return [...all.flatMap((grafana) => [...files(grafana, folder), ...groups(grafana)]), ...unseen(system, all)];
    },
});

/** A dashboard in a ConfigMap that no Grafana reads is never shown, without any message. */
function unseen(system: System, all: readonly Grafana[]): Violation[] {
    const watching = all.flatMap(({ install: { name }, path, dashboards }) =>
        dashboards === undefined ? [] : [{ name, path, ...dashboards }],
    );
    return system.kubernetes("ConfigMap").flatMap(({ urn, name, inputs }) => {
        const namespace = textAt(inputs, "metadata", "namespace");
        const meant = watching.filter(({ label }) => labelsOf(inputs)[label] !== undefined);
        const [first] = meant;
        if (
            first === undefined ||
            namespace === undefined ||
            meant.some(({ namespaces }) => namespaces?.includes(namespace) ?? true)
        ) {
            return [];
        }
        const message =
            `${name}: has the label ${first.label} in the namespace ${namespace}, but the sidecar of ${first.name} watches only ` +
            `${first.namespaces?.join(", ")}, so Grafana never shows it; move it there, or add ${namespace} to ` +
            `${first.path}sidecar.dashboards.searchNamespace and ${first.path}rbac.namespaces`;
        return [{ urn, message }];
    });
}

/** The only key that the chart reads. */
const fileName = "dashboardproviders.yaml";

function files({ install: { urn, name }, values, path }: Grafana, folder: string): Violation[] {
    const all = isValues(values.dashboardProviders) ? values.dashboardProviders : {};
    const content = all[fileName];
    const where = `${name}: ${path}dashboardProviders`;
    const places = [
        { at: `${where}.options`, found: all.options !== undefined },
        { at: `${where}["${fileName}"].options`, found: at(content, "options") !== undefined },
    ].filter(({ found }) => found);
    const unread = Object.keys(all).filter((file) => file !== fileName && file !== "options");
    return [
        ...places.map(
            (place) =>
                `${place.at} is one level too high: options belong to each provider, and without a path of its own the chart does not render; move them to providers[].options`,
        ),
        ...unread.map(
            (file) => `${where}["${file}"] is not read by the chart, which knows only "${fileName}"; rename it`,
        ),
        ...listAt(content, "providers").flatMap((provider, index) =>
            pathOf(provider, `${where}["${fileName}"].providers[${index}]`, folder, places.length > 0),
        ),
    ].map((message) => ({ urn, message }));
}

/** A problem with a provider's path. Not reported if its options are in the wrong place. */
function pathOf(provider: unknown, where: string, folder: string, misplaced: boolean): string[] {
    const given = at(provider, "options", "path");
    const name = textAt(provider, "name");
    if (given === undefined && !misplaced) {
        return [
            `${where} has no options.path, and the chart does not render without; set it to ${folder}/${name ?? "<name>"}`,
        ];
    }
    const right = `${folder}/${name ?? ""}`;
    return given === undefined || given === unknown || name === undefined || given === right
        ? []
        : [`${where}.options.path is ${String(given)}, but the chart puts the dashboards of ${name} into ${right}`];
}

/** Dashboards of a group without a provider are downloaded and never shown. */
function groups({ install: { urn, name }, values, path }: Grafana): Violation[] {
    const providers = listAt(values, "dashboardProviders", fileName, "providers");
    const names = providers.map((provider) => provider.name);
    const all = isValues(values.dashboards) ? Object.keys(values.dashboards) : [];
    if (names.includes(unknown) || values.dashboardProviders === unknown) {
        return [];
    }
    return all
        .filter((group) => !names.includes(group))
        .map((group) => ({
            urn,
            message: `${name}: ${path}dashboards.${group} has no provider of that name, so Grafana never shows them; there ${names.length === 0 ? "is no provider" : `are providers for ${names.join(", ")}`}`,
        }));
}
