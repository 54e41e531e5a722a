import { type CrossCheck, crossCheck } from "./check";
import { didYouMean } from "../../model/didYouMean";
import type { Problem } from "../problems";
import type { PlainSettings } from "../schema";
import { isValues } from "../../model/values";

/** Plugins in open-source Kong that need no further setting (kong/constants.lua at tag 3.9.3). */
const bundled = [
    "acl acme ai-prompt-decorator ai-prompt-guard ai-prompt-template ai-proxy ai-request-transformer ai-response-transformer aws-lambda azure-functions",
    "basic-auth bot-detection correlation-id cors datadog file-log grpc-gateway grpc-web hmac-auth http-log ip-restriction jwt key-auth ldap-auth loggly",
    "oauth2 opentelemetry post-function pre-function prometheus proxy-cache rate-limiting redirect request-size-limiting request-termination",
    "request-transformer response-ratelimiting response-transformer session standard-webhooks statsd syslog tcp-log udp-log zipkin",
].flatMap((line) => line.split(" "));

/**
 * Open-source Kong refuses a configuration with an unknown plugin: decK's Job fails, or the controller drops the whole
 * update.
 */
export const bundledPluginChecks: readonly CrossCheck[] = [
    crossCheck(["kong", "gateway", "chartOverrides"], ({ kong, gateway, chartOverrides }, { project }) => {
        if (kong.topology === "none" || kong.edition !== "open-source" || bringsPlugins(kong, chartOverrides)) {
            return [];
        }
        const way = `chartOverrides.${kong.topology === "ingress-controller" ? "ingress.gateway" : "kong"}.env.plugins`;
        const unknown = (plugins: { name: string }[], key: string): Problem[] =>
            plugins.flatMap(({ name }, index) => {
                const known = `the plugins of open-source Kong (enterprise plugins with kong.edition enterprise, your own with ${way})`;
                return bundled.includes(name)
                    ? []
                    : [{ key: `${key}[${index}].name`, message: `got "${name}"${didYouMean(name, bundled, known)}` }];
            });
        const key = `${project}:gateway`;
        return [
            ...unknown(gateway.plugins, `${key}.plugins`),
            ...gateway.services.flatMap(({ plugins, routes }, service) => [
                ...unknown(plugins, `${key}.services[${service}].plugins`),
                ...routes.flatMap((route, index) =>
                    unknown(route.plugins, `${key}.services[${service}].routes[${index}].plugins`),
                ),
            ]),
        ];
    }),
];

/** Whether the chart's values add plugins to the gateways, whose names are then not known here. */
function bringsPlugins(
    { topology }: PlainSettings["kong"],
    { kong, ingress }: PlainSettings["chartOverrides"],
): boolean {
    const node: unknown = topology === "ingress-controller" ? ingress?.gateway : kong;
    return isValues(node) && (node.plugins !== undefined || (isValues(node.env) && node.env.plugins !== undefined));
}
