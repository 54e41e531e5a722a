import type { GatewayPlugin, KongNode } from "../../library/kong";
import { unknown } from "../../library/resource";

/** The variable in which Kong's Lua passes a line to nginx. */
const variable = "access_line";

/** Whether a plugin builds the access line that nginx writes, and so replaces `file-log`. */
export function makesAccessLine({ plugin, config }: GatewayPlugin): boolean {
    return plugin === "pre-function" && JSON.stringify(config.log ?? []).includes(`.${variable} =`);
}

/** Settings that declare the variable, a log format with it, and the log in that format. */
const settings = ["nginx_proxy_set", "nginx_http_log_format", "proxy_access_log"] as const;

/**
 * Directives that override that log: in nginx `off` disables all logs of its level, and a location's log those above
 * it.
 */
const overruling: Record<string, (value: string) => boolean> = {
    nginx_proxy_access_log: (value) => value.trim() === "off",
    nginx_location_access_log: (value) => !value.includes(variable),
};

/** Settings that keep a node that serves traffic from writing the lines. */
export function withoutAccessLine({ env }: Pick<KongNode, "env">): string[] {
    const lacking = settings.filter((name) => env[name] !== unknown && !String(env[name] ?? "").includes(variable));
    const against = Object.entries(overruling).flatMap(([name, overrules]) => {
        const value = env[name];
        return value !== undefined && value !== unknown && overrules(String(value)) ? [name] : [];
    });
    return [...lacking, ...against];
}
