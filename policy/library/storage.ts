import { at, listAt, textAt } from "./resource";
import type { System } from "./system";

/** One store of a signal as a chart installs it. */
export interface Store {
    urn: string;
    name: string;
    signal: "metrics" | "logs" | "traces";
    /** Where the chart takes the retention, for messages. */
    retentionKey: string;
    /** How long data is kept; undefined where nothing says. */
    retention: unknown;
    /** A switch without which nothing is deleted, where there is one. */
    deletion: { key: string; value: unknown } | undefined;
    /** Where it keeps its data: the key, and what stands there or is the chart's default. Metrics stay on a volume. */
    backend: { key: string; value: unknown } | undefined;
}

/** Prometheus, Loki and Tempo out of their charts. */
export function stores(system: System): Store[] {
    return system.charts.flatMap(({ urn, name, chart, values }): Store[] => {
        const value = (...path: (string | number)[]): unknown => at(values, ...path);
        switch (chart) {
            case "kube-prometheus-stack": {
                const size = textAt(values, "prometheus", "prometheusSpec", "retentionSize");
                const retention =
                    value("prometheus", "prometheusSpec", "retention") ?? (size === "" ? undefined : size);
                return [
                    {
                        urn,
                        name,
                        signal: "metrics",
                        retentionKey: "prometheus.prometheusSpec.retention",
                        retention,
                        deletion: undefined,
                        backend: undefined,
                    },
                ];
            }
            case "loki":
                return [
                    {
                        ...{
                            urn,
                            name,
                            signal: "logs",
                            retentionKey: "loki.limits_config.retention_period",
                            retention: value("loki", "limits_config", "retention_period"),
                        },
                        deletion: {
                            key: "loki.compactor.retention_enabled",
                            value: value("loki", "compactor", "retention_enabled"),
                        },
                        backend: { key: "loki.storage.type", value: value("loki", "storage", "type") ?? "s3" },
                    },
                ];
            case "loki-stack": {
                const store = listAt(values, "loki", "config", "schema_config", "configs").at(-1)?.object_store;
                return [
                    {
                        ...{
                            urn,
                            name,
                            signal: "logs",
                            retentionKey: "loki.config.limits_config.retention_period",
                            retention: value("loki", "config", "limits_config", "retention_period"),
                        },
                        deletion: {
                            key: "loki.config.compactor.retention_enabled",
                            value: value("loki", "config", "compactor", "retention_enabled"),
                        },
                        backend: {
                            key: "loki.config.schema_config.configs[].object_store",
                            value: store ?? "filesystem",
                        },
                    },
                ];
            }
            case "tempo":
                return [
                    {
                        ...{
                            urn,
                            name,
                            signal: "traces",
                            retentionKey: "tempo.retention",
                            retention: value("tempo", "retention"),
                            deletion: undefined,
                        },
                        backend: {
                            key: "tempo.storage.trace.backend",
                            value: value("tempo", "storage", "trace", "backend") ?? "local",
                        },
                    },
                ];
            default:
                return [];
        }
    });
}
