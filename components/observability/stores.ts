import type * as pulumi from "@pulumi/pulumi";
import { type Existing, installsStore, sentTo } from "../../model/existing";
import type { DatasourceUrls } from "../../model/layers";
import type { ObservabilityArgs } from "./args";
import { connectStores } from "./shared/existingStores";
import { Logs, type LogsArgs } from "./logs/logs";
import { Promtail, type PromtailArgs } from "./logs/promtail/promtail";
import { logsVariant } from "./logs/variant";
import type { MetricsConnection } from "./metrics/metrics";
import { guardStores, type Store } from "./storeAccess";
import { Traces, type TracesArgs } from "./traces/traces";

/** Loki and Tempo: those that are installed here, and where the collector and Grafana reach whichever there are. */
export interface Stores {
    logs: Logs | undefined;
    traces: Traces | undefined;
    /** What Grafana asks. */
    datasources: Pick<DatasourceUrls<pulumi.Input<string>>, "loki" | "tempo">;
    /** Where the collector sends: stores that exist are among them, ours are `in-cluster`. */
    sent: ReturnType<typeof sentTo>;
    /** Whether Tempo's generator writes to Prometheus. */
    spanMetrics: boolean;
}

type Around = Omit<
    LogsArgs & TracesArgs,
    "retention" | "volumeSize" | "resources" | "variant" | "metricsRemoteWriteUrls"
>;

/** Installs the stores of the signals that stay in the cluster, unless one exists, and the network policies of all. */
export function storesOf(
    { logs, traces, objectStores, networkPolicies, existing, deepflow }: ObservabilityArgs,
    around: Around,
    metrics: MetricsConnection,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): Stores {
    const signals = { logs, traces, existing };
    const [here, there] = [installsStore("loki", signals), installsStore("tempo", signals)];
    const { prometheus, grafana } = existing;
    const stores: Store[] = [
        ...(prometheus === undefined ? (["kube-prometheus-stack"] as const) : []),
        ...(here ? [logs.chart] : []),
        ...(there ? (["tempo"] as const) : []),
        ...(deepflow.enabled ? (["deepflow"] as const) : []),
    ];
    const callers = [prometheus?.namespace, grafana?.namespace].filter((one) => one !== undefined);
    const storeClients = [...new Set([...networkPolicies.storeClients, ...callers])];
    const { namespace, delivery } = around;
    guardStores({ ...networkPolicies, storeClients }, { namespace, releaseNames: delivery.releaseNames, stores }, opts);
    connectStores(signals, opts);
    const more = { metricsRemoteWriteUrls: metrics.remoteWriteUrls, objectStore: objectStores.traces };
    const variant = here ? logsVariant(logs, objectStores.logs) : undefined;
    const made = {
        logs: variant && new Logs("logs", { ...logs, ...around, variant }, opts),
        traces: there ? new Traces("traces", { ...traces, ...around, ...more }, opts) : undefined,
    };
    return {
        ...made,
        datasources: { ...urlsOf(existing), ...made.logs?.datasources, ...made.traces?.datasources },
        sent: sentTo(signals),
        spanMetrics: existing.tempo?.spanMetrics ?? metrics.remoteWriteUrls.length > 0,
    };
}

function urlsOf({ loki, tempo }: Existing): Stores["datasources"] {
    return { ...(loki && { loki: loki.url }), ...(tempo && { tempo: tempo.url }) };
}

/** Promtail, if enabled. */
export function promtailOf(
    choice: ObservabilityArgs["logs"],
    logs: Logs | undefined,
    around: Omit<PromtailArgs, "lokiUrl" | "lines">,
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): Promtail | undefined {
    return logs !== undefined && choice.chart === "loki" && choice.shipper === "promtail"
        ? new Promtail("promtail", { ...around, lokiUrl: logs.url, lines: choice.containers }, opts)
        : undefined;
}
