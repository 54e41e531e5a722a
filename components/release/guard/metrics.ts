import { type ChartName, factsOf } from "../../../charts";
import { given } from "../../../charts/words";
import { valueAt } from "../values";

/** Whether these values have pods scaled by the processor time that they use. */
export function scalesByUse(chart: ChartName, values: unknown): boolean {
    return factsOf(chart, "workloads").some(({ scaling }) => {
        const enabled = given(scaling)?.autoscaling.enabled ?? [];
        return enabled.length > 0 && valueAt(values, ...enabled) === true;
    });
}

/** @param name of the release */
export function unservedMetrics(name: string): string {
    return (
        `${name} scales by the processor time that its pods use, which nothing on this cluster tells (there is no APIService ` +
        "v1beta1.metrics.k8s.io): their number stays at minReplicas. Install metrics-server; on a cluster of kind " +
        "existing-eks cluster.metricsServer: install does"
    );
}
