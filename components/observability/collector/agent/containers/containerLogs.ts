/** Which lines of all containers the agents read, and what they make of them. */
export interface ContainerLogs {
    enabled: boolean;
    /** By name. @default all */
    namespaces: { include?: string[]; exclude: string[] };
    /** By labels of the pod. @default all */
    pods: { include: Labels; exclude: Labels };
    /** Left out by name; `*` stands for any characters. */
    exclude: { namespace: string; pod: string; container: string }[];
    /** Labels of pods that go with every line. */
    labels: string[];
    /** What is read of lines that are JSON objects; each applies to the pods that it names. */
    json: JsonLines[];
    multiline: {
        enabled: boolean;
        /** What a line looks like that goes on with the one before it (RE2). */
        continuation: string;
        /** How long a line waits for such a one. */
        wait: string;
    };
    /** What the containers of a node write. */
    linesPerSecond: number;
    /** What may wait on a node's disk, as a quantity of bytes. */
    queueSize: string;
}

/** By the name of a label, a pattern (RE2) that its whole value matches. */
export type Labels = Record<string, string>;

export interface JsonLines {
    /** @default all */
    namespaces?: string[];
    labels: Labels;
    /** Fields, of which the first that is there counts. */
    level: string[];
    traceId: string[];
    spanId: string[];
    /** A field that has the time, and how it is written there. @default the time at which the runtime took the line */
    time?: { field: string; layout: string };
    /** Fields that become attributes of the same name. */
    attributes: string[];
}
