import type * as pulumi from "@pulumi/pulumi";
import type { ComponentOptions } from "../../shared/component";
import type { ContainerResources } from "../../shared/kubernetes";
import type { GatewayLayer } from "../../../model/layers";
import { answered, probesOf } from "./alerts";
import { probeCheck, Probes, type ProbesArgs } from "./probes";
import type { SignalCheck } from "../../../model/signalCheck";
import { type PanelBuilder, series } from "../../shared/dashboards/panels";

/** Whether, and how often, the gateway's own routes are probed. */
export interface ProbesSettings {
    enabled: boolean;
    /** As a Go duration. */
    interval: string;
    resources: ContainerResources;
}

/** What probes add to the gateway's dashboard, and to the checks of `npm run verify`. @param gateway its namespace */
export function ofProbes(
    { enabled }: ProbesSettings,
    gateway: string,
): { panels: PanelBuilder[]; checks: SignalCheck[] } {
    const seconds = probesOf(gateway, "probe_duration_seconds");
    const panels = [
        series("Routes that answer (1) or not (0)", "short", { "{{host}} {{instance}}": answered(gateway) }),
        series("Time to an answer", "s", { "{{host}} {{instance}}": seconds }),
    ];
    return enabled ? { panels, checks: [probeCheck(gateway)] } : { panels: [], checks: [] };
}

/** Probes whether clients of the gateway get an answer, if enabled. */
export function connectProbes(
    name: string,
    {
        enabled,
        gateway,
        ...args
    }: ProbesSettings &
        Omit<ProbesArgs, "gateway" | "proxies"> & {
            gateway: Pick<GatewayLayer<pulumi.Output<string>>, "proxies"> & { namespace: string };
        },
    opts: ComponentOptions,
): void {
    if (enabled) {
        const proxies = Object.fromEntries(Object.entries(gateway.proxies).map(([proxy, { url }]) => [proxy, url]));
        new Probes(name, { ...args, gateway: gateway.namespace, proxies }, opts);
    }
}
