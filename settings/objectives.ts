import type { Objectives } from "../model/objectives";
import type { Service } from "../model/gateway";

/** What services are to hold that do not say so themselves. */
export type CommonObjectives = Partial<Objectives>;
/** What one service says of itself. */
export type OwnObjectives = CommonObjectives & { enabled: boolean };

/** Whether Kong counts what a service is asked: by routes, and of HTTP alone. */
export const isCounted = ({ routes, url }: { routes: readonly unknown[]; url: string }): boolean =>
    routes.length > 0 && !/^(tcp|tls):/.test(url);

/** Services with what they are to hold: each objective is the service's own, or else that of all. Pure. */
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
