import { chartImage, imageName, type Registry } from "../../../../charts/registry";
import { restricted } from "../../../shared/kubernetes";
import type { InstrumentedNamespace } from "../../../../model/instrumentation";

/**
 * The formats that Kong 3.9 sends on: the one in which the caller's trace came, else W3C's. Of a request with both it
 * takes B3 (kong/observability/tracing/propagation/init.lua), so that is read last, which in SDKs wins.
 */
const propagators = ["tracecontext", "baggage", "b3", "b3multi"] as const;

interface Variable {
    name: string;
    value: string;
}

/**
 * The `spec` of an Instrumentation. Variables that a container sets itself win over these (operator 0.158:
 * internal/instrumentation/sdk.go). Pure.
 * @param endpoint base address of the receiver for OTLP over HTTP
 */
export function instrumentationSpec(
    { languages, rate }: InstrumentedNamespace,
    { endpoint, registry }: { endpoint: string; registry: Registry },
): Record<string, unknown> {
    const image = (language: (typeof languages)[number]): string =>
        imageName(chartImage("opentelemetry-operator", language, registry));
    return {
        exporter: { endpoint },
        propagators,
        // Kong has decided for requests that come through it, and says so in the trace's context.
        sampler:
            rate === 1
                ? { type: "parentbased_always_on" }
                : { type: "parentbased_traceidratio", argument: String(rate) },
        // By this the collector knows a pod whose connections come from a proxy.
        resource: { addK8sUIDAttributes: true },
        // The name that lines of the same pod have in Loki.
        defaults: { useLabelsForResourceAttributes: true },
        env: variables({
            OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
            // The collector takes no metrics, and the agents read the lines already.
            OTEL_METRICS_EXPORTER: "none",
            OTEL_LOGS_EXPORTER: "none",
        }),
        // The images are root's. Without this they run as the container of the service does, which may forbid that.
        initContainerSecurityContext: { ...restricted, runAsUser: 65532 },
        ...Object.fromEntries(languages.map((language) => [language, { image: image(language), ...more[language] }])),
    };
}

/** In .NET the first format that is found wins (TraceContextPropagator.cs). */
const more: Partial<Record<string, { env: Variable[] }>> = {
    dotnet: { env: variables({ OTEL_PROPAGATORS: [...propagators].reverse().join(",") }) },
};

function variables(values: Record<string, string>): Variable[] {
    return Object.entries(values).map(([name, value]) => ({ name, value }));
}
