import type { MetricsDestination, TracesDestination } from "../../../model/destinations";
import type { ComponentOptions } from "../../shared/component";
import type { Delivery } from "../../release/chartRelease";
import { takesMetrics, takesTraces, withDeepFlow } from "./addresses";
import type { DeepFlowSettings } from "./args";
import { DeepFlow, type DeepFlowArgs } from "./deepflow";

/** DeepFlow, if enabled. */
export function connectDeepFlow(
    name: string,
    {
        deepflow,
        namespace,
        delivery,
        storageClass,
    }: { deepflow: DeepFlowSettings } & Pick<DeepFlowArgs, "namespace" | "delivery" | "storageClass">,
    opts: ComponentOptions,
): DeepFlow | undefined {
    const place = { namespace, delivery, ...(storageClass !== undefined && { storageClass }) };
    return deepflow.enabled ? new DeepFlow(name, { ...deepflow, ...place }, opts) : undefined;
}

interface Sends {
    namespace: string;
    delivery: Pick<Delivery, "releaseNames">;
    metrics: { destinations: MetricsDestination[] };
    traces: { destinations: TracesDestination[] };
}

/** The same choices, with DeepFlow's addresses in the place of its name: all that sends knows only those. */
export function reachingDeepFlow<Args extends Sends>(args: Args): Args {
    const { metrics, traces, namespace, delivery } = args;
    const place = { namespace, releaseNames: delivery.releaseNames };
    return {
        ...args,
        metrics: { ...metrics, destinations: withDeepFlow(metrics.destinations, takesMetrics, place) },
        traces: { ...traces, destinations: withDeepFlow(traces.destinations, takesTraces, place) },
    };
}
