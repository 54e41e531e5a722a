import { writeLines } from "./accessLog/plugin";
import { accessLineOf, globalPlugins, type GlobalPluginsArgs } from "./globalPlugins";
import type { Gateway, Service } from "../../../model/gateway";
import { leaveOutOfTracing } from "./untraced";

/**
 * What the configuration lists, with all that makes its signals: the global plugins, and what routes need so that
 * theirs do not undo them.
 */
export function observed(services: Service[], args: GlobalPluginsArgs): Gateway {
    const plugins = globalPlugins(args);
    const line = accessLineOf(args);
    const traced = leaveOutOfTracing(services, plugins);
    return { services: line === undefined ? traced : writeLines(traced, line), plugins };
}
