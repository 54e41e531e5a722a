import { charts } from "../../../charts";
import { given } from "../../../charts/words";
import type { Reliance } from "../../../model/relies";

const chart = "kube-prometheus-stack";

/** A field of Prometheus' spec in its chart's values. */
function at(field: string): Pick<Reliance, "of" | "path"> {
    const spec = given(charts[chart].prometheus)?.spec ?? [];
    return { of: { chart }, path: [...spec, field].join(".") };
}

/**
 * For components that write to Prometheus by remote write.
 *
 * @param onlyWhile what makes it write
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

/** For components that push to Prometheus by OTLP. */
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

/** Senders push to each of this number of pods. */
export function replicasRelies(replicas: number): Reliance {
    return {
        ...at("replicas"),
        must: { equals: replicas },
        byDefault: 1,
        why: "what is pushed to Prometheus is pushed to each of so many (setting metrics.replicas), and others never have it",
    };
}

/** Grafana, and the rules of each shard, ask one Prometheus for everything. */
export function oneShardRelies(): Reliance {
    return {
        ...at("shards"),
        must: { equals: 1 },
        byDefault: 1,
        why: "each shard would scrape a part of the targets, and neither Grafana nor an alert rule sees those of another",
    };
}

/** Rules and monitors have this label. */
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

/** Alertmanager's configuration refers to a file of this Secret. */
export function mountedSecretRelies(secretName: string): Reliance {
    const spec = given(charts[chart].alertmanager)?.spec ?? [];
    return {
        of: { chart },
        path: [...spec, "secrets"].join("."),
        must: { listContains: [secretName] },
        why: "Alertmanager reads what its receivers log in with out of files of this Secret, and sends nothing without",
    };
}
