import type { StoreName } from "../../../model/layers";
import type { Reliance } from "../../../model/relies";
import { oneTenantRelies } from "../shared/storeRelies";

/** How ConfigMaps of ours say what they are for. */
export const sidecarLabels = { datasources: "grafana_datasource", dashboards: "grafana_dashboard" } as const;
export const sidecarLabelValue = "1";

const stack = { chart: "kube-prometheus-stack" };

/** What Grafana's sidecar must look for, so that it finds what stands in ConfigMaps in this namespace. */
function found(part: keyof typeof sidecarLabels, namespace: string): Reliance[] {
    const at = `grafana.sidecar.${part}`;
    const why = `Grafana's sidecar reads the ${part} out of ConfigMaps with the label ${sidecarLabels[part]}`;
    const judge = part === "datasources" ? { heldBy: "datasources" } : {};
    const byDefault = part === "datasources" ? namespace : "ALL";
    const value = sidecarLabelValue;
    return [
        { of: stack, path: `${at}.enabled`, must: { equals: true }, byDefault: true, why, ...judge },
        {
            of: stack,
            path: `${at}.label`,
            must: { equals: sidecarLabels[part] },
            byDefault: sidecarLabels[part],
            why,
            ...judge,
        },
        { of: stack, path: `${at}.labelValue`, must: { equals: value }, byDefault: value, why, ...judge },
        {
            of: stack,
            path: `${at}.searchNamespace`,
            must: { listContains: [namespace, "ALL"] },
            byDefault,
            why: `the ${part} stand in the namespace ${namespace}`,
            heldBy: part === "datasources" ? "datasources" : "dashboard-providers",
        },
    ];
}

/** What Grafana needs to have something to show, and its datasources to find something in it. */
export function datasourcesRely(namespace: string, stores: Partial<Record<StoreName, unknown>>): Reliance[] {
    return [
        ...found("datasources", namespace),
        ...found("dashboards", namespace),
        ...(stores.tempo === undefined ? [] : [...spanMetrics, ...oneTenantRelies("the datasource", "traces")]),
        ...(stores.loki === undefined ? [] : oneTenantRelies("the datasource", "logs")),
    ];
}

const tempo = { chart: "tempo" };
const processors = "tempo.overrides.defaults.metrics_generator.processors";

/** What is shown of spans that Tempo counts. */
const spanMetrics: Reliance[] = [
    {
        of: tempo,
        path: "tempo.metricsGenerator.enabled",
        must: { equals: true },
        byDefault: false,
        why: "the service graph and the latency of spans are series that Tempo's metrics generator writes",
    },
    {
        of: tempo,
        path: processors,
        must: { listContains: ["service-graphs"] },
        why: "the datasource of Tempo draws its service graph from this processor's series",
    },
    {
        of: tempo,
        path: processors,
        must: { listContains: ["span-metrics"] },
        why: "the gateway's dashboard and the links from a trace to its metrics ask for this processor's series",
    },
];
