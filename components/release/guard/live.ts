/** What runs on the cluster, as far as the guards of a release read it. A cluster that does not exist yet is empty. */
export interface LiveCluster {
    /** @throws Error if the cluster does not answer */
    volumes(namespace: string): Promise<LiveVolumes>;
    /**
     * Annotations of the given CRDs that exist, by name.
     * @throws Error if the cluster does not answer
     */
    crds(names: string[]): Promise<Record<string, Record<string, string>>>;
    /**
     * Whether something serves the use of processors, by which a HorizontalPodAutoscaler scales. True while that cannot
     * be known.
     * @throws Error if the cluster does not answer
     */
    servesMetrics?(): Promise<boolean>;
    /**
     * Deployments and DaemonSets of all namespaces.
     * @throws Error if the cluster does not answer
     */
    workloads(): Promise<LiveWorkload[]>;
    /**
     * The Prometheus operator's Prometheuses in a namespace; undefined while that cannot be known.
     * @throws Error if the cluster does not answer
     */
    prometheuses?(namespace: string): Promise<LivePrometheus[] | undefined>;
}

/** What a Prometheus selects, by kind. Selectors are undefined where it has none, which is not the same as empty. */
export interface LivePrometheus extends Record<"serviceMonitor" | "podMonitor" | "rule", Selection> {
    name: string;
}

interface Selection {
    /** By labels of objects; none are selected without. */
    objects?: LabelSelector;
    /** By labels of their namespaces; only its own without. */
    namespaces?: LabelSelector;
}

/** Kubernetes' `metav1.LabelSelector`. */
export interface LabelSelector {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: "In" | "NotIn" | "Exists" | "DoesNotExist"; values?: string[] }[];
}

export interface LiveWorkload {
    kind: "Deployment" | "DaemonSet";
    namespace: string;
    name: string;
    images: string[];
    /** What its containers are started with, each with its arguments. */
    commands: string[][];
    /** It has no pods, by its own number of replicas. */
    isStopped: boolean;
    /** Ports of the node that its pods take. */
    hostPorts: number[];
    /** The Helm release that created it; undefined if none did. */
    release?: { releaseName: string; namespace: string };
    /** The Application of Argo CD that it is of; undefined if it is of none. */
    application?: string;
}

/** StatefulSets and claims of a namespace. Sizes are Kubernetes quantities. */
export interface LiveVolumes {
    /** Each StatefulSet's claim templates: name → size. */
    sets: Record<string, Record<string, string>>;
    /** Claims that are not being deleted. */
    claims: LiveClaim[];
    /** Whether claims can grow, by StorageClass. */
    expandable: Record<string, boolean>;
}

export interface LiveClaim {
    name: string;
    labels: Record<string, string>;
    storageClass?: string;
    /** The requested size. */
    request: string;
    /** The volume's actual size; undefined until it is bound. */
    capacity?: string;
    /** The volume has grown; its file system grows when a pod mounts it, and `capacity` stays unchanged until then. */
    growsAtMount?: boolean;
}

/** Why nothing is known of the cluster. */
export interface Unreachable {
    unreachable: string;
}

/** The answer, or why there is none. */
export async function orUnreachable<T>(asked: Promise<T>): Promise<T | Unreachable> {
    return asked.catch((error: unknown) => ({
        unreachable: error instanceof Error ? error.message.split("\n")[0]! : String(error),
    }));
}

/** Something that an `up` would fail at or silently ignore, and the commands that resolve it. */
export interface Obstacle {
    /** The configuration key, without its project, or a file and the key in it: `charts/loki/pin.json: version`. */
    key: string;
    message: string;
    /** In the order to be run, before the next `pulumi up`. */
    steps: string[];
}

/** The obstacle as shown on screen. */
export function obstacleText({ key, message, steps }: Obstacle, keyOf: (key: string) => string): string {
    const commands = steps.map((step) => `\n    ${step}`).join("");
    return `${key.includes(": ") ? key : keyOf(key)}: ${message}${steps.length === 0 ? "" : `, by these commands, and then \`pulumi up\` again:${commands}`}`;
}
