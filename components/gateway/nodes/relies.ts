import type { Reliance } from "../../../model/relies";

/**
 * What Prometheus needs of a Kong node's chart to scrape it. Dashboards and alerts, which compare what the gateway
 * counted with what arrived, have nothing else to go by.
 *
 * @param under where the node's values stand in its chart's, with a dot at the end
 */
export function scrapedRelies(of: Reliance["of"], under: "" | "gateway." = ""): Reliance[] {
    const why = "Prometheus scrapes the node's status listener over plain HTTP, which its readiness probe asks too";
    const listener = { of, must: { equals: true }, byDefault: true, why } as const;
    return [
        {
            of,
            path: `${under}serviceMonitor.enabled`,
            must: { equals: true },
            byDefault: false,
            why: "Prometheus finds the node by its ServiceMonitor",
            heldBy: "scraping",
        },
        { ...listener, path: `${under}status.enabled` },
        { ...listener, path: `${under}status.http.enabled` },
    ];
}
