import { factOf } from "../../charts";
import type { KongFact } from "../../charts/programs";
import { at, isValues, listAt, textAt, unknown, type Values } from "./resource";
import { type ChartInstall, once, type System } from "./system";
import { readYaml } from "./yaml";

/** Kong's own default (kong.conf.default, `tracing_sampling_rate`). */
const defaultSamplingRate = 0.01;

/** A plugin as a gateway would run it. */
export interface GatewayPlugin {
    /** The resource that configures it. */
    urn: string;
    /** The place in the resource, for messages. */
    at: string;
    plugin: string;
    /** Whether it runs for every request, not for one Service or route. */
    global: boolean;
    config: Values;
    /** The plugin as written, with all keys next to `config`. */
    raw: Values;
    source: "deck" | "KongClusterPlugin" | "KongPlugin";
}

/** A Kong node that a chart installs. */
export interface KongNode {
    install: ChartInstall;
    fact: KongFact;
    /** `ingress` for gateways of the ingress controller, which are DB-less. */
    role: "control_plane" | "data_plane" | "traditional" | "ingress";
    /** Environment without the `KONG_` prefix. */
    env: Values;
    /** The values of this node: the whole chart's, or those under `gateway`. */
    values: Values;
}

/** Every plugin, in decK files and in the ingress controller's own kinds. */
export const gatewayPlugins = once((system): GatewayPlugin[] => {
    return [...deckPlugins(system), ...crdPlugins(system, "KongClusterPlugin"), ...crdPlugins(system, "KongPlugin")];
});

/** decK state files in ConfigMaps. */
export const deckFiles = once((system): { urn: string; key: string; file: Values }[] => {
    return system.kubernetes("ConfigMap").flatMap(({ urn, inputs }) =>
        Object.entries(isValues(inputs.data) ? inputs.data : {}).flatMap(([key, text]) => {
            if (typeof text !== "string" || !text.includes("_format_version")) {
                return [];
            }
            const file: unknown = readYaml(text);
            return isValues(file) ? [{ urn, key, file }] : [];
        }),
    );
});

function deckPlugins(system: System): GatewayPlugin[] {
    return deckFiles(system).flatMap(({ urn, key, file }) => {
        const plugin =
            (path: string, global: boolean) =>
            (item: Values, index: number): GatewayPlugin => ({
                urn,
                at: `${key}: ${path}plugins[${index}]`,
                plugin: String(item.name),
                global,
                config: isValues(item.config) ? item.config : {},
                raw: item,
                source: "deck",
            });
        const services = listAt(file, "services").flatMap((service) => [
            ...listAt(service, "plugins").map(plugin(`service ${String(service.name)}: `, false)),
            ...listAt(service, "routes").flatMap((route) =>
                listAt(route, "plugins").map(plugin(`route ${String(route.name)}: `, false)),
            ),
        ]);
        const routes = listAt(file, "routes").flatMap((route) =>
            listAt(route, "plugins").map(plugin(`route ${String(route.name)}: `, false)),
        );
        // A top-level plugin is global unless it names what it belongs to.
        const top = listAt(file, "plugins").map((item, index) =>
            plugin(
                "",
                item.service === undefined &&
                    item.route === undefined &&
                    item.consumer === undefined &&
                    item.consumer_group === undefined,
            )(item, index),
        );
        return [...top, ...services, ...routes];
    });
}

function crdPlugins(system: System, kind: "KongClusterPlugin" | "KongPlugin"): GatewayPlugin[] {
    return system.kubernetes(kind, "configuration.konghq.com/v1").map(({ urn, inputs }) => ({
        urn,
        at: "config",
        plugin: textAt(inputs, "plugin") ?? "",
        global: kind === "KongClusterPlugin" && textAt(inputs, "metadata", "labels", "global") === "true",
        config: isValues(inputs.config) ? inputs.config : {},
        raw: inputs,
        source: kind,
    }));
}

/** Kong's nodes, from the charts that install them. */
export const kongNodes = once((system): KongNode[] =>
    system.charts.flatMap((install) => {
        const fact = factOf(install.chart, "kong");
        return fact === undefined ? [] : kongNode(install, fact);
    }),
);

function kongNode(install: ChartInstall, fact: KongFact): KongNode {
    const found = at(install.values, ...fact.nodes);
    const values = isValues(found) ? found : {};
    const env = environmentOf(values);
    const told = env.role === "control_plane" || env.role === "data_plane" ? env.role : "traditional";
    return { install, fact, role: fact.role === "ingress" ? "ingress" : told, env, values };
}

/** The path of a node's value in its chart's values, for messages. */
export function placeIn({ fact: { nodes } }: KongNode, ...key: string[]): string {
    return [...nodes, ...key].join(".");
}

/**
 * The environment that Kong sees: the chart upper-cases every key, and `customEnv`, which has full names as keys,
 * overrides `env`.
 */
function environmentOf({ env, customEnv }: Values): Values {
    const entries = (value: unknown): [string, unknown][] =>
        Object.entries(isValues(value) ? value : {}).map(([key, item]) => [key.toLowerCase(), item]);
    const custom = entries(customEnv).flatMap(([key, item]) =>
        key.startsWith("kong_") ? [[key.slice("kong_".length), item] as const] : [],
    );
    return Object.fromEntries([...entries(env), ...custom]) as Values;
}

/** Nodes that serve traffic, and so create spans. */
export const proxies = once((system): KongNode[] => {
    return kongNodes(system).filter(({ role }) => role !== "control_plane");
});

/**
 * The share of requests that a node traces: the plugin's own rate, else the node's, else Kong's default.
 * @returns undefined if the value that decides is unknown or not a number
 */
export function effectiveRate({ env }: KongNode, plugin: GatewayPlugin): number | undefined {
    const rate = plugin.config.sampling_rate ?? env.tracing_sampling_rate ?? defaultSamplingRate;
    const number = Number(rate);
    return rate === unknown || at(rate) === undefined || Number.isNaN(number) ? undefined : number;
}
