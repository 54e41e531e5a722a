import type { Plugin } from "../../../model/plugins";

/**
 * A plugin that runs Lua (`pre-function`, `post-function`), with ours as the first of a phase.
 * @param own the configuration's own of that name, which may list texts for the phase, or give one alone
 */
export function runningFirst(name: string, phase: "access" | "log", lua: string, own: Plugin | undefined): Plugin {
    const config: Record<string, unknown> = { ...own?.config };
    return { ...own, name, config: { ...config, [phase]: [lua, ...[config[phase] ?? []].flat()] } };
}
