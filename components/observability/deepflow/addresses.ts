import { servedBy } from "../../../charts";
import { releaseNameOf, type ReleaseNames } from "../../../charts/releaseNames";
import type {
    MetricsDestination,
    OtlpDestination,
    RemoteWriteDestination,
    TracesDestination,
} from "../../../model/destinations";
import { type Served, serviceUrl } from "../../../model/services";

/** Where DeepFlow is. */
export interface DeepFlowPlace {
    namespace: string;
    releaseNames?: ReleaseNames | undefined;
}

type Part = "server" | "app" | "agent" | "clickhouse" | "mysql";

/** Its Services, by what they serve. */
export function deepflowServices({ namespace, releaseNames }: DeepFlowPlace) {
    const place = { namespace, releaseName: releaseNameOf("deepflow", releaseNames) };
    return {
        server: servedBy("deepflow", "deepflow-server", place),
        app: servedBy("deepflow", "deepflow-app", place),
        agent: servedBy("deepflow", "deepflow-agent", place),
        clickhouse: servedBy("deepflow", "deepflow-clickhouse", place),
        mysql: servedBy("deepflow", "deepflow-mysql", place),
    } satisfies Record<Part, Served>;
}

/** How it is called among destinations. */
export const deepflowName = "deepflow";

/**
 * Destinations with DeepFlow as what it is for senders: a receiver of OTLP with a path of its own, and one of remote
 * write. Both are every agent's, behind one Service (agent/src/integration_collector.rs at tag v7.1.8).
 */
export function withDeepFlow<D extends TracesDestination | MetricsDestination>(
    destinations: readonly D[],
    as: (agent: string) => D,
    place: DeepFlowPlace,
): D[] {
    const agent = serviceUrl(deepflowServices(place).agent, "http");
    return destinations.map((one) => (one.kind === "deepflow" ? as(agent) : one));
}

/** It knows no other compression than gzip. */
export const takesTraces = (agent: string): OtlpDestination => ({
    kind: "otlp",
    name: deepflowName,
    endpoint: agent,
    tracesUrl: `${agent}/api/v1/otel/trace`,
    protocol: "http",
    compression: "gzip",
});

export const takesMetrics = (agent: string): RemoteWriteDestination => ({
    kind: "remote-write",
    name: deepflowName,
    url: `${agent}/api/v1/prometheus`,
});
