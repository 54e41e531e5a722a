import type { Service } from "../../../model/gateway";
import type { Plugin } from "../../../model/plugins";
import { trustPlugin } from "./trustCallers";

/**
 * Excludes routes with `traced: false` from tracing: a plugin on the route replaces the global one, with a rate of 0.
 * Kong then records nothing, and says so to the upstream in the request's trace context. Kong does not merge
 * configurations, so the route's plugin repeats the global one.
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
        // The plugin that trusts callers would enable their traces again.
        const silence = { name: trustPlugin, config: { access: ["return"] } };
        return [
            ...plugins.filter((plugin) => plugin !== own),
            // A disabled plugin would leave the request to the global one.
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
