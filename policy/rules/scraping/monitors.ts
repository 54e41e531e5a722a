import { factsOf } from "../../../charts";
import type { MonitorFact } from "../../../charts/description";
import { type MonitorKind } from "../../library/prometheus";
import { at, isValues, type Seen, textAt, type Values } from "../../library/resource";
import type { ChartInstall, System } from "../../library/system";

/** An object that Prometheus must select: a monitor or rules, as an object or from a chart or operator. */
export interface Monitor {
    urn: string;
    name: string;
    /** Path of its labels, for messages. */
    labelsAt: string;
    kind: MonitorKind;
    labels: Values;
    namespace: string | undefined;
    /** Its creator adds labels, which are unknown here. */
    generated: boolean;
    /** A `release` label that the chart itself sets. */
    fixedRelease: string | undefined;
}

/** Every monitor in this system. */
export function monitors(system: System): Monitor[] {
    return [
        ...(["ServiceMonitor", "PodMonitor", "PrometheusRule"] as const).flatMap((kind) =>
            system.kubernetes(kind, "monitoring.coreos.com/v1").map((object) => fromObject(kind, object)),
        ),
        ...system.charts.flatMap((install) =>
            factsOf(install.chart, "monitors").flatMap((section) => fromChart(install, section)),
        ),
        ...system.kubernetes("OpenTelemetryCollector").flatMap(fromCollector),
    ];
}

function fromObject(kind: MonitorKind, { urn, name, inputs }: Seen): Monitor {
    return {
        urn,
        name,
        labelsAt: "metadata.labels",
        kind,
        labels: objectAt(inputs, "metadata", "labels"),
        namespace: textAt(inputs, "metadata", "namespace"),
        generated: false,
        fixedRelease: undefined,
    };
}

function fromChart(
    { urn, name, values, namespace, releaseName }: ChartInstall,
    { path, labels, enabled = "enabled", kind = "ServiceMonitor", fixedRelease }: MonitorFact,
): Monitor[] {
    const [part = ""] = path;
    if (at(values, ...path, enabled) !== true || at(values, part, "enabled") === false) {
        return [];
    }
    return [
        {
            urn,
            name,
            labelsAt: [...path, labels].join("."),
            kind,
            labels: objectAt(values, ...path, labels),
            namespace: textAt(values, ...path, "namespace") ?? namespace,
            generated: true,
            fixedRelease: fixedRelease && releaseName,
        },
    ];
}

/** The operator gives a collector's monitors the labels of the collector. */
function fromCollector({ urn, name, inputs }: Seen): Monitor[] {
    const metrics = at(inputs, "spec", "observability", "metrics");
    const labels = { ...objectAt(inputs, "metadata", "labels"), ...objectAt(metrics, "extraLabels") };
    const labelsAt = "spec.observability.metrics.extraLabels";
    return at(metrics, "enableMetrics") === true
        ? [
              {
                  urn,
                  name,
                  labelsAt,
                  kind: "ServiceMonitor",
                  labels,
                  namespace: textAt(inputs, "metadata", "namespace"),
                  generated: true,
                  fixedRelease: undefined,
              },
          ]
        : [];
}

function objectAt(value: unknown, ...path: string[]): Values {
    const found = at(value, ...path);
    return isValues(found) ? found : {};
}
