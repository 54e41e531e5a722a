import { readFileSync } from "node:fs";
import path from "node:path";
import type { AccessLogSettings } from "../../../../model/layers";
import { runningFirst } from "../luaPlugin";
import type { Service } from "../../../../model/gateway";
import type { Plugin } from "../../../../model/plugins";

/**
 * The Lua is compiled once per worker. `file-log` compiles each of its expressions for each request, at several times
 * the cost.
 */
export const linePlugin = "pre-function";

/** Fields of the configuration's own: Lua by field name, in the form of `file-log`. */
export type Fields = Record<string, string>;

const program = readFileSync(path.join(__dirname, "line.lua"), "utf8");

/**
 * The Lua that builds the line of each request when it ends: one JSON object of at most 4,096 bytes with its newline,
 * whatever the client sent.
 */
export function accessLine({ queryString }: AccessLogSettings, fields: Fields = {}): string {
    const own = Object.entries(fields).map(([name, lua]) => `  { ${luaText(name)}, function()\n${lua}\nend },\n`);
    return `local query_strings = ${queryString}\nlocal fields = {\n${own.join("")}}\n${program}`;
}

/** JSON's escapes of control characters are not valid in Lua. */
function luaText(text: string): string {
    return `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`;
}

/**
 * A plugin on a service or route replaces the global one of the same name, so each of these also builds the line,
 * before its own code.
 */
export function writeLines<S extends Pick<Service, "plugins" | "routes">>(services: S[], lua: string): S[] {
    const inPlace = (plugins: Plugin[]): Plugin[] =>
        plugins.map((plugin) => (plugin.name === linePlugin ? writingLines(plugin, lua) : plugin));
    return services.map((service) => ({
        ...service,
        plugins: inPlace(service.plugins),
        routes: service.routes.map((route) => ({ ...route, plugins: inPlace(route.plugins) })),
    }));
}

export const writingLines = (plugin: Plugin | undefined, lua: string): Plugin =>
    runningFirst(linePlugin, "log", lua, plugin);
