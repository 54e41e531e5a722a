import { factsOf } from "../../../charts";
import { at } from "../../../policy/library/resource";
import { textsIn, isObject } from "../values";
import type { Arrow } from "./arrow";
import { type Box, chartsIn } from "./boxes";
import { observabilityOf } from "./otherStack";

/** Prometheus scrapes everything that a monitor of ours selects. */
export function scrapeArrows(boxes: Box[]): Arrow[] {
    const prometheus =
        boxes.find(({ kind }) => kind === "ExistingPrometheus") ??
        boxes.find(runsPrometheus) ??
        boxes.find((box) => observabilityOf(box) !== undefined);
    return boxes
        .filter((box) => prometheus !== undefined && box !== prometheus)
        .flatMap((box) => {
            const monitors = box.resources
                .filter(({ type }) => /:(ServiceMonitor|PodMonitor)$/.test(type))
                .flatMap(({ name, inputs }) =>
                    [...textsIn(inputs.spec)]
                        .filter(({ path }) => /ndpoints\[\d+\]\.(port|targetPort)$/i.test(path))
                        .map(({ text }) => ({ notes: [`port ${text}`], detail: name })),
                );
            const charts = chartsIn(box)
                .filter(({ chart, values }) => hasMonitor(values) || scraped(chart, values).length > 0)
                .map(({ name, chart, values }) => ({
                    notes: scraped(chart, values),
                    detail: `serviceMonitor of ${name}`,
                }));
            return [...monitors, ...charts].map(({ notes, detail }): Arrow => ({
                from: prometheus!.id,
                to: box.id,
                signal: "metrics",
                notes: ["scrape", ...notes],
                details: [detail],
            }));
        });
}

function runsPrometheus(box: Box): boolean {
    return chartsIn(box).some(
        ({ chart, values }) => chart === "kube-prometheus-stack" && at(values, "prometheus", "enabled") !== false,
    );
}

/** Ports of the monitors that a chart's values enable; none for a chart without a description. */
function scraped(chart: string, values: unknown): string[] {
    return factsOf(chart, "monitors").flatMap((monitor) =>
        "port" in monitor && at(values, ...monitor.path, monitor.enabled ?? "enabled") === true
            ? [`${monitor.port}`]
            : [],
    );
}

/** A chart without a description is checked by the usual names. */
function hasMonitor(value: unknown): boolean {
    return (
        isObject(value) &&
        Object.entries(value).some(
            ([key, item]) =>
                (/^(service|pod)Monitor$/.test(key) && isObject(item) && item.enabled === true) || hasMonitor(item),
        )
    );
}
