import type { ContainerLogs, Labels } from "./containerLogs";

/**
 * Pods whose lines the agents never read: an error about a line that they cannot deliver would become the next such
 * line.
 */
const carriers = ["opentelemetry-agent-collector-*", "opentelemetry-collector-*"];

/** OTTL quotes texts as JSON does; the collector reads `$$` in its configuration as `$`. */
export const quoted = (text: string): string => JSON.stringify(text.replaceAll("$", "$$$$"));

/** The semantic conventions' attribute for a pod's label. */
const labelAttribute = (label: string): string => `k8s.pod.label.${label}`;

/** Which of a node's files are read. */
export interface Files {
    include: string[];
    exclude: string[];
}

/**
 * For each container the current file and the previous one, which the node keeps uncompressed; older ones are
 * compressed and were read before. A folder's name is NAMESPACE_POD_UID, and none of the three parts contains `_`.
 *
 * @param read containers whose files another receiver reads
 */
export function containerFiles(
    folder: string,
    { namespaces, exclude }: ContainerLogs,
    own: { namespace: string; read: readonly { namespace: string; container: string }[] },
): Files {
    const files = (namespace: string, pod = "*", container = "*"): string[] =>
        [".log", ".log.????????-??????"].map((end) => `${folder}/${namespace}_${pod}_*/${container}/*${end}`);
    return {
        include: (namespaces.include ?? ["*"]).flatMap((namespace) => files(namespace)),
        exclude: [
            ...own.read.flatMap(({ namespace, container }) => files(namespace, "*", container)),
            ...carriers.flatMap((pod) => files(own.namespace, pod)),
            ...namespaces.exclude.flatMap((namespace) => files(namespace)),
            ...exclude.flatMap(({ namespace, pod, container }) => files(namespace, pod, container)),
        ],
    };
}

/** Whether a pod has these labels, as an OTTL condition. */
export function hasLabels(labels: Labels): string[] {
    return Object.entries(labels).map(([label, pattern]) => {
        const attribute = `resource.attributes["${labelAttribute(label)}"]`;
        return `(${attribute} != nil and IsMatch(${attribute}, ${quoted(`^(?:${pattern})$`)}))`;
    });
}

/** Every label that the configuration uses. */
function labelsRead({ labels, pods, json }: ContainerLogs): string[] {
    const asked = [pods.include, pods.exclude, ...json.map((lines) => lines.labels)];
    return [...new Set([...labels, ...asked.flatMap((each) => Object.keys(each))])];
}

/** Loki refuses a whole message if one line in it is older than a week. A line may be queued for another day. */
const oldest = 6 * 86_400;

/** The API reports a node for every known pod. */
const unknown = 'resource.attributes["k8s.node.name"] == nil';

const olderThan = (seconds: number): string => `log.time_unix_nano < UnixNano(Now()) - ${seconds}000000000`;

/**
 * How long a line waits for its pod's metadata: as long as k8s_attributes remembers a deleted pod, so that deleted pods
 * delay nothing.
 */
const knownWithin = 120;

/**
 * For the transform processor: fails for a line whose pod is not known yet, so that the receiver tries again. An agent
 * that has just started first lists the pods on its node. If the API does not answer, lines wait in their files for
 * this time, and are delayed by it.
 */
export const untilKnown: object[] = [
    {
        conditions: [`${unknown} and not (${olderThan(knownWithin)})`],
        statements: ['set(log.cache["pod"], ParseJSON(log.attributes["log.file.path"]))'],
    },
];

/** For the filter processor: lines to drop. With label conditions, an unknown pod does not match. */
export function leftOut({ pods }: ContainerLogs): string[] {
    return [
        olderThan(oldest),
        ...hasLabels(pods.include).map((has) => `not ${has}`),
        ...hasLabels(pods.exclude),
        ...(Object.keys(pods.exclude).length > 0 ? [unknown] : []),
    ];
}

/** For the processor that adds a pod's metadata from the Kubernetes API. */
export function podAttributes(logs: ContainerLogs): object {
    return {
        auth_type: "serviceAccount",
        filter: { node_from_env_var: nodeVariable },
        // Waiting would stop the agent if the API does not answer, although the gateway's lines do not need it. Lines
        // wait for their pod instead, see `untilKnown`.
        wait_for_metadata: false,
        // The default excludes pods named jaeger-agent and jaeger-collector. An empty list counts as unset; no pod's
        // name contains _.
        exclude: { pods: [{ name: "_" }] },
        extract: {
            metadata: [
                ...["k8s.namespace.name", "k8s.pod.name", "k8s.node.name", "service.name"],
                ...["k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s.cronjob.name"],
                "k8s.job.name",
            ],
            annotations: [{ tag_name: "service.name", key: "resource.opentelemetry.io/service.name", from: "pod" }],
            labels: labelsRead(logs).map((key) => ({ tag_name: labelAttribute(key), key, from: "pod" })),
        },
        // By name, because the folder of a static pod has another uid than the API.
        pod_association: [
            {
                sources: ["k8s.pod.name", "k8s.namespace.name"].map((name) => ({ from: "resource_attribute", name })),
            },
        ],
    };
}

/** The variable with the name of the agent's own node. */
export const nodeVariable = "KUBE_NODE_NAME";
