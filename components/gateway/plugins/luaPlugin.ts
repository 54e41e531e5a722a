import type { Plugin } from "../../../model/plugins";

/**
 * A plugin that runs Lua (`pre-function`, `post-function`), with our code first in a phase.
 * @param own the configuration's plugin of that name; its phase may be a list of texts or a single one
 */
export function runningFirst(name: string, phase: "access" | "log", lua: string, own: Plugin | undefined): Plugin {
    const config: Record<string, unknown> = { ...own?.config };
    return { ...own, name, config: { ...config, [phase]: [lua, ...[config[phase] ?? []].flat()] } };
}
