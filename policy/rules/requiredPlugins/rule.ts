import { makesAccessLine, withoutAccessLine } from "./accessLine";
import { type GatewayPlugin, gatewayPlugins, kongNodes, type KongNode, proxies } from "../../library/kong";
import { ingressClass, isOff, placeOf } from "../../library/pluginPlace";
import { at, isValues, secret, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

interface Config {
    plugins: string[];
}

/** Every gateway has the global plugins that create its signals. */
export const requiredPlugins = rule<Config>({
    name: "required-plugins",
    description:
        "Every gateway configured here has exactly one global opentelemetry plugin and one global prometheus plugin: in decK content for control planes, as KongClusterPlugin for the ingress controller. The access line that `pre-function` creates counts as `file-log`, if the nodes' settings let nginx write it.",
    severity: "high",
    remediationSteps:
        'The program adds both itself. In your own configuration: list the plugin at the top of the decK file, or make a KongClusterPlugin with the label global: "true" and the annotation kubernetes.io/ingress.class.',
    enforcementLevel: "mandatory",
    config: {
        plugins: {
            type: "array",
            items: { type: "string" },
            default: ["opentelemetry", "prometheus"],
            description: "Plugins that every gateway must have globally",
        },
    },
    check(system, { plugins: required }) {
        const all = gatewayPlugins(system).map((plugin) =>
            makesAccessLine(plugin) ? { ...plugin, plugin: "file-log" } : plugin,
        );
        const plugins = all.filter(({ plugin }) => required.includes(plugin));
        const gateways = kongNodes(system).flatMap(gatewayOf);
        return [
            ...gateways.flatMap((gateway) => required.flatMap((name) => missing(system, gateway, name, plugins))),
            ...gateways.flatMap((gateway) =>
                gateway.sources.length > 1 ? required.flatMap((name) => twoSources(gateway, name, plugins)) : [],
            ),
            ...plugins.filter(isIgnored).map((plugin) => ({
                urn: plugin.urn,
                message: `${placeOf(plugin)}: has no annotation kubernetes.io/ingress.class, so the ingress controller ignores it; set it to the controller's class (kong)`,
            })),
            ...repeated(system, plugins.filter(counts)),
            ...(gatewayPlugins(system).some(makesAccessLine) ? unwritten(system) : []),
        ];
    },
});

/** Nodes that build access lines but do not write them, because of overridden settings. */
function unwritten(system: System): Violation[] {
    return proxies(system).flatMap((node) => {
        const settings = withoutAccessLine(node);
        const { urn, name } = node.install;
        const names = settings.map((setting) => `env.${setting}`).join(", ");
        const message = `${name}: nginx writes no access lines, because of these settings: ${names}; restore the program's values`;
        return settings.length === 0 ? [] : [{ urn, message }];
    });
}

/** A gateway whose configuration is in this stack, and the kinds of resources that contain it. */
interface Gateway {
    urn: string;
    name: string;
    sources: readonly GatewayPlugin["source"][];
    /** The ingress class whose global plugins its controller reads. */
    className: unknown;
}

/** Data planes have no configuration of their own; a file in the chart's values (`dblessConfig`) is not read. */
function gatewayOf(node: KongNode): Gateway[] {
    const {
        install: { urn, name },
        role,
        env,
        values,
    } = node;
    if (role === "data_plane" || env.role === unknown || values.dblessConfig !== undefined) {
        return [];
    }
    // The chart `kong` runs an ingress controller by default; a gateway with a database can be configured both ways.
    const controller = role === "ingress" || at(values, "ingressController", "enabled") !== false;
    const deck = role !== "ingress" && (!controller || (env.database !== undefined && env.database !== "off"));
    return [
        {
            urn,
            name,
            sources: [...(deck ? (["deck"] as const) : []), ...(controller ? (["KongClusterPlugin"] as const) : [])],
            className: classOf(node),
        },
    ];
}

/** The environment overrides the values, as in the chart's template of the controller (`CONTROLLER_INGRESS_CLASS`). */
function classOf({ install, fact }: KongNode): unknown {
    const controller = at(install.values, ...fact.controller);
    return at(controller, "env", "ingress_class") ?? at(controller, "ingressClass") ?? "kong";
}

/**
 * Whether a gateway runs a plugin: always from decK, by class from the ingress controller. A plugin without a class is
 * reported separately.
 */
function takes({ sources, className }: Gateway, plugin: GatewayPlugin): boolean {
    const own = ingressClass(plugin);
    const passed =
        plugin.source === "KongClusterPlugin" &&
        ![own, className].includes(unknown) &&
        own !== undefined &&
        own !== className;
    return sources.includes(plugin.source) && !passed;
}

const counts = (plugin: GatewayPlugin): boolean => plugin.global && !isOff(plugin);
const isIgnored = (plugin: GatewayPlugin): boolean =>
    plugin.source === "KongClusterPlugin" && counts(plugin) && ingressClass(plugin) === undefined;

function missing(system: System, gateway: Gateway, wanted: string, plugins: readonly GatewayPlugin[]): Violation[] {
    const { urn, name, sources } = gateway;
    const named = plugins.filter(({ plugin }) => plugin === wanted);
    if (
        named.some((plugin) => counts(plugin) && takes(gateway, plugin)) ||
        sources.some((source) => mayHide(system, source))
    ) {
        return [];
    }
    const where = sources.map((source) => (source === "deck" ? "decK content" : "a KongClusterPlugin")).join(" or ");
    return [
        {
            urn,
            message: `${name}: has no global ${wanted} plugin, so its signals are missing${near(gateway, named)}; add it in ${where}`,
        },
    ];
}

/** The closest plugin, and why it does not count. */
function near({ sources, className }: Gateway, [first]: readonly GatewayPlugin[]): string {
    if (first === undefined) {
        return "";
    }
    const why = isOff(first)
        ? "is turned off"
        : first.global
          ? first.source === "KongClusterPlugin" && sources.includes(first.source)
              ? `is of the class ${String(ingressClass(first))}, and its controller reads ${String(className)} alone`
              : "is not read by this gateway"
          : first.source === "KongPlugin"
            ? "works only for what is annotated with it"
            : first.source === "KongClusterPlugin"
              ? 'lacks the label global: "true"'
              : "works only for what it belongs to";
    return ` (${placeOf(first)} ${why})`;
}

/** Whether a plugin may be in a place that is not visible yet. */
function mayHide(system: System, source: GatewayPlugin["source"]): boolean {
    const hidden = (value: unknown): boolean => value === unknown || value === secret;
    if (source === "deck") {
        return system
            .kubernetes("ConfigMap")
            .some(
                ({ inputs: { data } }) =>
                    hidden(data) ||
                    (isValues(data) &&
                        Object.entries(data).some(([key, value]) => hidden(value) && /\.(ya?ml|json)$/.test(key))),
            );
    }
    return system
        .kubernetes("KongClusterPlugin")
        .some(({ inputs }) => hidden(inputs.plugin) || hidden(at(inputs, "metadata", "labels", "global")));
}

/** Kong accepts one global plugin of a name; a second is refused, or the winner is arbitrary. */
function repeated(system: System, plugins: readonly GatewayPlugin[]): Violation[] {
    const first = new Map<string, GatewayPlugin>();
    return plugins.flatMap((plugin) => {
        const key = [plugin.plugin, plugin.source, scopeOf(system, plugin)].join("\n");
        const before = first.get(key);
        first.set(key, before ?? plugin);
        return before === undefined ? [] : [twice(plugin, before)];
    });
}

function twoSources({ sources }: Gateway, wanted: string, plugins: readonly GatewayPlugin[]): Violation[] {
    const [one, other] = sources.map((source) =>
        plugins.find((plugin) => plugin.plugin === wanted && plugin.source === source && counts(plugin)),
    );
    return one !== undefined && other !== undefined ? [twice(other, one)] : [];
}

function twice(plugin: GatewayPlugin, before: GatewayPlugin): Violation {
    return {
        urn: plugin.urn,
        message: `${placeOf(plugin)}: a second global ${plugin.plugin} in addition to ${placeOf(before)}; a gateway accepts only one: remove either`,
    };
}

/** What separates gateways of one kind: the namespace of the decK file, the class of the ingress controller. */
function scopeOf(system: System, plugin: GatewayPlugin): string {
    return plugin.source === "deck"
        ? (textAt(system.find(plugin.urn)?.inputs, "metadata", "namespace") ?? "")
        : String(ingressClass(plugin) ?? "");
}
