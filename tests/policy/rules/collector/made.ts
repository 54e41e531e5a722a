import { collector } from "../../../../policy/rules/collector/rule";
import { kubernetes, messages } from "../../helpers";

export type Object = ReturnType<typeof kubernetes>;

export const make = (config: unknown, spec: object = {}, apiVersion = "opentelemetry.io/v1beta1"): Object =>
    kubernetes(apiVersion, "OpenTelemetryCollector", "otel", {
        spec: { resources: { limits: { memory: "512Mi" } }, ...spec, config },
        metadata: { namespace: "observability" },
    });

interface Parts {
    receivers?: object;
    processors?: object;
    exporters?: object;
    connectors?: object;
    pipelines?: object;
    extensions?: string[];
}

export const limiter = { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 };

export const traces = { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["otlp_grpc/tempo"] };

/** A configuration that is right, but for what a test puts in. */
export const config = ({
    receivers,
    processors,
    exporters,
    connectors,
    pipelines,
    extensions,
}: Parts = {}): object => ({
    receivers: receivers ?? { otlp: { protocols: { grpc: null } } },
    processors: { memory_limiter: limiter, batch: null, ...processors },
    exporters: exporters ?? { "otlp_grpc/tempo": { endpoint: "tempo:4317" } },
    ...(connectors && { connectors }),
    service: { ...(extensions && { extensions }), pipelines: pipelines ?? { traces } },
});

export const judged = (parts: Parts, settings: object = {}): string[] =>
    messages(collector, [make(config(parts))], settings);
