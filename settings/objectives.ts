import type { Objectives } from "../model/objectives";
import type { Service } from "../model/gateway";

/** Objectives of services that set none of their own. */
export type CommonObjectives = Partial<Objectives>;
/** A service's own objectives. */
export type OwnObjectives = CommonObjectives & { enabled: boolean };

/** Whether Kong counts a service's requests: only by route, and only of HTTP. */
export const isCounted = ({ routes, url }: { routes: readonly unknown[]; url: string }): boolean =>
    routes.length > 0 && !/^(tcp|tls):/.test(url);

/** Services with their objectives: each objective is the service's own, or else the common one. Pure. */
export function withObjectives<Given extends Omit<Service, "slo"> & { slo?: OwnObjectives }>(
    services: readonly Given[],
    common: CommonObjectives | undefined,
): (Omit<Given, "slo"> & { slo?: Objectives })[] {
    return services.map(({ slo, ...service }) => {
        const { enabled = true, availability, latency, window } = slo ?? {};
        const all = isCounted(service) ? common : undefined;
        const objectives = {
            availability: availability ?? all?.availability,
            latency: latency ?? all?.latency,
            window: window ?? all?.window ?? "360h",
        };
        const none = objectives.availability === undefined && objectives.latency === undefined;
        return enabled && !none ? { ...service, slo: objectives } : service;
    });
}
