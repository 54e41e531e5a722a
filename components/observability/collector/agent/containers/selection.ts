import type { ContainerLogs, Labels } from "./containerLogs";

/** Pods whose lines the agents never read: a line of theirs about a line that they cannot hand on would be the next. */
const carriers = ["opentelemetry-agent-collector-*", "opentelemetry-collector-*"];

/** OTTL writes texts as JSON does; the collector reads `$$` in its configuration as `$`. */
export const quoted = (text: string): string => JSON.stringify(text.replaceAll("$", "$$$$"));

/** A pod's label as an attribute, by the semantic conventions' name. */
const labelAttribute = (label: string): string => `k8s.pod.label.${label}`;

/** Which of a node's files are read. */
export interface Files {
    include: string[];
    exclude: string[];
}

/**
 * Of each container the file that it writes and the one before, which the node keeps as it was; older ones are packed
 * and were read before. A folder is called NAMESPACE_POD_UID, and none of the three has `_` in it.
 *
 * @param read containers of which another receiver reads the files
 */
export function containerFiles(
    folder: string,
    { namespaces, exclude }: ContainerLogs,
    own: { namespace: string; read: { namespace: string; container: string } },
): Files {
    const files = (namespace: string, pod = "*", container = "*"): string[] =>
        [".log", ".log.????????-??????"].map((end) => `${folder}/${namespace}_${pod}_*/${container}/*${end}`);
    return {
        include: (namespaces.include ?? ["*"]).flatMap((namespace) => files(namespace)),
        exclude: [
            ...files(own.read.namespace, "*", own.read.container),
            ...carriers.flatMap((pod) => files(own.namespace, pod)),
            ...namespaces.exclude.flatMap((namespace) => files(namespace)),
            ...exclude.flatMap(({ namespace, pod, container }) => files(namespace, pod, container)),
        ],
    };
}

/** Whether a pod has these labels, as a condition of OTTL. */
export function hasLabels(labels: Labels): string[] {
    return Object.entries(labels).map(([label, pattern]) => {
        const attribute = `resource.attributes["${labelAttribute(label)}"]`;
        return `(${attribute} != nil and IsMatch(${attribute}, ${quoted(`^(?:${pattern})$`)}))`;
    });
}

/** Every label of which anything asks. */
function labelsRead({ labels, pods, json }: ContainerLogs): string[] {
    const asked = [pods.include, pods.exclude, ...json.map((lines) => lines.labels)];
    return [...new Set([...labels, ...asked.flatMap((each) => Object.keys(each))])];
}

/**
 * Loki refuses what is older than a week, and all of a message with it; a line may wait for another day on its way.
 */
const oldest = 6 * 86_400;

/** Every pod that the API has told of is on a node. */
const unknown = 'resource.attributes["k8s.node.name"] == nil';

const olderThan = (seconds: number): string => `log.time_unix_nano < UnixNano(Now()) - ${seconds}000000000`;

/** How long a line waits for its pod: as long as k8s_attributes remembers one that is gone, which so holds up nothing. */
const knownWithin = 120;

/**
 * For the transform processor: fails for a line whose pod is not known yet, and the receiver tries again. An agent that
 * has just started asks what is on its node; where the API does not answer, lines wait in their files so long, and each
 * is so much late then.
 */
export const untilKnown: object[] = [
    {
        conditions: [`${unknown} and not (${olderThan(knownWithin)})`],
        statements: ['set(log.cache["pod"], ParseJSON(log.attributes["log.file.path"]))'],
    },
];

/**
 * For the filter processor: what is not handed on. Where labels choose, a pod that is not known is none of those that
 * are chosen.
 */
export function leftOut({ pods }: ContainerLogs): string[] {
    return [
        olderThan(oldest),
        ...hasLabels(pods.include).map((has) => `not ${has}`),
        ...hasLabels(pods.exclude),
        ...(Object.keys(pods.exclude).length > 0 ? [unknown] : []),
    ];
}

/** For the processor that asks the Kubernetes API what else is known of a pod. */
export function podAttributes(logs: ContainerLogs): object {
    return {
        auth_type: "serviceAccount",
        filter: { node_from_env_var: nodeVariable },
        // It would end the agent where the API does not answer, and the gateway's lines need nothing of it: lines wait
        // for their pod, see `untilKnown`.
        wait_for_metadata: false,
        // By default pods called jaeger-agent and jaeger-collector; an empty list is taken for none given, and no pod
        // has _ in its name.
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
        // By name: the folder of a static pod has another uid than the API.
        pod_association: [
            {
                sources: ["k8s.pod.name", "k8s.namespace.name"].map((name) => ({ from: "resource_attribute", name })),
            },
        ],
    };
}

/** The agent's own node, which its pod is told. */
export const nodeVariable = "KUBE_NODE_NAME";
