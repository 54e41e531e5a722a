import { collectors, otlpIds, otlpPort } from "../../library/collector";
import { gatewayPlugins } from "../../library/kong";
import { at, type Seen, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";
import { deadEnd, printable } from "../../library/wiring/deadEnd";
import { knownServices, serviceAt } from "../../library/wiring/services";
import { languagesOf, variableOf } from "./effective";
import { sentOn, understands } from "./propagation";

interface Config {
    otherServices: string[];
}

/** Services that the operator instruments have a part in the gateway's traces. */
export const instrumentation = rule<Config>({
    name: "instrumentation",
    description:
        "What an Instrumentation makes of pods (its variables and those of each language taken together) joins the gateway's traces: spans are sent to a Service and port that takes their protocol, the sampler obeys the caller, one of the formats is one that Kong sends, and the operator supports the language.",
    severity: "high",
    remediationSteps:
        "Set kong-observability:traces.instrumentation. In an Instrumentation of your own: exporter.endpoint http://<collector>.<namespace>.svc:4318 with OTEL_EXPORTER_OTLP_PROTOCOL http/protobuf, a parentbased_ sampler, and tracecontext among the propagators.",
    enforcementLevel: "mandatory",
    config: {
        otherServices: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Services that this stack does not create but that take spans, as service.namespace",
        },
    },
    check(system, { otherServices }) {
        return system
            .kubernetes("Instrumentation", "opentelemetry.io/v1alpha1")
            .flatMap((resource) =>
                languagesOf(resource).flatMap((language): Violation[] => [
                    ...[
                        exporter(system, resource, language, otherServices),
                        sampler(resource, language),
                        ...propagators(system, resource, language),
                        language === "go" ? goSupport(system) : undefined,
                    ].flatMap((problem) =>
                        problem === undefined
                            ? []
                            : [{ urn: resource.urn, message: `${resource.name}: ${language}: ${problem}` }],
                    ),
                ]),
            );
    },
});

function exporter(system: System, resource: Seen, language: string, elsewhere: string[]): string | undefined {
    const endpoint = variableOf(resource, language, "OTEL_EXPORTER_OTLP_ENDPOINT");
    if (endpoint === unknown) {
        return undefined;
    }
    if (endpoint === undefined) {
        return "exporter.endpoint is not set, so spans go to localhost, where nobody takes them; set it to the collector's address";
    }
    // A name without a namespace would be looked for in the namespace of each pod.
    const end = deadEnd(system, endpoint, undefined, elsewhere, "instrumentation.otherServices");
    if (end !== undefined) {
        return `exporter.endpoint ${printable(endpoint)}: ${end}`;
    }
    const protocol = variableOf(resource, language, "OTEL_EXPORTER_OTLP_PROTOCOL") ?? "http/protobuf";
    const target = serviceAt(knownServices(system), endpoint, undefined);
    const collector = collectors(system).find(
        ({ service, namespace = "default" }) => service === target?.service && namespace === target.namespace,
    );
    if (collector === undefined || protocol === unknown) {
        return undefined;
    }
    const kind = protocol === "grpc" ? "grpc" : "http";
    const ports = otlpIds(collector.receivers).flatMap((id) => otlpPort(collector.receivers[id], kind) ?? []);
    return target?.port !== undefined && ports.includes(target.port)
        ? undefined
        : `exporter.endpoint ${printable(endpoint)} is no port for OTEL_EXPORTER_OTLP_PROTOCOL ${protocol}; allowed: ${ports.join(", ")}`;
}

function sampler(resource: Seen, language: string): string | undefined {
    const type = variableOf(resource, language, "OTEL_TRACES_SAMPLER") ?? "parentbased_always_on";
    return type === unknown || type.startsWith("parentbased_")
        ? undefined
        : `sampler.type ${type} does not ask what the gateway has decided, so traces have holes; set it to parentbased_${type.replace(/^xray$/, "always_on")}`;
}

function propagators(system: System, resource: Seen, language: string): string[] {
    const written = variableOf(resource, language, "OTEL_PROPAGATORS") ?? "tracecontext,baggage";
    const own = written.split(",").map((one) => one.trim());
    if (written === unknown) {
        return [];
    }
    const sent = gatewayPlugins(system)
        .filter(({ plugin, global }) => plugin === "opentelemetry" && global)
        .map(({ config }) => sentOn(config));
    return sent
        .filter((formats) => !formats.some((format) => understands(own, format)))
        .map((formats) =>
            formats.length === 0
                ? "the gateway's plugin opentelemetry sends no trace on (propagation.inject is empty), so each service begins one of its own; add w3c"
                : `the gateway sends traces on as ${formats.join(", ")}, of which propagators ${own.join(", ")} reads none; add tracecontext here, and w3c to the plugin's propagation.inject`,
        );
}

function goSupport(system: System): string | undefined {
    const operators = system.chart("opentelemetry-operator");
    const enabled = operators.map(({ values }) => at(values, "manager", "autoInstrumentation", "go", "enabled"));
    return operators.length === 0 || enabled.some((value) => value === true || value === unknown)
        ? undefined
        : "the operator does nothing for Go by default; set its chart's manager.autoInstrumentation.go.enabled to true";
}
