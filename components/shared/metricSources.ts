import type { Alert } from "./alertRules";

/** What Prometheus scrapes from one kind of pod. */
export interface MetricSource {
    namespace: string;
    /** The container that serves the metrics. */
    container: string;
    /**
     * A regular expression for the pods' names.
     * @default all pods with the container
     */
    pods?: string;
    /** Series that our alerts or dashboards read and that exist from the first scrape on. */
    always: readonly string[];
    /**
     * Series that appear with the first event that they count, whose absence means nothing, and series that only graphs
     * use.
     */
    later: readonly string[];
}

/**
 * An alert on pods that are ready in Kubernetes but miss metrics in Prometheus. kube-state-metrics says which pods
 * should be there; the chart's alert KubeStateMetricsDown covers its absence.
 */
export function metricsMissing(alert: string, sources: readonly MetricSource[]): Alert {
    return {
        alert,
        expr: sources.map(unscraped).join(" or "),
        for: "15m",
        labels: { severity: "warning" },
        dashboard: { name: "telemetry" },
        annotations: {
            summary: "Prometheus lacks metrics of {{ $labels.pod }}, container {{ $labels.container }}",
            description:
                "The pod is ready and not scraped, or without a series that it always had. No alert that reads them " +
                "can fire, and graphs are empty.",
        },
    };
}

function unscraped({ namespace, container, pods, always }: MetricSource): string {
    const ofPods = [`namespace="${namespace}"`, ...(pods === undefined ? [] : [`pod=~"${pods}"`])].join(", ");
    const ready = `max by (namespace, pod, container) (kube_pod_container_status_ready{container="${container}", ${ofPods}})`;
    const names = `group by (namespace, pod, __name__) ({__name__=~"${always.join("|")}", ${ofPods}})`;
    const scraped =
        always.length === 0
            ? `(max by (namespace, pod) (up{${ofPods}}) == 1)`
            : `(count by (namespace, pod) (${names}) == ${always.length})`;
    return `(${ready} == 1 unless on (namespace, pod) ${scraped})`;
}
