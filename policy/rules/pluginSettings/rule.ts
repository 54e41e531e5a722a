import { endpointProblem } from "./collectorEndpoint";
import { type GatewayPlugin, gatewayPlugins, proxies } from "../../library/kong";
import { fieldProblems, isOpen } from "./fields";
import { fieldPlace, isOff, isPartial, placeOf } from "../../library/pluginPlace";
import { pluginSchema, type PluginSchema, pluginSchemas, pluginsVersion } from "../../../model/plugins";
import { isValues, secret, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";

interface Config {
    allowPerConsumer: boolean;
    metricFamilies: string[];
    allowedEndpoints: string[];
    allowLoggedHeaders: boolean;
    extraFields: Record<string, string[]>;
}

const names = new Intl.ListFormat("en-GB").format(Object.keys(pluginSchemas));

/** The observability plugins have settings that Kong accepts, and send to addresses that accept their data. */
export const pluginSettings = rule<Config>({
    name: "plugin-settings",
    description: `The ${names} plugins use only fields that Kong ${pluginsVersion} knows, with valid values and none deprecated; telemetry goes to the collector in the cluster over OTLP/HTTP; all metric families are on, without series per consumer; no plugin logs request or response headers.`,
    severity: "high",
    remediationSteps:
        "Correct the field named in the message: in kong-observability:gateway.plugins, or in the decK file, KongClusterPlugin or KongPlugin itself.",
    enforcementLevel: "mandatory",
    config: {
        allowPerConsumer: {
            type: "boolean",
            default: false,
            description: "Whether series per consumer are allowed: one per consumer, status code and route",
        },
        metricFamilies: {
            type: "array",
            items: { type: "string" },
            default: ["status_code_metrics", "latency_metrics", "bandwidth_metrics", "upstream_health_metrics"],
            description: "Metric families of the prometheus plugin that must be on; Kong's default is off",
        },
        allowedEndpoints: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Full addresses, other than the collector's, that plugins may send to",
        },
        allowLoggedHeaders: {
            type: "boolean",
            default: false,
            description: "Whether log plugins may log headers, which include cookies and tokens",
        },
        extraFields: {
            type: "object",
            default: {},
            description:
                "Fields in addition to those of open-source Kong, as lists of names by plugin; for enterprise versions that have more",
        },
    },
    check(system, config) {
        return gatewayPlugins(system).flatMap((plugin) => {
            const schema = pluginSchema(plugin.plugin);
            const headers = isOff(plugin) ? [] : loggedHeaders(plugin, config);
            if (schema === undefined) {
                return headers;
            }
            const own =
                plugin.plugin === "prometheus"
                    ? metrics(plugin, config)
                    : plugin.plugin === "opentelemetry"
                      ? endpoints(system, plugin, config)
                      : headers;
            // A disabled plugin does no harm yet: only what Kong would refuse is reported.
            return [...fields(plugin, schema, config), ...(isOff(plugin) ? [] : own)];
        });
    },
});

function fields(plugin: GatewayPlugin, schema: PluginSchema, { extraFields }: Config): Violation[] {
    const all = [...Object.keys(schema.fields), ...Object.keys(schema.deprecated ?? {})];
    const misplaced = Object.keys(plugin.raw).filter((key) => all.includes(key));
    const missing = isPartial(plugin) ? [] : (schema.required ?? []).filter((key) => !isSet(plugin.config[key]));
    return [
        ...missing.map((key) => ({
            urn: plugin.urn,
            message: `${fieldPlace(plugin, key)}: missing, and Kong ${pluginsVersion} refuses the plugin without it`,
        })),
        ...misplaced.map((key) => ({
            urn: plugin.urn,
            message: `${placeOf(plugin)}: ${key} is next to config, where it has no effect; move it under config`,
        })),
        ...fieldProblems(plugin.config, schema, extraFields[plugin.plugin] ?? [], pluginsVersion).map(
            ({ path, message }) => ({ urn: plugin.urn, message: `${fieldPlace(plugin, path)}: ${message}` }),
        ),
    ];
}

/**
 * Plugins that write Kong's whole record of a request, unless `custom_fields_by_lua` changes it. Kong itself hides only
 * `authorization`.
 */
const logPlugins = ["file-log", "http-log", "tcp-log", "udp-log", "syslog", "loggly"];

function loggedHeaders(plugin: GatewayPlugin, { allowLoggedHeaders }: Config): Violation[] {
    const fields = plugin.config.custom_fields_by_lua;
    if (
        allowLoggedHeaders ||
        !logPlugins.includes(plugin.plugin) ||
        isPartial(plugin) ||
        fields === unknown ||
        fields === secret
    ) {
        return [];
    }
    const open = ["request.headers", "response.headers"].filter(
        (key) => !isSet(isValues(fields) ? fields[key] : undefined),
    );
    return open.length === 0
        ? []
        : [
              {
                  urn: plugin.urn,
                  message: `${fieldPlace(plugin, "custom_fields_by_lua")}: does not exclude ${open.join(" and ")}, so cookies and tokens are logged; set ${open.length === 1 ? "it" : "each"} to "return nil"`,
              },
          ];
}

/** An address that a plugin refers to, on each node whose environment has it. */
function onNodes(system: System, address: unknown): { address: unknown; of?: string }[] {
    const [, setting] = /^\{vault:\/\/env\/kong-([a-z0-9-]+)\}$/.exec(typeof address === "string" ? address : "") ?? [];
    return setting === undefined
        ? [{ address: address ?? null }]
        : proxies(system).map(({ env, install }) => ({
              address: env[setting.replaceAll("-", "_")],
              of: install.name,
          }));
}

/** The plugin appends no path to its addresses. */
const signals = { traces_endpoint: "/v1/traces", logs_endpoint: "/v1/logs" };

function endpoints(system: System, plugin: GatewayPlugin, { allowedEndpoints }: Config): Violation[] {
    const { urn, config } = plugin;
    const wrong = Object.entries(signals).flatMap(([field, path]) =>
        onNodes(system, config[field]).flatMap(({ address, of }) => {
            if (address === undefined) {
                return [
                    {
                        urn,
                        message: `${fieldPlace(plugin, field)}: is not set on ${of}, so nothing is sent from there`,
                    },
                ];
            }
            if (
                isOpen(address) ||
                typeof address !== "string" ||
                !URL.canParse(address) ||
                allowedEndpoints.includes(address)
            ) {
                return [];
            }
            const problem = endpointProblem(system, address, path);
            const place = `${fieldPlace(plugin, field)}${of === undefined ? "" : ` on ${of}`}`;
            return problem === undefined ? [] : [{ urn, message: `${place}: ${problem}` }];
        }),
    );
    // The deprecated name sends traces too, and is reported for being deprecated.
    const sends = isPartial(plugin) || isSet(config.traces_endpoint) || isSet(config.endpoint);
    return sends
        ? wrong
        : [
              {
                  urn,
                  message: `${fieldPlace(plugin)}: traces_endpoint is not set, so no trace is sent; set it to the collector's http address`,
              },
              ...wrong,
          ];
}

function metrics(plugin: GatewayPlugin, { allowPerConsumer, metricFamilies }: Config): Violation[] {
    const { urn, config } = plugin;
    const off = metricFamilies.filter((family) =>
        isSet(config[family]) ? config[family] === false : !isPartial(plugin),
    );
    return [
        ...(off.length > 0
            ? [
                  {
                      urn,
                      message: `${fieldPlace(plugin)}: ${off.join(", ")} ${off.length === 1 ? "is" : "are"} off (Kong's default), so these metrics do not exist; set to true`,
                  },
              ]
            : []),
        ...(config.per_consumer === true && !allowPerConsumer
            ? [
                  {
                      urn,
                      message: `${fieldPlace(plugin, "per_consumer")}: got true, which makes series for each consumer; allowed here: false`,
                  },
              ]
            : []),
    ];
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;
