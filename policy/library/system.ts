import type { ChartInstall, UnseenSource } from "./installs/install";
import { installedBy } from "./installs/installed";
import { isComponent, type Seen } from "./resource";

export type { ChartInstall };

/**
 * All planned resources, with the queries that rules make on them. Each query is computed once, so no resource may be
 * added after the first.
 */
export class System {
    private readonly answers = new Map<unknown, unknown>();

    constructor(readonly resources: readonly Seen[]) {}

    /** The result of a query, from the cache if it was asked before. */
    ask<T>(question: (system: System) => T): T {
        if (!this.answers.has(question)) {
            this.answers.set(question, question(this));
        }
        return this.answers.get(question) as T;
    }

    find(urn: string | undefined): Seen | undefined {
        return urn === undefined ? undefined : byUrn(this).get(urn);
    }

    ofType(type: string): Seen[] {
        return this.resources.filter((resource) => resource.type === type);
    }

    /** Custom and built-in Kubernetes objects by `apiVersion` and `kind`. The SDK's typed helpers do not match them. */
    kubernetes(kind: string, apiVersion?: string): Seen[] {
        return (byKind(this).get(kind) ?? []).filter(
            ({ type }) => apiVersion === undefined || type === `kubernetes:${apiVersion}:${kind}`,
        );
    }

    /** Our components, by the last part of their type. */
    components(kind: string): Seen[] {
        return this.resources.filter(({ type }) => isComponent(type) && type.endsWith(`:${kind}`));
    }

    /** Charts of Helm releases, and of Argo CD's Applications and ApplicationSets. */
    get charts(): ChartInstall[] {
        return chartsOf(this);
    }

    chart(name: string): ChartInstall[] {
        return this.charts.filter(({ chart }) => chart === name);
    }
}

/** A query on a system, computed once for all callers. */
export function once<T>(question: (system: System) => T): (system: System) => T {
    return (system) => system.ask(question);
}

const byUrn = once(({ resources }) => new Map(resources.map((resource) => [resource.urn, resource])));

const byKind = once(({ resources }) => {
    const objects = new Map<string, Seen[]>();
    for (const resource of resources.filter(({ type }) => type.startsWith("kubernetes:"))) {
        const kind = resource.type.slice(resource.type.lastIndexOf(":") + 1);
        const known = objects.get(kind);
        if (known === undefined) {
            objects.set(kind, [resource]);
        } else {
            known.push(resource);
        }
    }
    return objects;
});

const installed = once(({ resources }) => resources.map((resource) => installedBy(resource)));

const chartsOf = once((system): ChartInstall[] => installed(system).flatMap(({ charts }) => charts));

/** Sources of Applications that are not visible here. */
export const unseenSources = once((system): UnseenSource[] => installed(system).flatMap(({ unseen }) => unseen));
