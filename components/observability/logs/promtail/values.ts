import type * as pulumi from "@pulumi/pulumi";
import { chartImage, type ImageRef, type Registry } from "../../../../charts/registry";
import type { MonitorLabels } from "../../../../model/layers";
import type { ContainerResources } from "../../../shared/kubernetes";
import { agentSeries } from "../../shared/series";
import type { PromtailLines } from "./promtailLines";
import { selection } from "./selection";
import { stages } from "./stages";

export interface PromtailValuesArgs {
    registry: Registry;
    monitorLabels: MonitorLabels;
    /** Base address of Loki. */
    lokiUrl: pulumi.Input<string>;
    /** Whose access lines an agent reads; and whether addresses in other lines keep their query strings. */
    gateway: { namespace: string; queryStrings: boolean };
    lines: PromtailLines;
}

/** The keys of the chart `promtail` that we set. */
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

/** Of the chart, after `prefix` and the metric's own name: the post's name of it. */
const counted = "promtail_custom_log_error_total";

/** On the node's disk: the chart's own folder is below /run, which a restart of the node empties. */
const positions = "/var/lib/kong-observability/promtail";

/** Values for the chart `promtail`. @param args.lokiUrl as installed */
export function promtailValues({
    registry,
    monitorLabels,
    lokiUrl,
    gateway,
    lines,
}: PromtailValuesArgs): PromtailValues {
    return {
        image: chartImage("promtail", "promtail", registry),
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        // Pods may run on any node, whatever keeps others away.
        tolerations: [{ operator: "Exists" }],
        serviceMonitor: { enabled: true, labels: monitorLabels, metricRelabelings: asTheAgentCounts },
        extraVolumes: [{ name: "positions", hostPath: { path: positions, type: "DirectoryOrCreate" } }],
        extraVolumeMounts: [{ name: "positions", mountPath: positions }],
        config: {
            // By default it gives a batch up after ten tries. 0: never, and it reads no further meanwhile.
            clients: [{ url: lokiUrl, backoff_config: { min_period: "500ms", max_period: "30s", max_retries: 0 } }],
            positions: { filename: `${positions}/positions.yaml` },
            snippets: {
                pipelineStages: stages(lines, gateway.queryStrings),
                extraRelabelConfigs: selection(gateway.namespace, lines),
            },
        },
    };
}

/**
 * Prometheus puts `exported_` before labels that a target has itself, and promtail's counter has those of the lines'
 * stream. These give it the name and labels that the agents' counter has, so that one alert asks for both.
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
    // A file's name stays: with it each series is one of its own.
    {
        action: "labeldrop",
        regex: "exported_(namespace|pod|job|container|instance)|k8s_.*|service_name|app|component|node_name",
    },
];
