import { rules, type Thing } from "./orderRules";
import type { Call, Ledger, Operation } from "./simulator/ledger";
import type { StoredResource } from "./stack";

/**
 * Whatever has to end before something else begins takes its time; without an edge between the two, the other would be
 * seen to begin early.
 */
export function slowOnes(operation: Operation, thing: Thing): boolean {
    return rules.some(({ first, then }) =>
        operation === "create" ? first(thing) : operation === "delete" && then(thing, thing),
    );
}

/** What a run did against the rules. */
export function violations(ledger: Ledger, operation: "create" | "delete"): string[] {
    const calls = ledger.calls.filter((call) => call.operation === operation);
    return pairs(calls).flatMap(([what, first, then]) => {
        const [earlier, later] = operation === "create" ? [first, then] : [then, first];
        return earlier.ended < later.began
            ? []
            : [`${what}: ${operation} of ${later.name} began before that of ${earlier.name} had ended`];
    });
}

/** Rules that hold in this state by luck alone: nothing makes `then` wait for `first`. */
export function missingEdges(calls: Call[], state: StoredResource[]): string[] {
    const byUrn = new Map(state.map((resource) => [resource.urn, resource]));
    return pairs(calls)
        .filter(([, first, then]) => !reaches(then.urn, first.urn, byUrn))
        .map(([what, first, then]) => `${what}: ${then.urn} does not depend on ${first.urn}`);
}

/** Names of the rules of which there is something in a stack. */
export function appliedRules(calls: Call[]): string[] {
    return [...new Set(pairs(calls).map(([what]) => what))];
}

function pairs(calls: Call[]): [string, Call, Call][] {
    return rules.flatMap(({ what, first, then }) =>
        calls
            .filter(first)
            .flatMap((earlier) =>
                calls
                    .filter((call) => call !== earlier && then(call, earlier))
                    .map((later): [string, Call, Call] => [what, earlier, later]),
            ),
    );
}

/**
 * Along the edges that the engine itself follows: dependencies, providers and parents, and from a remote component to
 * its children (DependenciesOf in pkg/resource/graph/dependency_graph.go of pulumi/pulumi), which the SDK does not
 * know.
 */
function reaches(from: string, to: string, byUrn: Map<string, StoredResource>): boolean {
    const seen = new Set<string>();
    const queue = [from];
    for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
        if (urn === to) {
            return true;
        }
        const resource = byUrn.get(urn);
        if (resource !== undefined && !seen.has(urn)) {
            seen.add(urn);
            const children =
                resource.type === "kubernetes:yaml/v2:ConfigFile"
                    ? [...byUrn.values()].filter(({ parent }) => parent === urn).map((child) => child.urn)
                    : [];
            queue.push(...edges(resource), ...children, ...(resource.parent === undefined ? [] : [resource.parent]));
        }
    }
    return false;
}

/**
 * How many steps the engine takes to find out what may still be deleted after one deletion has failed. It follows every
 * path (markAsDependency in pkg/resource/graph/dependency_graph.go of pulumi/pulumi: 3.260 still does, 3.274 no longer),
 * not every resource: where each thing waits for all that the things before it wait for, these are billions, at about a
 * microsecond each.
 */
export function stepsAfterFailure(resources: StoredResource[]): number {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const known = new Map<string, number>();
    const steps = (urn: string): number => {
        const resource = byUrn.get(urn);
        if (resource === undefined) {
            return 0;
        }
        const found = known.get(urn) ?? 1 + edges(resource).reduce((sum, dependency) => sum + steps(dependency), 0);
        known.set(urn, found);
        return found;
    };
    return Math.max(0, ...resources.map(({ urn }) => steps(urn)));
}

function edges({ provider, dependencies = [], propertyDependencies = {} }: StoredResource): string[] {
    const providers = provider === undefined ? [] : [provider.slice(0, provider.lastIndexOf("::"))];
    return [...providers, ...dependencies, ...Object.values(propertyDependencies).flatMap((urns) => urns ?? [])];
}
