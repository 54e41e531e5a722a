import type * as pulumi from "@pulumi/pulumi";
import type { ContainerResources } from "../../shared/kubernetes";
import type { Service } from "../../../model/gateway";
import type { GatewayLayer, ObservabilityLayer } from "../../../model/layers";
import type { Delivery } from "../../release/chartRelease";
import { answered, probeJob } from "./alerts";
import { probeCheck, Probes } from "./probes";
import type { Contribution } from "../shared/contribution";
import { series } from "../shared/panels";

/** Whether, and how often, the gateway's own routes are probed. */
export interface ProbesSettings {
    enabled: boolean;
    /** As a Go duration. */
    interval: string;
    resources: ContainerResources;
}

/** The alerts are installed with the exporter, without which they mean nothing. */
export function probesContribution({ enabled }: ProbesSettings): Contribution {
    const seconds = `probe_duration_seconds{job="${probeJob}"}`;
    const panels = [
        series("Routes that answer (1) or not (0)", "short", { "{{host}} {{instance}}": answered }),
        series("Time to an answer", "s", { "{{host}} {{instance}}": seconds }),
    ];
    return enabled ? { panels: { gateway: panels }, checks: [probeCheck] } : {};
}

/** Probes whether clients of the gateway get an answer, if enabled. */
export function connectProbes(
    name: string,
    {
        enabled,
        interval,
        resources,
        observability,
        gateway,
        services,
        delivery,
    }: ProbesSettings & {
        observability: ObservabilityLayer<pulumi.Output<string>>;
        gateway: GatewayLayer<pulumi.Output<string>>;
        services: Service[];
        delivery: Delivery;
    },
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): void {
    if (!enabled) {
        return;
    }
    const { namespace, rules } = observability;
    const proxies = Object.fromEntries(Object.entries(gateway.proxies).map(([proxy, { url }]) => [proxy, url]));
    new Probes(name, { interval, resources, namespace, rules, proxies, services, delivery }, opts);
}
