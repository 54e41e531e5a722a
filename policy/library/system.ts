import { at, isComponent, isValues, listAt, type Seen, textAt, type Values } from "./resource";
import { readYaml } from "./yaml";

/** A chart as it would be installed, by Helm or by Argo CD. */
export interface ChartInstall {
    /** The resource that installs it. */
    urn: string;
    name: string;
    /** Without repository or folder. */
    chart: string;
    version: string | undefined;
    /** Repository, registry or folder; undefined where it cannot be told. */
    repository: string | undefined;
    releaseName: string | undefined;
    namespace: string | undefined;
    values: Values;
}

const releaseType = "kubernetes:helm.sh/v3:Release";

/**
 * Everything that would be on the cluster and beside it, with the questions that rules ask of it. No resource comes to
 * it after the first question: each is answered once.
 */
export class System {
    private readonly answers = new Map<unknown, unknown>();

    constructor(readonly resources: readonly Seen[]) {}

    /** The answer to a question; what was asked before is not computed again. */
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

    /** Custom and built-in Kubernetes objects by `apiVersion` and `kind`, which the SDK's typed helpers never match. */
    kubernetes(kind: string, apiVersion?: string): Seen[] {
        return (byKind(this).get(kind) ?? []).filter(
            ({ type }) => apiVersion === undefined || type === `kubernetes:${apiVersion}:${kind}`,
        );
    }

    /** Components of ours, by the last part of their type. */
    components(kind: string): Seen[] {
        return this.resources.filter(({ type }) => isComponent(type) && type.endsWith(`:${kind}`));
    }

    /** Charts out of Helm releases and Argo CD Applications. */
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

/** `spec.source` or each of `spec.sources`; values as an object, or as the text that Argo CD also takes. */
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

/**
 * Values that an Application carries as text follow YAML 1.1, as Helm reads them: a plain `off` is the boolean false
 * there.
 */
function valuesOf(values: unknown): Values {
    const parsed: unknown = typeof values === "string" ? readYaml(values, "1.1") : values;
    return isValues(parsed) ? parsed : {};
}
