import type { Service } from "../../../model/gateway";
import type { Plugin } from "../../../model/plugins";
import { trustPlugin } from "./trustCallers";

/**
 * Leaves routes with `traced: false` out of tracing: a plugin on the route itself takes the place of the global one,
 * with a rate of 0. Kong then records nothing, and tells the upstream so in the request's trace context. Kong merges no
 * configurations, so it repeats the global one.
 */
export function leaveOutOfTracing<S extends Pick<Service, "routes">>(services: S[], globalPlugins: Plugin[]): S[] {
    const opentelemetry = globalPlugins.find(({ name }) => name === "opentelemetry");
    const trusts = globalPlugins.some(({ name }) => name === trustPlugin);
    if (opentelemetry === undefined) {
        return services;
    }
    const onRoute = (plugins: Plugin[]): Plugin[] => {
        const own = plugins.find(({ name }) => name === "opentelemetry");
        const config = { ...opentelemetry.config, ...own?.config, sampling_rate: 0 };
        // What trusts callers would bring their traces back.
        const silence = { name: trustPlugin, config: { access: ["return"] } };
        return [
            ...plugins.filter((plugin) => plugin !== own),
            // One that is off would leave the request to the global one.
            { ...opentelemetry, ...own, ...(own?.enabled === false && { enabled: true }), config },
            ...(trusts && plugins.every(({ name }) => name !== trustPlugin) ? [silence] : []),
        ];
    };
    return services.map((service) => ({
        ...service,
        routes: service.routes.map(({ traced = true, plugins, ...route }) => ({
            ...route,
            plugins: traced ? plugins : onRoute(plugins),
        })),
    }));
}
