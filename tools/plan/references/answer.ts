/** What stands for a stack that the planned one reads. */
export interface Answer {
    /** `ORGANIZATION/PROJECT/STACK` */
    stack: string;
    kind: "plan" | "outputs" | "placeholders";
    outputs: Record<string, unknown>;
    /** Only of a plan. */
    resources?: { urn: string; type: string; inputs: Record<string, unknown> }[];
}

/** Stands for another stack's kubeconfig, in a form that can be read as one. */
export const placeholderKubeconfig = JSON.stringify({ apiVersion: "v1", kind: "Config", users: [] });

/** A StackReference's state, as the engine would read it. */
export function referenceState({ stack, outputs }: Answer): Record<string, unknown> {
    return { name: stack, outputs, secretOutputNames: Object.keys(outputs).filter((name) => name === "kubeconfig") };
}
