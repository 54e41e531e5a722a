import { isCounted, withObjectives } from "../objectives";
import { durationSeconds } from "../schema/common";
import { crossCheck, type CrossCheck } from "./check";

const kinds = ["availability", "latency"] as const;

/** Objectives need Kong's series, and a window within Prometheus' retention. */
export const objectiveChecks: readonly CrossCheck[] = [
    crossCheck(["gateway", "metrics", "alerts"], ({ gateway, metrics: { retention }, alerts }, { project }) => {
        const ofAll = alerts.objectives?.window;
        return withObjectives(gateway.services, alerts.objectives).map(({ slo }, index) => {
            const own = gateway.services[index]?.slo?.window ?? (ofAll === undefined ? slo?.window : undefined);
            const key = own === undefined ? "alerts.objectives.window" : `gateway.services[${index}].slo.window`;
            return (
                slo !== undefined &&
                durationSeconds(slo.window) > durationSeconds(retention) && {
                    key: `${project}:${key}`,
                    message: `got ${slo.window}; allowed: no more than ${project}:metrics.retention (${retention}), which is how long Prometheus keeps metrics`,
                }
            );
        });
    }),
    crossCheck(["alerts"], ({ alerts: { objectives } }, { project }) => [
        objectives !== undefined &&
            kinds.every((kind) => objectives[kind] === undefined) && {
                key: `${project}:alerts.objectives`,
                message: "got no objective; allowed: availability, latency, or both",
            },
    ]),
    crossCheck(["gateway"], ({ gateway: { services } }, { project }) =>
        services.map(
            ({ slo, ...service }, index) =>
                slo?.enabled === true &&
                !isCounted(service) && {
                    key: `${project}:gateway.services[${index}].slo`,
                    message: `got objectives; allowed: nothing here, since the service has no ${service.routes.length === 0 ? "routes" : "HTTP requests"} that are counted`,
                },
        ),
    ),
    crossCheck(["gateway", "alerts"], ({ gateway: { services, plugins }, alerts: { objectives } }, { project }) => {
        const counts: object = plugins.find(({ name }) => name === "prometheus")?.config ?? {};
        const given = [
            { key: "alerts.objectives", slo: objectives },
            ...services.map(({ slo }, index) => ({ key: `gateway.services[${index}].slo`, slo })),
        ];
        return given.flatMap(({ key, slo }) =>
            kinds.map((kind) => {
                const field = kind === "availability" ? "status_code_metrics" : "latency_metrics";
                return (
                    slo?.[kind] !== undefined &&
                    (counts as Record<string, unknown>)[field] === false && {
                        key: `${project}:${key}.${kind}`,
                        message: `got an objective; allowed: nothing here, since the plugin prometheus has ${field}: false and Kong does not count it`,
                    }
                );
            }),
        );
    }),
];
