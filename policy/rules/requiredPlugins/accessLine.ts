import type { GatewayPlugin, KongNode } from "../../library/kong";
import { unknown } from "../../library/resource";

/** The variable by which Lua in Kong hands a line to nginx. */
const variable = "access_line";

/** Whether a plugin makes the access line that nginx writes, and so does what `file-log` would. */
export function makesAccessLine({ plugin, config }: GatewayPlugin): boolean {
    return plugin === "pre-function" && JSON.stringify(config.log ?? []).includes(`.${variable} =`);
}

/** Settings that declare the variable, a format of it, and the log that is written in that format. */
const settings = ["nginx_proxy_set", "nginx_http_log_format", "proxy_access_log"] as const;

/**
 * Directives that go before that log: in nginx `off` ends all logs of its level, and a location's log those above it.
 */
const overruling: Record<string, (value: string) => boolean> = {
    nginx_proxy_access_log: (value) => value.trim() === "off",
    nginx_location_access_log: (value) => !value.includes(variable),
};

/** Those that keep a node that takes traffic from writing the lines. */
export function withoutAccessLine({ env }: Pick<KongNode, "env">): string[] {
    const lacking = settings.filter((name) => env[name] !== unknown && !String(env[name] ?? "").includes(variable));
    const against = Object.entries(overruling).flatMap(([name, overrules]) => {
        const value = env[name];
        return value !== undefined && value !== unknown && overrules(String(value)) ? [name] : [];
    });
    return [...lacking, ...against];
}
