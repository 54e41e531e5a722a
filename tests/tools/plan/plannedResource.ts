import type { PlannedResource } from "../../../tools/plan/recorder";

/** A resource of a plan, with what most have. */
export function plannedResource({
    type,
    name,
    ...more
}: Pick<PlannedResource, "type" | "name" | "inputs"> & Partial<PlannedResource>): PlannedResource {
    return {
        urn: `urn:pulumi:test::test::${type}::${name}`,
        type,
        name,
        parent: null,
        provider: null,
        protect: false,
        secrets: [],
        unknowns: [],
        dependsOn: [],
        ...more,
    };
}
