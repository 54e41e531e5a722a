import { charts } from "../../../charts";
import type { KongSection } from "../../../charts/programs";
import { given, listed } from "../../../charts/words";
import type { Reliance } from "../../../model/relies";

/** A release of a chart that runs Kong nodes. */
interface KongRelease {
    chart: "kong" | "ingress";
    release: string;
}

/**
 * What Prometheus needs in the values of a Kong node's chart to scrape it. Dashboards and alerts that compare the
 * gateway's counts with what arrived have no other source.
 */
export function scrapedRelies(of: KongRelease): Reliance[] {
    const [monitor] = listed(charts[of.chart].monitors);
    const why = "Prometheus scrapes the node's status listener over plain HTTP, which its readiness probe asks too";
    return [
        {
            of,
            path: [...(monitor?.path ?? []), "enabled"].join("."),
            must: { equals: true },
            byDefault: false,
            why: "Prometheus finds the node by its ServiceMonitor",
            heldBy: "scraping",
        },
        ...listenerRelies(of, "status", "http", why),
    ];
}

/** A node's listener that others call. */
export function listenerRelies(
    of: KongRelease,
    section: KongSection,
    listener: "http" | "tls",
    why: string,
): Reliance[] {
    const kong = given(charts[of.chart].kong);
    const fact = kong?.sections[section];
    const path = [...(kong?.nodes ?? []), section];
    const on = fact && given(fact[listener])?.enabled;
    return [
        { of, path: [...path, "enabled"].join("."), must: { equals: true }, byDefault: fact?.enabled, why },
        { of, path: [...path, listener, "enabled"].join("."), must: { equals: true }, byDefault: on, why },
    ];
}
