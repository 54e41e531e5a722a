import { durationSeconds } from "../schema/common";
import { crossCheck, type CrossCheck } from "./crossCheck";

/** Objectives are counted by series of Kong that must be there, and no further back than Prometheus remembers. */
export const objectiveChecks: readonly CrossCheck[] = [
    crossCheck(["gateway", "metrics"], ({ gateway, metrics: { retention } }, { project }) =>
        gateway.services.map(
            ({ slo }, index) =>
                slo !== undefined &&
                durationSeconds(slo.window) > durationSeconds(retention) && {
                    key: `${project}:gateway.services[${index}].slo.window`,
                    message: `got ${slo.window}; allowed: no more than ${project}:metrics.retention (${retention}), which is how long Prometheus remembers`,
                },
        ),
    ),
    crossCheck(["gateway"], ({ gateway: { services } }, { project }) =>
        services.map(
            ({ slo, routes, url }, index) =>
                slo !== undefined &&
                (routes.length === 0 || /^(tcp|tls):/.test(url)) && {
                    key: `${project}:gateway.services[${index}].slo`,
                    message: `got objectives; allowed: nothing here, since the service has no ${routes.length === 0 ? "routes" : "HTTP requests"} and nothing of it is counted`,
                },
        ),
    ),
    crossCheck(["gateway"], ({ gateway: { services, plugins } }, { project }) => {
        const counts: object = plugins.find(({ name }) => name === "prometheus")?.config ?? {};
        return services.flatMap(({ slo }, index) =>
            (["availability", "latency"] as const).map((kind) => {
                const field = kind === "availability" ? "status_code_metrics" : "latency_metrics";
                return (
                    slo?.[kind] !== undefined &&
                    (counts as Record<string, unknown>)[field] === false && {
                        key: `${project}:gateway.services[${index}].slo.${kind}`,
                        message: `got an objective; allowed: nothing here, since the plugin prometheus has ${field}: false and Kong does not count it`,
                    }
                );
            }),
        );
    }),
];
