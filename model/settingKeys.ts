/**
 * The namespace of the settings in a stack file, whatever the project's name: `pulumi new` renames the project, but
 * leaves the stack files of the template as they are.
 */
export const namespace = "kong-observability";

/**
 * A setting's full key as in the stack file, for messages.
 * @param key without namespace, and any text that follows it: `cluster.network.zones[1]: got …`
 * @param all the stack's whole configuration, by full key
 */
export function writtenKey(key: string, project: string, all: Readonly<Record<string, string>>): string {
    const [top = ""] = /^[^.[:]*/.exec(key) ?? [];
    return `${`${namespace}:${top}` in all ? namespace : project}:${key}`;
}
