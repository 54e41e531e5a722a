import * as pulumi from "@pulumi/pulumi";
import type { ExistingOtlp } from "../../model/existing";
import type { ObservabilityLayer } from "../../model/layers";
import type { ComponentOptions } from "../shared/component";
import type { ObservabilityArgs } from "./args";
import { Existing } from "./shared/existing";
import type { MetricsConnection } from "./metrics/metrics";
import type { Stores } from "./stores";
import type { CollectorSettings } from "./collector/args";
import { Collector } from "./collector/collector";

/** What takes telemetry, and whether agents read lines beside it. */
export interface CollectorConnection {
    otlp: ObservabilityLayer<pulumi.Output<string>>["otlp"];
    takesLogs: boolean;
    /** Whether it has certificates whose end is recorded. */
    hasCertificates: boolean;
    /** What senders in other clusters show, by their names. */
    senderCertificates: Collector["senderCertificates"];
    /** Where signals go, if that is decided elsewhere. */
    destinations?: ObservabilityLayer["destinations"];
}

/** The collector with its operator and agents, or the one that exists. */
export function collectorOf(
    args: ObservabilityArgs,
    kept: Pick<CollectorSettings, "namespace" | "delivery" | "monitorLabels" | "containers">,
    metrics: Pick<MetricsConnection, "otlpUrls">,
    { logs, traces, sent }: Stores,
    opts: ComponentOptions,
): CollectorConnection {
    const { existing, credentials, clusterName, telemetry } = args;
    if (existing.otlp !== undefined) {
        return existingCollector(existing.otlp, args, opts);
    }
    const { environment, queryStrings, gateways, ownGateway } = telemetry;
    const backends = {
        tracesEndpoint: traces?.otlpGrpcEndpoint,
        logsUrl: logs?.otlpUrl,
        metricsUrls: metrics.otlpUrls,
    };
    const lines = { queryStrings, gateways, ownGateway, events: args.logs.events };
    const { instrumentation } = args.traces;
    const around = { ...kept, ...lines, environment, clusterName, destinations: sent, credentials, instrumentation };
    const { loadBalancers } = args.cluster;
    return new Collector("collector", { ...args.collector, ...around, ...backends, loadBalancers }, opts);
}

/** Lines of containers are then read by whoever reads them today. */
function existingCollector(
    { endpoint, headers }: ExistingOtlp,
    { metrics }: ObservabilityArgs,
    opts: ComponentOptions,
): CollectorConnection {
    new Existing("OtlpReceiver", "collector", { addresses: [endpoint] }, opts);
    const there = [`where the collector at ${endpoint} sends it`];
    const lines = [`in the containers' output, and ${there[0]}`];
    return {
        otlp: { http: pulumi.output(endpoint), ...(Object.keys(headers).length > 0 && { headers }) },
        takesLogs: false,
        hasCertificates: false,
        senderCertificates: {},
        destinations: { metrics: metrics.destinations.map(({ kind }) => kind), traces: there, logs: lines },
    };
}
