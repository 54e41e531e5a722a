import type { Existing as ExistingParts } from "../../../model/existing";
import type { ComponentOptions } from "../../shared/component";
import { Existing } from "../shared/existing";
import { connectPrometheus } from "./existingPrometheus";
import { linkedGrafana } from "./grafana/address";
import { GrafanaAlone } from "./grafanaAlone";
import { Metrics, type MetricsArgs, type MetricsConnection, sayWhereRunbooksAreNot } from "./metrics";

export interface ConnectMetricsArgs extends Omit<MetricsArgs, "existingGrafana"> {
    existing: Pick<ExistingParts, "prometheus" | "grafana">;
    /** Namespaces with monitors and rules. */
    watched: string[];
}

/** Prometheus, Alertmanager and Grafana: out of kube-prometheus-stack, or those that exist. */
export function connectMetrics(
    name: string,
    { existing, watched, ...args }: ConnectMetricsArgs,
    opts: ComponentOptions,
): MetricsConnection {
    const { prometheus, grafana } = existing;
    if (grafana !== undefined) {
        const { namespace, url, has, datasourceLabel, dashboardLabel } = grafana;
        new Existing("Grafana", "grafana", { namespace, addresses: [url], has, datasourceLabel, dashboardLabel }, opts);
    }
    if (prometheus === undefined) {
        return new Metrics(name, { ...args, existingGrafana: grafana }, opts);
    }
    const there = connectPrometheus("prometheus", { ...args, prometheus, watched }, opts);
    const { monitorLabels } = there;
    const ours = grafana === undefined ? new GrafanaAlone("grafana", { ...args, monitorLabels }, opts) : undefined;
    const { runbookBaseUrl } = args;
    sayWhereRunbooksAreNot(runbookBaseUrl);
    return {
        ...there,
        grafanaAdminSecret: ours?.adminSecret,
        pages: ours ? { grafana: ours.page } : {},
        heard: undefined,
        rules: { monitorLabels, runbookBaseUrl, grafanaUrl: linkedGrafana(args, grafana) },
        parent: ours,
        ready: ours ? [ours.release] : [],
    };
}
