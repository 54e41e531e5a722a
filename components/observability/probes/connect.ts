import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../../model/gateway";
import type { GatewayLayer, ObservabilityLayer } from "../../../model/layers";
import type { SignalCheck } from "../../../model/signalCheck";
import type { Graph } from "../grafana/gatewayDashboard";
import type { Delivery } from "../../release/chartRelease";
import { answered, probeJob } from "./probeAlerts";
import { probeCheck, Probes } from "./probes";

/** Whether, and how often, the gateway's own routes are asked. */
export interface ProbesSettings {
    enabled: boolean;
    /** As a Go duration. */
    interval: string;
}

/** On the gateway's dashboard. */
export function probeGraphs({ enabled }: ProbesSettings): Graph[] {
    const seconds = `probe_duration_seconds{job="${probeJob}"}`;
    return enabled
        ? [
              {
                  title: "Routes that answer (1) or not (0)",
                  unit: "short",
                  queries: { "{{host}} {{instance}}": answered },
              },
              { title: "Time to an answer", unit: "s", queries: { "{{host}} {{instance}}": seconds } },
          ]
        : [];
}

/**
 * Has the gateway asked whether a client gets an answer.
 * @returns what verify is to ask, nothing where probes are off
 */
export function connectProbes(
    name: string,
    {
        enabled,
        interval,
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
): SignalCheck[] {
    if (!enabled) {
        return [];
    }
    const { namespace, rules } = observability;
    const proxies = Object.fromEntries(Object.entries(gateway.proxies).map(([proxy, { url }]) => [proxy, url]));
    new Probes(name, { interval, namespace, rules, proxies, services, delivery }, opts);
    return [probeCheck];
}
