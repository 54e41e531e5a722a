import { textsIn, isObject } from "../values";
import type { Arrow } from "./arrow";
import { type Box, releasesOf } from "./boxes";

/** Ports that charts name only inside: of their pods' metrics. */
const scrapePorts: Record<string, string> = { kong: "8100", loki: "3100", tempo: "3200" };

/** Prometheus fetches metrics from whatever a monitor of ours points at. */
export function scrapeArrows(boxes: Box[]): Arrow[] {
    const prometheus = boxes.find((box) => releasesOf(box).some(({ chart }) => chart === "kube-prometheus-stack"));
    return boxes
        .filter((box) => prometheus !== undefined && box !== prometheus)
        .flatMap((box) => {
            const monitors = box.resources
                .filter(({ type }) => /:(ServiceMonitor|PodMonitor)$/.test(type))
                .flatMap(({ name, inputs }) =>
                    [...textsIn(inputs.spec)]
                        .filter(({ path }) => /ndpoints\[\d+\]\.(port|targetPort)$/i.test(path))
                        .map(({ text }) => ({ note: `port ${text}`, detail: name })),
                );
            const charts = releasesOf(box)
                .filter(({ values }) => hasMonitor(values))
                .map(({ name, chart }) => ({ note: scrapePorts[chart] ?? "", detail: `serviceMonitor of ${name}` }));
            return [...monitors, ...charts].map(({ note, detail }): Arrow => ({
                from: prometheus!.id,
                to: box.id,
                signal: "metrics",
                notes: ["scrape", note],
                details: [detail],
            }));
        });
}

function hasMonitor(value: unknown): boolean {
    return (
        isObject(value) &&
        Object.entries(value).some(
            ([key, item]) =>
                (/^(service|pod)Monitor$/.test(key) && isObject(item) && item.enabled === true) || hasMonitor(item),
        )
    );
}
