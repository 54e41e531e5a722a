import type * as pulumi from "@pulumi/pulumi";
import { chartImage, type ImageRef, type Registry } from "../../../../charts/registry";
import type { MonitorLabels } from "../../../../model/layers";
import type { ContainerResources } from "../../../shared/kubernetes";
import { agentSeries } from "../../../shared/series";
import type { PromtailLines } from "./promtailLines";
import { selection } from "./selection";
import { stages } from "./stages";

export interface PromtailValuesArgs {
    registry: Registry;
    monitorLabels: MonitorLabels;
    /** Base address of Loki. */
    lokiUrl: pulumi.Input<string>;
    /** Namespaces of the gateways, whose access lines an agent reads. */
    gateways: readonly string[];
    /** Whether addresses in other lines keep their query strings. */
    queryStrings: boolean;
    lines: PromtailLines;
}

/** The keys of the chart `promtail` that are set here. */
export interface PromtailValues {
    image: ImageRef;
    resources: ContainerResources;
    tolerations: [{ operator: "Exists" }];
    serviceMonitor: { enabled: true; labels: MonitorLabels; metricRelabelings: object[] };
    extraVolumes: object[];
    extraVolumeMounts: object[];
    config: {
        clients: [{ url: pulumi.Input<string>; backoff_config: object }];
        positions: { filename: string };
        snippets: { pipelineStages: object[]; extraRelabelConfigs: object[] };
    };
}

/** The chart's prefix and the metric's name, as in a well-known post. */
const counted = "promtail_custom_log_error_total";

/** On the node's disk: the chart's own folder is below /run, which is lost when the node restarts. */
const positions = "/var/lib/kong-observability/promtail";

/**
 * Values for the chart `promtail`.
 * @param args.lokiUrl as installed
 */
export function promtailValues({
    registry,
    monitorLabels,
    lokiUrl,
    gateways,
    queryStrings,
    lines,
}: PromtailValuesArgs): PromtailValues {
    return {
        image: chartImage("promtail", "promtail", registry),
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        // Pods may run on any node, whatever its taints.
        tolerations: [{ operator: "Exists" }],
        serviceMonitor: { enabled: true, labels: monitorLabels, metricRelabelings: asTheAgentCounts },
        extraVolumes: [{ name: "positions", hostPath: { path: positions, type: "DirectoryOrCreate" } }],
        extraVolumeMounts: [{ name: "positions", mountPath: positions }],
        config: {
            // By default it drops a batch after ten tries. 0: never, and it stops reading meanwhile.
            clients: [{ url: lokiUrl, backoff_config: { min_period: "500ms", max_period: "30s", max_retries: 0 } }],
            positions: { filename: `${positions}/positions.yaml` },
            snippets: {
                pipelineStages: stages(lines, queryStrings),
                extraRelabelConfigs: selection(gateways, lines),
            },
        },
    };
}

/**
 * Prometheus prefixes labels with `exported_` if the target has them too, and promtail's counter has the stream's
 * labels. This renames metric and labels to those of the agents' counter, so that one alert covers both.
 */
const asTheAgentCounts: object[] = [
    ...[
        ["exported_namespace", "namespace"],
        ["exported_pod", "pod"],
        ["service_name", "service"],
        ["service_name", "job"],
    ].map(([from, targetLabel]) => ({
        sourceLabels: ["__name__", from],
        separator: ";",
        regex: `${counted};(.+)`,
        targetLabel,
    })),
    { sourceLabels: ["__name__"], regex: counted, targetLabel: "__name__", replacement: agentSeries.errors },
    // The file's name stays, because it keeps the series distinct.
    {
        action: "labeldrop",
        regex: "exported_(namespace|pod|job|container|instance)|k8s_.*|service_name|app|component|node_name",
    },
];
