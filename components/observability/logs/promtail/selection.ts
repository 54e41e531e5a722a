import type { PromtailLines } from "./promtailLines";

/** Replaces characters that labels must not contain, as promtail does, and Loki for attributes. */
export const inLabel = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, "_");

/** The agents' name of a pod's label; here it is a stream label until all stages have used it. */
export const podLabel = (name: string): string => `k8s_pod_label_${inLabel(name)}`;

/** Every label that is added to lines, or that a stage uses. */
export const labelsAsked = ({ labels, json }: PromtailLines): string[] => [
    ...new Set([...labels, ...json.flatMap((one) => Object.keys(one.labels))]),
];

const [namespace, pod, container] = ["namespace", "pod_name", "pod_container_name"].map(
    (name) => `__meta_kubernetes_${name}`,
) as [string, string, string];
const label = (name: string): string => `__meta_kubernetes_pod_label_${inLabel(name)}`;

const step = (action: "keep" | "drop", sources: string[], regex: string): object => ({
    action,
    source_labels: sources,
    separator: "/",
    regex,
});
const copied = (source: string, target: string): object => ({ source_labels: [source], target_label: target });

/**
 * Relabelling of promtail's targets: the pods whose lines it reads (never a gateway's, which an agent reads), and the
 * labels of their lines.
 *
 * @param gateways their namespaces
 */
export function selection(gateways: readonly string[], lines: PromtailLines): object[] {
    const named = (name: string): string => name.replaceAll(".", String.raw`\.`).replaceAll("*", ".*");
    const { namespaces, pods, exclude } = lines;
    const withLabel = (action: "keep" | "drop", labels: Record<string, string>): object[] =>
        Object.entries(labels).map(([name, pattern]) =>
            step(action, [`__meta_kubernetes_pod_labelpresent_${inLabel(name)}`, label(name)], `true/(?:${pattern})`),
        );
    return [
        step(
            "drop",
            [namespace, container],
            gateways.length === 1 ? `${gateways[0]}/proxy` : `(${gateways.join("|")})/proxy`,
        ),
        ...(namespaces.include ? [step("keep", [namespace], namespaces.include.join("|"))] : []),
        ...(namespaces.exclude.length > 0 ? [step("drop", [namespace], namespaces.exclude.join("|"))] : []),
        ...withLabel("keep", pods.include),
        ...withLabel("drop", pods.exclude),
        ...exclude.map((one) =>
            step("drop", [namespace, pod, container], [one.namespace, one.pod, one.container].map(named).join("/")),
        ),
        ...labelsAsked(lines).map((name) => copied(label(name), podLabel(name))),
        ...asTheAgents,
    ];
}

/** The same labels as on agents' lines, with the same service name. */
const asTheAgents: object[] = [
    copied(namespace, "k8s_namespace_name"),
    copied(pod, "k8s_pod_name"),
    copied(container, "k8s_container_name"),
    {
        source_labels: ["__meta_kubernetes_pod_controller_kind", "__meta_kubernetes_pod_controller_name"],
        separator: "/",
        regex: String.raw`ReplicaSet/(.+)-[a-z0-9]+|Job/(.+?)(?:-\d{8,})?|(?:StatefulSet|DaemonSet)/(.+)`,
        replacement: "$1$2$3",
        target_label: "__tmp_workload",
    },
    {
        source_labels: [
            "__meta_kubernetes_pod_annotation_resource_opentelemetry_io_service_name",
            label("app.kubernetes.io/instance"),
            label("app.kubernetes.io/name"),
            "__tmp_workload",
            pod,
        ],
        separator: ";",
        regex: "^;*([^;]+)(;.*)?$",
        replacement: "$1",
        target_label: "service_name",
    },
];
