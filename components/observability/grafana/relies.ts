import { charts } from "../../../charts";
import { given } from "../../../charts/words";
import type { StoreName } from "../../../model/layers";
import type { Reliance } from "../../../model/relies";
import { generatorRelies, oneTenantRelies } from "../shared/storeRelies";

/** Labels that mark our ConfigMaps for Grafana's sidecars. */
export const sidecarLabels = { datasources: "grafana_datasource", dashboards: "grafana_dashboard" } as const;
export const sidecarLabelValue = "1";

const chart = "kube-prometheus-stack";

/** What Grafana's sidecar must search for to find the ConfigMaps in this namespace. */
function found(part: keyof typeof sidecarLabels, namespace: string): Reliance[] {
    const grafana = given(charts[chart].grafana);
    const sidecar = grafana?.sidecars[part];
    const finds = sidecar && given(sidecar.finds);
    const why = `Grafana's sidecar reads the ${part} out of ConfigMaps with the label ${sidecarLabels[part]}`;
    const judge = part === "datasources" ? { heldBy: "datasources" } : {};
    const at = (key: string): Pick<Reliance, "of" | "path"> => ({
        of: { chart },
        path: [...(grafana?.path ?? []), "sidecar", part, key].join("."),
    });
    return [
        { ...at("enabled"), must: { equals: true }, byDefault: sidecar?.enabled, why, ...judge },
        { ...at("label"), must: { equals: sidecarLabels[part] }, byDefault: finds?.label, why, ...judge },
        { ...at("labelValue"), must: { equals: sidecarLabelValue }, byDefault: finds?.value, why, ...judge },
        {
            ...at("searchNamespace"),
            must: { listContains: [namespace, "ALL"] },
            byDefault: finds?.everywhere === true ? "ALL" : namespace,
            why: `the ${part} stand in the namespace ${namespace}`,
            heldBy: part === "datasources" ? "datasources" : "dashboard-providers",
        },
    ];
}

/** What Grafana needs to find its datasources, and its datasources to find data. */
export function datasourcesRely(
    namespace: string,
    stores: Partial<Record<StoreName, unknown>>,
    { grafana, spanMetrics }: { grafana: boolean; spanMetrics: boolean },
): Reliance[] {
    return [
        ...(grafana ? [...found("datasources", namespace), ...found("dashboards", namespace)] : []),
        ...(stores.tempo === undefined
            ? []
            : [...(spanMetrics ? spanMetricsRely() : []), ...oneTenantRelies("the datasource", "traces")]),
        ...(stores.loki === undefined ? [] : oneTenantRelies("the datasource", "logs")),
    ];
}

/** For views of the metrics that Tempo derives from spans. */
function spanMetricsRely(): Reliance[] {
    const { running, makes } = generatorRelies();
    return [
        {
            ...running,
            why: "the service graph and the latency of spans are series that Tempo's metrics generator writes",
        },
        {
            ...makes("service-graphs"),
            why: "the datasource of Tempo draws its service graph from this processor's series",
        },
        {
            ...makes("span-metrics"),
            why: "the gateway's dashboard and the links from a trace to its metrics ask for this processor's series",
        },
    ];
}
