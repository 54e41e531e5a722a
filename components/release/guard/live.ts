/**
 * What runs on the cluster, as far as the guards of a release look at it. A cluster that is still to be made has
 * nothing.
 */
export interface LiveCluster {
    /** @throws Error where the cluster does not answer */
    volumes(namespace: string): Promise<LiveVolumes>;
    /** Annotations of those of the CRDs that are there, by name. @throws Error where the cluster does not answer */
    crds(names: string[]): Promise<Record<string, Record<string, string>>>;
}

/** What holds data in a namespace. Sizes are Kubernetes quantities. */
export interface LiveVolumes {
    /** Each StatefulSet's claim templates: name → size. */
    sets: Record<string, Record<string, string>>;
    /** Claims that are not being deleted. */
    claims: LiveClaim[];
    /** Whether the cluster's StorageClasses let a claim grow. */
    expandable: Record<string, boolean>;
}

export interface LiveClaim {
    name: string;
    labels: Record<string, string>;
    storageClass?: string;
    /** What was asked for. */
    request: string;
    /** What the volume has; undefined until it is bound. */
    capacity?: string;
    /** The volume has grown, and its file system grows when a pod mounts it: until then `capacity` stays. */
    growsAtMount?: boolean;
}

/** Why nothing is known of the cluster. */
export interface Unreachable {
    unreachable: string;
}

/** Something that an `up` would fail at or pass over silently, and the commands that clear it away. */
export interface Obstacle {
    /** The configuration key, without its project, or a file and the key in it: `charts/loki/pin.json: version`. */
    key: string;
    message: string;
    /** In this order, before the next `pulumi up`. */
    steps: string[];
}

/** What the screen shows of it. */
export function obstacleText({ key, message, steps }: Obstacle, keyOf: (key: string) => string): string {
    const commands = steps.map((step) => `\n    ${step}`).join("");
    return `${key.includes(": ") ? key : keyOf(key)}: ${message}${steps.length === 0 ? "" : `, by these commands, and then \`pulumi up\` again:${commands}`}`;
}
