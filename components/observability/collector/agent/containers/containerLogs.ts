/** Which lines of all containers the agents read, and how they parse them. */
export interface ContainerLogs {
    enabled: boolean;
    /**
     * By name.
     * @default all
     */
    namespaces: { include?: string[]; exclude: string[] };
    /**
     * By labels of the pod.
     * @default all
     */
    pods: { include: Labels; exclude: Labels };
    /** Excluded by name; `*` stands for any characters. */
    exclude: { namespace: string; pod: string; container: string }[];
    /** Pod labels that are added to every line. */
    labels: string[];
    /** How lines that are JSON objects are parsed; each entry applies to the pods that it names. */
    json: JsonLines[];
    multiline: {
        enabled: boolean;
        /** Pattern of a line that continues the one before it (RE2). */
        continuation: string;
        /** How long a line waits for its continuation. */
        wait: string;
    };
    /** Expected number of lines per second on a node. */
    linesPerSecond: number;
    /** Size of the queue on a node's disk, as a quantity of bytes. */
    queueSize: string;
}

/** By label name, a pattern (RE2) that matches the whole value. */
export type Labels = Record<string, string>;

export interface JsonLines {
    /** @default all */
    namespaces?: string[];
    labels: Labels;
    /** Fields for the level; the first that exists is used. */
    level: string[];
    traceId: string[];
    spanId: string[];
    /**
     * The field with the time, and its layout.
     * @default the time at which the runtime received the line
     */
    time?: { field: string; layout: string };
    /** Fields that become attributes of the same name. */
    attributes: string[];
}
