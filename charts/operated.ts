/** A custom resource that an operator acts on. */
export interface CustomResource {
    name: string;
    namespace: string;
    labels: Readonly<Record<string, unknown>>;
    /** The value at a path. */
    at(...path: string[]): unknown;
}

/** Something that others refer to by name, or select by labels. */
export interface Operated {
    kind: "Pods" | "Service" | "Secret" | "ServiceAccount";
    name: string;
    /** Labels of pods, and of a Service that monitors select. */
    labels?: Readonly<Record<string, unknown>>;
    /** Port numbers by name; undefined if they depend on more than is known here. */
    ports?: Readonly<Record<string, number>>;
    /** Keys of a Secret. */
    keys?: readonly string[];
}

/**
 * What a chart's operator creates from one kind of custom resource, read from the operator's source at the pinned
 * version.
 */
export interface OperatedFact {
    /** API group of the custom resource. */
    group: string;
    kind: string;
    makes(resource: CustomResource): readonly Operated[];
}
