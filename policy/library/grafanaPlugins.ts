import type { Grafana } from "./grafana";
import { at, secret, unknown } from "./resource";

/** What Grafana 13.2 installs at its first start, in the newest version, unless settings prevent it. */
const apps = [
    "grafana-advisor-app",
    "grafana-exploretraces-app",
    "grafana-lokiexplore-app",
    "grafana-metricsdrilldown-app",
    "grafana-pyroscope-app",
];
/** Datasources that are plugins in Grafana's image from 13.2 on, no longer built in. */
const bundled = ["prometheus", "loki", "tempo"];

/** Why a Grafana loses plugins of its image, or never gets those that it is configured to install. */
export function lostPlugins(grafana: Grafana): string[] {
    const { values, path } = grafana;
    const key = `${path}grafana.ini.plugins.preinstall_disabled`;
    const asked = listed(grafana);
    const shadowed = at(values, "shadowBundledPlugins") === true ? missingIn(asked.map(idOf), bundled) : [];
    return [
        ...(installs(grafana) && setting(grafana, "preinstall_auto_update") !== false
            ? [
                  `${key} is not true: at each start Grafana looks for newer versions of its own datasources, ` +
                      "unloads the old one and has no permission to write the new one, so that the datasource is gone; set it to true",
              ]
            : []),
        ...(setting(grafana, "preinstall_disabled") === true && asked.length > 0
            ? [
                  `${key} is true, so Grafana never installs ${asked.join(", ")}; set it to false, and beside it ` +
                      `preinstall_auto_update: false and disable_plugins: ${apps.join(",")}`,
              ]
            : []),
        ...(shadowed.length > 0
            ? [
                  `${path}shadowBundledPlugins hides what Grafana's image brings: it has no datasource ` +
                      shadowed.join(", "),
              ]
            : []),
    ];
}

/** What a Grafana installs at start without a version. */
export function unpinnedPlugins(grafana: Grafana): string[] {
    const disabled = setting(grafana, "disable_plugins");
    if (!installs(grafana) || disabled === unknown) {
        return [];
    }
    const key = `${grafana.path}grafana.ini.plugins.disable_plugins`;
    const fetched = missingIn(split(disabled), apps);
    return [
        ...(fetched.length > 0
            ? [`Grafana fetches the newest ${fetched.join(", ")} at its start; name them in ${key}`]
            : []),
        ...listed(grafana)
            .filter((plugin) => !/@\d+\.\d+\.\d+/.test(plugin))
            .map((plugin) => `the plugin ${plugin} has no version; write ${idOf(plugin)}@1.2.3`),
    ];
}

function installs(grafana: Grafana): boolean {
    return ![true, unknown].includes(setting(grafana, "preinstall_disabled") as boolean);
}

/** Plugins to install, each as `id` or `id@version`: from the chart's list and from Grafana's own settings. */
function listed(grafana: Grafana): string[] {
    const given = at(grafana.values, "plugins");
    const own = ["preinstall", "preinstall_sync"].flatMap((key) => split(setting(grafana, key)));
    // An older variable with another form: `id version, id`.
    const old = split(at(grafana.values, "env", "GF_INSTALL_PLUGINS"), /,/).map((entry) =>
        entry.trim().replace(/\s+/, "@"),
    );
    return [...(Array.isArray(given) ? given.map(String) : []), ...own, ...old];
}

/** A setting of the section `plugins`. The environment overrides the file; booleans are read as Grafana reads them. */
function setting({ values }: Grafana, key: string): unknown {
    const value = at(values, "env", `GF_PLUGINS_${key.toUpperCase()}`) ?? at(values, "grafana.ini", "plugins", key);
    return value === secret ? unknown : value === "true" ? true : value === "false" ? false : value;
}

function split(value: unknown, by = /[,\s]+/): string[] {
    const known = typeof value === "string" && ![unknown, secret].includes(value);
    return known ? value.split(by).filter((part) => part.trim() !== "") : [];
}

function missingIn(given: readonly string[], wanted: readonly string[]): string[] {
    return wanted.filter((id) => !given.includes(id));
}

function idOf(plugin: string): string {
    return plugin.replace(/@.*/, "");
}
