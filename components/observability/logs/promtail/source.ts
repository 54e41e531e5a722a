import type { MetricSource } from "../../../shared/metricSources";

/** Promtail counts errors from the first on. */
export const promtailSource = (namespace: string): MetricSource => ({
    namespace,
    container: "promtail",
    always: [],
    later: ["log_error_total"],
});
