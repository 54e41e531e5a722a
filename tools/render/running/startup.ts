import { endless, isSidecar, refusedProbe } from "../../../policy/library/initContainers";
import { isValues } from "../../../policy/library/resource";
import { type Container, whereIs } from "./objects";

/** An init container that keeps its pod from starting, or for which nothing waits although it prepares something. */
export function startupProblems(container: Container): string[] {
    const { spec, init } = container;
    if (!init) {
        return [];
    }
    const problem = endless(spec) ?? refusedProbe(spec) ?? unawaited(spec);
    return problem === undefined ? [] : [`${whereIs(container)} ${problem}`];
}

function unawaited(spec: Container["spec"]): string | undefined {
    const awaited = !isSidecar(spec) || isValues(spec.startupProbe);
    return awaited
        ? undefined
        : "is a sidecar without a startupProbe: the next container starts before it has done anything";
}
