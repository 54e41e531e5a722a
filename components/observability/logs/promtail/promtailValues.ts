import type * as pulumi from "@pulumi/pulumi";
import { chartImage, type ImageRef, type Registry } from "../../../../charts/registry";
import type { MonitorLabels } from "../../../../model/layers";
import type { ContainerResources } from "../../../shared/kubernetes";
import { agentSeries } from "../../shared/series";
import { promtailStage } from "../promtailStage";

/** What of the settings of all containers' lines promtail can do. */
interface PromtailLines {
    namespaces: { include?: string[]; exclude: string[] };
    pods: { include: Record<string, string>; exclude: Record<string, string> };
    exclude: { namespace: string; pod: string; container: string }[];
    json: JsonLines[];
}

interface JsonLines {
    namespaces?: string[];
    labels: Record<string, string>;
    level: string[];
    traceId: string[];
    spanId: string[];
    attributes: string[];
}

export interface PromtailValuesArgs {
    registry: Registry;
    monitorLabels: MonitorLabels;
    /** Base address of Loki. */
    lokiUrl: pulumi.Input<string>;
    /** Whose access lines an agent reads, and whose other messages lose query strings unless they keep them. */
    gateway: { namespace: string; queryStrings: boolean };
    lines: PromtailLines;
}

/** The keys of the chart `promtail` that we set. */
export interface PromtailValues {
    image: ImageRef;
    resources: ContainerResources;
    tolerations: [{ operator: "Exists" }];
    serviceMonitor: { enabled: true; labels: MonitorLabels; metricRelabelings: object[] };
    config: {
        clients: [{ url: pulumi.Input<string> }];
        snippets: { pipelineStages: object[]; extraRelabelConfigs: object[] };
    };
}

/** Of the chart, after `prefix` and the metric's own name: the post's name of it. */
const counted = "promtail_custom_log_error_total";

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
        config: {
            clients: [{ url: lokiUrl }],
            snippets: { pipelineStages: stages(gateway, lines), extraRelabelConfigs: selection(gateway, lines) },
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
        ["app", "service"],
        ["app", "job"],
    ].map(([from, targetLabel]) => ({
        sourceLabels: ["__name__", from],
        separator: ";",
        regex: `${counted};(.+)`,
        targetLabel,
    })),
    { sourceLabels: ["__name__"], regex: counted, targetLabel: "__name__", replacement: agentSeries.errors },
    { action: "labeldrop", regex: "exported_(namespace|pod|job|container)|asked_.*" },
];

/**
 * The runtime's frame, what is read of JSON lines as in logs.containers.json, and a counter of the errors among them.
 * Few labels make streams: the level, and whose line it is; the rest is structured metadata.
 */
function stages(gateway: PromtailValuesArgs["gateway"], { json }: PromtailLines): object[] {
    return [
        { cri: {} },
        promtailStage(gateway.namespace, gateway.queryStrings),
        ...json.map(ofJson),
        { labels: { level: "level" } },
        // Once, and after all of them: a line that two of them mean is one error.
        {
            metrics: {
                log_error_total: {
                    type: "Counter",
                    description: "Lines of the level ERROR",
                    prefix: "promtail_custom_",
                    source: "level",
                    max_idle_duration: "1h",
                    config: { value: "ERROR", action: "inc" },
                },
            },
        },
        // What Grafana's links and dashboards ask for has the names here that it has from the agents.
        { labels: { k8s_namespace_name: "namespace", k8s_container_name: "container" } },
        { structured_metadata: { pod: "pod", k8s_pod_name: "pod" } },
        {
            labeldrop: [
                ...["filename", "pod", "node_name", "instance", "component"],
                ...labelsAsked(json).map((label) => asked(label)),
            ],
        },
    ];
}

/** A pod's label under which a stage can ask for it; no stream has it in the end. */
const asked = (label: string): string => `asked_${inLabel(label)}`;
const inLabel = (label: string): string => label.replaceAll(/[^A-Za-z0-9_]/g, "_");
const labelsAsked = (json: PromtailLines["json"]): string[] => [
    ...new Set(json.flatMap(({ labels }) => Object.keys(labels))),
];

function ofJson({ namespaces, labels, level, traceId, spanId, attributes }: JsonLines): object {
    const selector = [
        'namespace=~".+"',
        ...(namespaces === undefined ? [] : [`namespace=~"${namespaces.join("|")}"`]),
        ...Object.entries(labels).map(([label, pattern]) => `${asked(label)}=~${JSON.stringify(pattern)}`),
    ];
    const fields = [...new Set([...level, ...traceId, ...spanId, ...attributes])];
    const first = (source: string, names: string[]): object => {
        const each = names.map((name) => `(index . ${JSON.stringify(name)})`).join(" ");
        return { template: { source, template: `{{ or ${each} "" }}` } };
    };
    const metadata = ["trace_id", "span_id", ...attributes];
    return {
        match: {
            selector: `{${selector.join(", ")}} |~ "^[{]"`,
            stages: [
                { json: { expressions: Object.fromEntries(fields.map((name) => [name, JSON.stringify(name)])) } },
                first("level", level),
                first("trace_id", traceId),
                first("span_id", spanId),
                { structured_metadata: Object.fromEntries(metadata.map((name) => [name, name])) },
            ],
        },
    };
}

/** Which pods' lines it reads: never the gateway's access lines, which an agent reads. */
function selection({ namespace }: PromtailValuesArgs["gateway"], lines: PromtailLines): object[] {
    const [ns, pod, container] = ["namespace", "pod_name", "pod_container_name"].map(
        (name) => `__meta_kubernetes_${name}`,
    ) as [string, string, string];
    const label = (name: string): string => `__meta_kubernetes_pod_label_${inLabel(name)}`;
    const step = (action: "keep" | "drop", sources: string[], regex: string): object => ({
        action,
        source_labels: sources,
        separator: "/",
        regex,
    });
    const named = (name: string): string => name.replaceAll(".", String.raw`\.`).replaceAll("*", ".*");
    const { namespaces, pods, exclude, json } = lines;
    return [
        step("drop", [ns, container], `${namespace}/proxy`),
        ...(namespaces.include ? [step("keep", [ns], namespaces.include.join("|"))] : []),
        ...(namespaces.exclude.length > 0 ? [step("drop", [ns], namespaces.exclude.join("|"))] : []),
        ...Object.entries(pods.include).map(([name, pattern]) => step("keep", [label(name)], pattern)),
        ...Object.entries(pods.exclude).map(([name, pattern]) => step("drop", [label(name)], pattern)),
        ...exclude.map((one) =>
            step("drop", [ns, pod, container], [one.namespace, one.pod, one.container].map(named).join("/")),
        ),
        ...labelsAsked(json).map((name) => ({ source_labels: [label(name)], target_label: asked(name) })),
    ];
}
