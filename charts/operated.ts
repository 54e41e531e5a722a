/** A custom resource that an operator works on. */
export interface CustomResource {
    name: string;
    namespace: string;
    labels: Readonly<Record<string, unknown>>;
    /** What stands at a path of it. */
    at(...path: string[]): unknown;
}

/** Something that others refer to by its name, or select by its labels. */
export interface Operated {
    kind: "Pods" | "Service" | "Secret" | "ServiceAccount";
    name: string;
    /** Of pods, and of a Service that monitors look for. */
    labels?: Readonly<Record<string, unknown>>;
    /** Names of its ports with their numbers; undefined where they depend on more than is known here. */
    ports?: Readonly<Record<string, number>>;
    /** Of a Secret. */
    keys?: readonly string[];
}

/** What a chart's operator makes of one kind of custom resource: read in the operator's source, at the pinned version. */
export interface OperatedFact {
    /** API group of the custom resource. */
    group: string;
    kind: string;
    makes(resource: CustomResource): readonly Operated[];
}
