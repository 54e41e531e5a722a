import type { Alert } from "./alertRules";

/** What Prometheus scrapes of one kind of pod. */
export interface MetricSource {
    namespace: string;
    /** The container that serves the metrics. */
    container: string;
    /** A regular expression for the pods' names. @default all that have the container */
    pods?: string;
    /** Series that alerts or dashboards of ours read and that are there from the first scrape on. */
    always: readonly string[];
    /** Those that come with the first event that they count, whose absence means nothing, and those of graphs alone. */
    later: readonly string[];
}

/**
 * An alert on pods that Kubernetes calls ready and of which Prometheus has not all that it should. It is
 * kube-state-metrics that says what should be there, and KubeStateMetricsDown of the chart that tells when that is gone.
 */
export function metricsMissing(alert: string, sources: readonly MetricSource[]): Alert {
    return {
        alert,
        expr: sources.map(unscraped).join(" or "),
        for: "15m",
        labels: { severity: "warning" },
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
