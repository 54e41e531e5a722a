import { isExcepted } from "./exceptions";
import { containersOf, type Placed, podsOf } from "./objects";
import { operatedPods } from "./operatedPods";
import { livenessProblems, probeProblems } from "./probes";
import { Made, objectReferences, podReferences, referenceProblems } from "./references";
import { securityProblems } from "./security";
import { selectionProblems } from "./selection";
import { startupProblems } from "./startup";

export interface Running {
    problems: string[];
    /** Facts that only the reader can check. */
    notes: string[];
}

/**
 * Problems that would keep the rendered system from running although every manifest is valid. All releases and our own
 * objects are judged together, because they refer to each other.
 * @param named names of Secrets and the like in the configuration itself
 */
export function runningProblems(objects: readonly Placed[], named: ReadonlySet<string>): Running {
    const made = new Made(objects);
    const pods = [...podsOf(objects), ...operatedPods(objects)];
    const ofContainers = pods
        .flatMap(containersOf)
        .flatMap((container) => [
            ...startupProblems(container),
            ...probeProblems(container),
            ...livenessProblems(container),
            ...securityProblems(container, made),
        ]);
    const references = referenceProblems(
        [...pods.flatMap(podReferences), ...objects.flatMap(objectReferences)],
        made,
        named,
    );
    const problems = [...ofContainers, ...references.problems, ...selectionProblems(objects)];
    return { problems: problems.filter((problem) => !isExcepted(problem)), notes: references.notes };
}
