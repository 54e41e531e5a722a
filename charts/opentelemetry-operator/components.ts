/** Signals that a collector's component can process. */
export type TelemetrySignal = "traces" | "metrics" | "logs";

const all: readonly TelemetrySignal[] = ["traces", "metrics", "logs"];
const metrics: readonly TelemetrySignal[] = ["metrics"];

/**
 * Exporters and processors in the collector's image for Kubernetes, by type, with the signals that each supports. From
 * the distribution's manifest (otelcol-k8s in open-telemetry/opentelemetry-collector-releases, at 0.159.0) and each
 * component's `metadata.yaml` at 0.160.0. Deprecated aliases are left out.
 */
export const collectorComponents: Record<"exporters" | "processors", Record<string, readonly TelemetrySignal[]>> = {
    exporters: {
        debug: all,
        nop: all,
        otlp_grpc: all,
        otlp_http: all,
        file: all,
        load_balancing: all,
        otelarrow: all,
    },
    processors: {
        batch: all,
        memory_limiter: all,
        attributes: all,
        cumulative_to_delta: metrics,
        delta_to_cumulative: metrics,
        delta_to_rate: metrics,
        drain: ["logs"],
        filter: all,
        groupbyattrs: all,
        groupbytrace: ["traces"],
        interval: metrics,
        k8s_attributes: all,
        logdedup: ["logs"],
        metricsgeneration: metrics,
        metrics_transform: metrics,
        probabilistic_sampler: ["traces", "logs"],
        redaction: all,
        remotetap: all,
        resource_detection: all,
        resource: all,
        tail_sampling: ["traces"],
        transform: all,
    },
};
