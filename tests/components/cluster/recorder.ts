import { record as recordPlan } from "../../../tools/plan/recorder";

/** What these tests look at of a resource. */
export interface Registered {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
    /** Names of the resources it waits for. */
    dependencies: string[];
    protect: boolean;
}

/**
 * Everything that `program` registers, by type and name; without `preview`, with all outputs known that a provider
 * would give back.
 */
export async function record(preview: boolean, program: () => unknown): Promise<Map<string, Registered>> {
    const { resources } = await recordPlan(
        async () => {
            await program();
            return {};
        },
        { project: "project", stack: "stack", preview },
    );
    const seen = resources.map(({ type, name, inputs, dependsOn, protect }) => ({
        type,
        name,
        inputs,
        dependencies: dependsOn.map((urn) => urn.split("::").at(-1) ?? ""),
        protect,
    }));
    return new Map(seen.map((resource) => [`${resource.type} ${resource.name}`, resource]));
}
