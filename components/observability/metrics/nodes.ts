import type { MetricSource } from "../../shared/metricSources";

/** The node exporters of kube-prometheus-stack. None of the chart's alerts reports that they are not scraped. */
export const nodeSource = (namespace: string): MetricSource => ({
    namespace,
    container: "node-exporter",
    always: ["node_cpu_seconds_total"],
    later: ["node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"],
});
