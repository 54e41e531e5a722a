import type { MetricSource } from "../../../shared/metricSources";

/** Promtail's error counter exists from the first error on. */
export const promtailSource = (namespace: string): MetricSource => ({
    namespace,
    container: "promtail",
    always: [],
    later: ["log_error_total"],
});
