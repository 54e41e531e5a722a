import type { Reliance } from "../../../model/relies";

/** The values of kube-prometheus-stack that others rely on, each with what Prometheus is asked for there. */
const at = (path: string): Pick<Reliance, "of" | "path"> => ({
    of: { chart: "kube-prometheus-stack" },
    path: `prometheus.prometheusSpec.${path}`,
});

/**
 * Who writes to Prometheus by remote write.
 *
 * @param onlyWhile what keeps it writing
 */
export function remoteWriteRelies(who: string, onlyWhile: Reliance["onlyWhile"]): Reliance[] {
    return [
        {
            ...at("enableRemoteWriteReceiver"),
            must: { equals: true },
            byDefault: false,
            why: `${who} writes to Prometheus' remote-write receiver, and is answered 404 without it`,
            onlyWhile,
        },
        {
            ...at("enableFeatures"),
            must: { listContains: ["exemplar-storage"] },
            why: `${who} sends exemplars, which lead from a graph to a trace, and Prometheus drops them without it`,
            onlyWhile,
        },
    ];
}

/** Who pushes to Prometheus by OTLP. */
export function otlpRelies(who: string): Reliance[] {
    const strategy = "UnderscoreEscapingWithSuffixes";
    return [
        {
            ...at("enableOTLPReceiver"),
            must: { equals: true },
            byDefault: false,
            why: `${who} pushes to Prometheus' OTLP receiver, and is answered 404 without it`,
            heldBy: "collector",
        },
        {
            ...at("otlp.translationStrategy"),
            must: { equals: strategy },
            byDefault: strategy,
            why: `alerts and dashboards ask for what ${who} pushes by names of this kind`,
            heldBy: "collector",
        },
    ];
}

/** Rules and monitors carry this label. */
export function selectionRelies(labels: Record<string, string>): Reliance[] {
    return [
        {
            ...at("ruleSelector"),
            must: { selects: labels },
            why: "Prometheus finds the alert rules by their labels",
            heldBy: "scraping",
        },
        {
            ...at("serviceMonitorSelector"),
            must: { selects: labels },
            why: "Prometheus finds what to scrape by the labels of ServiceMonitors",
            heldBy: "scraping",
        },
    ];
}

/** Alertmanager's configuration names a file of this Secret. */
export function mountedSecretRelies(secretName: string): Reliance {
    return {
        of: { chart: "kube-prometheus-stack" },
        path: "alertmanager.alertmanagerSpec.secrets",
        must: { listContains: [secretName] },
        why: "Alertmanager reads Slack's webhook address out of a file of this Secret, and does not load its configuration without",
    };
}
