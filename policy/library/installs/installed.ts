import { textsIn } from "../../../model/values";
import type { Seen } from "../resource";
import { fromApplication } from "./application";
import { applicationsOf } from "./applicationSet";
import { type Installed, installs, releaseType } from "./install";
import { fromRelease } from "./release";

type Resource = Pick<Seen, "urn" | "type" | "name" | "inputs">;

/**
 * The charts that a resource installs: a Helm release, an Application of Argo CD, or an ApplicationSet with all its
 * Applications.
 */
export function installedBy(resource: Resource): Installed {
    if (resource.type === releaseType) {
        return { charts: [fromRelease(resource)], unseen: [] };
    }
    const applications = applicationsOf(resource).map(fromApplication);
    return {
        charts: applications.flatMap(({ charts }) => charts),
        unseen: applications.flatMap(({ unseen }) => unseen),
    };
}

/**
 * The texts of a resource that may name Services and Secrets of the stack, with their paths. Of an Application these are
 * its charts' values, as in a release; the rest of it is about Argo CD.
 */
export function textsOf(resource: Resource): { path: string; text: string }[] {
    return installs(resource) && resource.type !== releaseType
        ? installedBy(resource).charts.flatMap(({ values }) => [...textsIn(values, "values")])
        : [...textsIn(resource.inputs)];
}
