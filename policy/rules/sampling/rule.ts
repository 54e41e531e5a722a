import { collectors, exportersOf, processorsOf } from "../../library/collector";
import { effectiveRate, type GatewayPlugin, gatewayPlugins, type KongNode, proxies } from "../../library/kong";
import { unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

interface Config {
    minRate: number;
    maxRate: number;
    balancerSpan: boolean;
}

/** Traces are sampled at the environment's rate, and everywhere at the same. */
export const sampling = rule<Config>({
    name: "sampling",
    description:
        "The effective sampling rate (plugin, else node, else Kong's default of 0.01) lies within the environment's band and is never 0; instrumentation is on wherever the plugin is; all nodes and plugins agree. A plugin on a route or service may set the rate to 0 to exclude it from tracing.",
    severity: "high",
    remediationSteps:
        "Set kong-observability:sampling, which configures the data planes and the plugin consistently. In your own values: tracing_instrumentations: request,balancer (or all), and one rate for plugin and nodes.",
    enforcementLevel: "mandatory",
    config: {
        minRate: { type: "number", default: 0.001, description: "Minimum share of requests that must be traced" },
        maxRate: { type: "number", default: 1, description: "Maximum share of requests that may be traced" },
        balancerSpan: {
            type: "boolean",
            default: false,
            description: "Whether gateways must create the balancer span, without which the service graph ends at Kong",
        },
    },
    check(system, config) {
        const plugins = gatewayPlugins(system).filter(({ plugin }) => plugin === "opentelemetry");
        const pairs = plugins.flatMap((plugin) => proxies(system).map((node) => ({ plugin, node })));
        return [...pairs.flatMap((pair) => headSampling(pair, config)), ...tailSampling(system, pairs)];
    },
});

interface Pair {
    plugin: GatewayPlugin;
    node: KongNode;
}

function headSampling({ plugin, node }: Pair, { minRate, maxRate, balancerSpan }: Config): Violation[] {
    const { urn, name } = node.install;
    const violations: Violation[] = [];
    const instrumentations = node.env.tracing_instrumentations ?? "off";
    if (instrumentations === "off") {
        violations.push({
            urn,
            message: `${name}: env.tracing_instrumentations is off, so the opentelemetry plugin creates no spans, without an error; set it to "all"`,
        });
    }
    if (balancerSpan && lacksBalancer(instrumentations)) {
        violations.push({
            urn,
            message:
                `${name}: env.tracing_instrumentations is ${instrumentations}, so spans do not say which upstream answered, and the ` +
                'service graph ends at Kong; set it to "request,balancer" (sampling.spans: request-and-balancer), or allow it with ' +
                "sampling.balancerSpan: false in the policy configuration",
        });
    }
    if (!plugin.global && plugin.config.sampling_rate === 0) {
        return violations;
    }
    const rate = effectiveRate(node, plugin);
    if (rate === 0) {
        violations.push({
            urn,
            message: `${name}: the effective sampling rate is 0, so there are no traces at all; allowed: ${minRate} to ${maxRate}`,
        });
    } else if (rate !== undefined && (rate < minRate || rate > maxRate)) {
        violations.push({
            urn,
            message: `${name}: the effective sampling rate is ${rate} (${origin(pair(node, plugin))}); allowed: ${minRate} to ${maxRate}`,
        });
    }
    const { node: ours, plugin: theirs } = pair(node, plugin);
    if (ours !== undefined && theirs !== undefined && Number(ours) !== Number(theirs)) {
        violations.push({
            urn: plugin.urn,
            message: `${plugin.at}: sampling_rate ${theirs} overrides ${ours} of ${name}; set both to the same`,
        });
    }
    return violations;
}

/** An unknown value, or one that is off altogether, is not reported. */
function lacksBalancer(instrumentations: unknown): instrumentations is string {
    const kinds =
        typeof instrumentations === "string" && instrumentations !== unknown
            ? instrumentations.split(/\s*,\s*/)
            : ["all"];
    return ["all", "off", "balancer"].every((kind) => !kinds.includes(kind));
}

/** The two rates as written; undefined if one is not set or unknown. */
function pair(node: KongNode, plugin: GatewayPlugin): { node: string | undefined; plugin: string | undefined } {
    const text = (value: unknown): string | undefined =>
        value === undefined || value === unknown ? undefined : String(value);
    return { node: text(node.env.tracing_sampling_rate), plugin: text(plugin.config.sampling_rate) };
}

function origin({ node, plugin }: { node: string | undefined; plugin: string | undefined }): string {
    return plugin !== undefined ? "the plugin's" : node !== undefined ? "the node's" : "Kong's default";
}

/** A collector that samples must receive every trace, and each of them whole. */
function tailSampling(system: System, pairs: Pair[]): Violation[] {
    const deciding = collectors(system).filter(({ config }) =>
        Object.keys(processorsOf(config)).some((name) => name.startsWith("tail_sampling")),
    );
    if (deciding.length === 0) {
        return [];
    }
    const whole = collectors(system).some(({ config }) =>
        Object.keys(exportersOf(config)).some((name) => name.startsWith("load_balancing")),
    );
    const parts = deciding.filter(({ replicas, mode }) => (replicas > 1 || mode === "daemonset") && !whole);
    const dropping = pairs.filter(({ node, plugin }) => (effectiveRate(node, plugin) ?? 1) < 1);
    return [
        ...parts.map(({ urn, name }) => ({
            urn,
            message: `${name}: several collectors with tail_sampling each see only part of a trace; run one, or put a tier with a load_balancing exporter in front of them`,
        })),
        ...dropping.map(({ node: { install } }) => ({
            urn: install.urn,
            message: `${install.name}: the collector decides which traces to keep (tail_sampling), but this gateway already drops some; set its rate to 1`,
        })),
    ];
}
