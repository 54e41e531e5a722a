import { writeLines } from "./accessLog/plugin";
import { accessLineOf, globalPlugins, type GlobalPluginsArgs } from "./globalPlugins";
import type { Gateway, Service } from "../../../model/gateway";
import { leaveOutOfTracing } from "./untraced";

/**
 * The configuration's services and plugins with everything that the signals need: the global plugins, and changes to
 * routes whose own plugins would undo them.
 */
export function observed(services: Service[], args: GlobalPluginsArgs): Gateway {
    const plugins = globalPlugins(args);
    const line = accessLineOf(args);
    const traced = leaveOutOfTracing(services, plugins);
    return { services: line === undefined ? traced : writeLines(traced, line), plugins };
}
