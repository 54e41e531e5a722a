import { at, isValues, textAt, type Values } from "./resource";
import type { System } from "./system";
import { readYaml } from "./yaml";

/** One OpenTelemetry collector, as its custom resource asks for it. */
export interface Collector {
    urn: string;
    name: string;
    mode: string;
    replicas: number;
    spec: Values;
    /** An object in v1beta1, a text in v1alpha1. */
    config: Values;
}

export function collectors(system: System): Collector[] {
    return system.kubernetes("OpenTelemetryCollector").map(({ urn, name, inputs }) => {
        const spec = isValues(inputs.spec) ? inputs.spec : {};
        const text = textAt(spec, "config");
        const config: unknown = text === undefined ? spec.config : readYaml(text);
        return {
            urn,
            name,
            mode: textAt(spec, "mode") ?? "deployment",
            replicas: Number(at(spec, "replicas") ?? 1),
            spec,
            config: isValues(config) ? config : {},
        };
    });
}

export const processorsOf = (config: Values): Values => objectAt(config, "processors");
export const exportersOf = (config: Values): Values => objectAt(config, "exporters");

function objectAt(config: Values, key: string): Values {
    const found = config[key];
    return isValues(found) ? found : {};
}
