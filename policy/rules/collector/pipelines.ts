import { queueless } from "../../../model/collectorParts";
import type { Collector } from "../../library/collector";
import { at, isValues, secret, unknown, type Values } from "../../library/resource";

/** One pipeline of a collector. Lists contain component ids, such as `otlp_grpc/tempo`; unknown ones are left out. */
export interface Pipeline {
    name: string;
    /** traces, metrics, logs or profiles. */
    signal: string;
    receivers: string[];
    processors: string[];
    exporters: string[];
}

export type Section = "receivers" | "processors" | "exporters" | "connectors" | "extensions";

export function pipelinesOf(config: Values): Pipeline[] {
    const pipelines = at(config, "service", "pipelines");
    return Object.entries(isValues(pipelines) ? pipelines : {}).map(([name, pipeline]) => ({
        name,
        signal: typeOf(name),
        receivers: idsAt(pipeline, "receivers"),
        processors: idsAt(pipeline, "processors"),
        exporters: idsAt(pipeline, "exporters"),
    }));
}

/** Component ids in a list. */
export function idsAt(value: unknown, ...path: string[]): string[] {
    const found = at(value, ...path);
    return Array.isArray(found)
        ? found.filter((id): id is string => typeof id === "string" && id !== unknown && id !== secret)
        : [];
}

/** `otlp_grpc` of `otlp_grpc/tempo`. */
export function typeOf(id: string): string {
    return id.split("/")[0] ?? id;
}

/** Components of a section with their settings, which may be empty. */
export function componentsOf({ config }: Pick<Collector, "config">, section: Section): Values {
    const found = config[section];
    return isValues(found) ? found : {};
}

/** Exporters without a queue send within the call and never drop data because a queue is full. */
export function hasQueue(id: string): boolean {
    return !queueless.includes(typeOf(id));
}

/** Exporters for development, which neither store nor deliver data. */
export function isDebug(id: string): boolean {
    return ["debug", "logging", "nop"].includes(typeOf(id));
}

/**
 * Path of an exporter's queue and retry settings. A load-balancing exporter has them in the exporter that it creates
 * for each backend.
 */
export function deliveryOf(id: string, settings: unknown): { settings: unknown; path: string } {
    return /^load_?balancing$/.test(typeOf(id))
        ? { settings: at(settings, "protocol", "otlp"), path: ".protocol.otlp" }
        : { settings, path: "" };
}

/** Deprecated names that the collector still accepts with a warning, and removed ones. */
export const renamed: { section: Section; old: string; now: string }[] = [
    { section: "exporters", old: "otlp", now: "otlp_grpc" },
    { section: "exporters", old: "otlphttp", now: "otlp_http" },
    { section: "exporters", old: "loadbalancing", now: "load_balancing" },
    { section: "processors", old: "k8sattributes", now: "k8s_attributes" },
    { section: "receivers", old: "filelog", now: "file_log" },
    { section: "connectors", old: "spanmetrics", now: "span_metrics" },
    { section: "connectors", old: "servicegraph", now: "service_graph" },
];

export const removed: Record<string, string> = {
    loki: "otlp_http to Loki's /otlp",
    logging: "debug",
    jaeger: "otlp_grpc",
};
