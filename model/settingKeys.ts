/**
 * The name that settings stand under in a stack file, whatever the project is called: `pulumi new` gives a project
 * another name, and leaves the stack files that come with it as they are.
 */
export const namespace = "kong-observability";

/**
 * A setting's full key as the stack file has it, for messages.
 * @param key without namespace, and what is said of it if anything: `cluster.network.zones[1]: got …` @param all the stack's configuration, by full key
 */
export function writtenKey(key: string, project: string, all: Readonly<Record<string, string>>): string {
    const [top = ""] = /^[^.[:]*/.exec(key) ?? [];
    return `${`${namespace}:${top}` in all ? namespace : project}:${key}`;
}
