type Tags = Record<string, string>;

/** Labels by which the controller of this stack is told from others. */
export function ownLabels({ project = "", stack = "" }: Tags): Record<string, string> {
    return { "kong-observability/project": project, "kong-observability/stack": stack };
}

/** Named after the stack, so that two stacks on a cluster have one each. */
export function ownStorageClass({ project, stack }: Tags): string {
    return `${project}-${stack}-gp3`;
}
