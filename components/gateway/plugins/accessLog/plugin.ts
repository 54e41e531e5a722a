import { readFileSync } from "node:fs";
import path from "node:path";
import type { AccessLogSettings } from "../../../../model/layers";
import { runningFirst } from "../luaPlugin";
import type { Service } from "../../../../model/gateway";
import type { Plugin } from "../../../../model/plugins";

/**
 * Kong compiles its Lua once a worker. `file-log` compiles each of its expressions for each request, at several times
 * the cost.
 */
export const linePlugin = "pre-function";

/** Of the configuration's own: Lua by field, as `file-log` takes it. */
export type Fields = Record<string, string>;

const program = readFileSync(path.join(__dirname, "line.lua"), "utf8");

/**
 * The Lua that makes the line of each request as it ends: one JSON object, at most 4,096 bytes with its newline,
 * whatever a client sent.
 */
export function accessLine({ queryString }: AccessLogSettings, fields: Fields = {}): string {
    const own = Object.entries(fields).map(([name, lua]) => `  { ${luaText(name)}, function()\n${lua}\nend },\n`);
    return `local query_strings = ${queryString}\nlocal fields = {\n${own.join("")}}\n${program}`;
}

/** JSON's escapes of control characters are not Lua's. */
function luaText(text: string): string {
    return `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`;
}

/**
 * A plugin on a service or route takes the global one's place, so each of that name makes the line, too, before what it
 * does itself.
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
