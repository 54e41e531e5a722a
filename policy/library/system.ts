import { at, isComponent, isValues, listAt, type Seen, textAt, type Values } from "./resource";
import { readYaml } from "./yaml";

/** A chart that Helm or Argo CD would install. */
export interface ChartInstall {
    /** The resource that installs it. */
    urn: string;
    name: string;
    /** Name without repository or folder. */
    chart: string;
    version: string | undefined;
    /** Repository, registry or folder; undefined if unknown. */
    repository: string | undefined;
    releaseName: string | undefined;
    namespace: string | undefined;
    values: Values;
}

const releaseType = "kubernetes:helm.sh/v3:Release";

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

    /** Charts of Helm releases and Argo CD Applications. */
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

const chartsOf = once((system): ChartInstall[] => [
    ...system.ofType(releaseType).map(fromRelease),
    ...system.kubernetes("Application", "argoproj.io/v1alpha1").flatMap(fromApplication),
]);

function fromRelease({ urn, name, inputs }: Seen): ChartInstall {
    const chart = textAt(inputs, "chart") ?? "";
    return {
        urn,
        name,
        chart: chartName(chart),
        version: textAt(inputs, "version"),
        repository:
            textAt(inputs, "repositoryOpts", "repo") ??
            (chart.includes("/") ? chart.replace(/\/[^/]*$/, "") : undefined),
        releaseName: textAt(inputs, "name"),
        namespace: textAt(inputs, "namespace"),
        values: valuesOf(inputs.values),
    };
}

/** `spec.source` or each of `spec.sources`; Argo CD takes values as an object or as text. */
function fromApplication({ urn, name, inputs }: Seen): ChartInstall[] {
    const spec = at(inputs, "spec");
    const single = at(spec, "source");
    const sources = isValues(single) ? [single] : listAt(spec, "sources");
    return sources
        .filter((source) => textAt(source, "chart") !== undefined)
        .map((source) => ({
            urn,
            name,
            chart: chartName(textAt(source, "chart") ?? ""),
            version: textAt(source, "targetRevision"),
            repository: textAt(source, "repoURL"),
            releaseName: textAt(source, "helm", "releaseName") ?? textAt(inputs, "metadata", "name"),
            namespace: textAt(spec, "destination", "namespace"),
            values: valuesOf(at(source, "helm", "valuesObject") ?? textAt(source, "helm", "values")),
        }));
}

/** `oci://registry/charts/kong` and `charts/kong-3.4.1.tgz` are the chart `kong`. */
function chartName(chart: string): string {
    return (chart.split("/").at(-1) ?? "").replace(/-\d+\.\d+\.\d+.*\.tgz$/, "");
}

/** Values as text in an Application follow YAML 1.1, as in Helm: an unquoted `off` is the boolean false. */
function valuesOf(values: unknown): Values {
    const parsed: unknown = typeof values === "string" ? readYaml(values, "1.1") : values;
    return isValues(parsed) ? parsed : {};
}
