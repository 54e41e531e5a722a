import { isValues, listAt, textAt, unknown, type Values } from "../resource";
import { readYaml } from "../yaml";
import type { ChartInstall, Installed } from "./install";
import { merged } from "./merged";
import { setValue, typed } from "./parameters";
import { chartName } from "./release";
import { isUnknownText, withUnknowns } from "./template";

/** An Application, or one that a set makes. */
export interface Application {
    /** The resource that creates it. */
    urn: string;
    name: string;
    inputs: Values;
    /** What of it is not visible, in words. */
    unseen: string[];
}

/** The sources that Argo CD reads (pkg/apis/application/v1alpha1/types.go): `sources` wins over `source`. */
export function sourcesOf({ inputs: { spec } }: Pick<Application, "inputs">): Values[] {
    if (!isValues(spec)) {
        return [];
    }
    const { source, sourceHydrator } = spec;
    if (isValues(sourceHydrator)) {
        return isValues(sourceHydrator.drySource) ? [sourceHydrator.drySource] : [];
    }
    const several = listAt(spec, "sources");
    return several.length > 0 ? several : isValues(source) ? [source] : [];
}

/** The charts of an Application, and the sources that are none. */
export function fromApplication(application: Application): Installed {
    const { urn, name, unseen } = application;
    const sources = sourcesOf(application);
    const charts = sources.flatMap((source) => chartOf(application, source) ?? []);
    const others = sources.filter((source) => chartOf(application, source) === undefined && !isReference(source));
    const what = [...others.map(inWords), ...(sources.length === 0 && unseen.length > 0 ? unseen : [])];
    return { charts, unseen: what.map((one) => ({ urn, name, what: one })) };
}

function chartOf(application: Application, source: Values): ChartInstall | undefined {
    const { urn, name, inputs, unseen } = application;
    const chart = textAt(source, "chart");
    const repository = textAt(source, "repoURL");
    // A chart in a registry may be named by its address alone, which Argo CD 3.1 and later read.
    const inRegistry = repository?.startsWith("oci://") === true && isValues(source.helm);
    if ((chart === undefined && !inRegistry) || isValues(source.plugin)) {
        return undefined;
    }
    const { helm } = source;
    const registry = registryOf(source);
    const named = registry === undefined ? chart : `${registry}/${chart}`;
    return {
        urn,
        name,
        chart: chartName(chart ?? repository ?? ""),
        reference: named ?? repository ?? "",
        version: textAt(source, "targetRevision"),
        repository: registry ?? repository,
        releaseName: textAt(helm, "releaseName") ?? textAt(inputs, "metadata", "name"),
        namespace: textAt(helm, "namespace") ?? textAt(inputs, "spec", "destination", "namespace"),
        values: valuesOf(helm, source, inputs),
        skipCrds: isValues(helm) && helm.skipCrds === true,
        unseen: [...unseen, ...unseenValues(helm)],
    };
}

/** The registry that a chart comes from: Argo CD takes a repository without a protocol for one (util/helm/client.go). */
export function registryOf(source: Values): string | undefined {
    const repository = textAt(source, "repoURL");
    return source.chart === undefined || repository === undefined || repository.includes("://")
        ? undefined
        : `oci://${repository}`;
}

/** Only files are taken of it, as values of other sources. */
function isReference({ ref, path, chart }: Values): boolean {
    return typeof ref === "string" && path === undefined && chart === undefined;
}

function inWords(source: Values): string {
    const place = textAt(source, "repoURL")?.replace(/\/\/[^/@]*@/, "//") ?? "an unknown repository";
    const path = textAt(source, "path");
    const maker = isValues(source.plugin)
        ? "made by a plugin"
        : isValues(source.kustomize)
          ? "made by Kustomize"
          : "read there";
    return `the source ${place}${path === undefined ? "" : `, path ${path},`} is ${maker}`;
}

/**
 * Effective values, in Argo CD's order (reposerver/repository/repository.go and util/helm/cmd.go): `valueFiles`, which
 * are not visible, then `valuesObject` or else `values`, then `parameters`, those that are texts last, then
 * `fileParameters`.
 */
function valuesOf(helm: unknown, source: Values, inputs: Values): Values {
    if (!isValues(helm)) {
        return {};
    }
    const values = merged({}, literalValues(helm));
    const parameters = listAt(helm, "parameters");
    const set = (parameter: Values, read: (value: string) => unknown): void => {
        const name = textAt(parameter, "name");
        if (name !== undefined) {
            const value = parameter.value === unknown ? unknown : substituted(String(parameter.value), source, inputs);
            setValue(values, `${name}=${escaped(value)}`, read);
        }
    };
    parameters.filter(({ forceString }) => forceString !== true).forEach((one) => set(one, typed));
    parameters.filter(({ forceString }) => forceString === true).forEach((one) => set(one, (value) => value));
    for (const parameter of listAt(helm, "fileParameters")) {
        const name = textAt(parameter, "name");
        if (name !== undefined) {
            setValue(values, `${name}=file`, () => unknown);
        }
    }
    return values;
}

/** Values as text follow YAML 1.1, as in Helm: an unquoted `off` is the boolean false. */
function literalValues({ valuesObject, values }: Values): Values {
    if (isValues(valuesObject)) {
        return valuesObject;
    }
    const parsed = typeof values === "string" && values !== unknown ? readYaml(values, "1.1") : undefined;
    return isValues(parsed) ? (withUnknowns(parsed) as Values) : {};
}

/** A list in braces keeps its commas; any other value is one text (cleanSetParameters). */
function escaped(value: string): string {
    return value.startsWith("{") && value.endsWith("}") ? value : value.replace(/(?<!\\),/g, "\\,");
}

/** Argo CD's own variables, which it replaces in parameters only; any other is empty, and `$$` a dollar sign. */
function substituted(value: string, source: Values, inputs: Values): string {
    const variables: Record<string, string | undefined> = {
        ARGOCD_APP_NAME: textAt(inputs, "metadata", "name"),
        ARGOCD_APP_NAMESPACE: textAt(inputs, "spec", "destination", "namespace"),
        ARGOCD_APP_PROJECT_NAME: textAt(inputs, "spec", "project"),
        ARGOCD_APP_SOURCE_REPO_URL: textAt(source, "repoURL"),
        ARGOCD_APP_SOURCE_TARGET_REVISION: textAt(source, "targetRevision"),
    };
    let isKnown = true;
    const text = value.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (_, braced?: string, plain?: string) => {
        const name = braced ?? plain;
        if (name === undefined) {
            return "$";
        }
        const known = Object.hasOwn(variables, name) ? variables[name] : undefined;
        isKnown &&= known !== undefined || !name.startsWith("ARGOCD_APP_");
        return known ?? "";
    });
    return isKnown ? text : unknown;
}

function unseenValues(helm: unknown): string[] {
    if (!isValues(helm)) {
        return [];
    }
    const { valueFiles, valuesObject, values } = helm;
    const files = Array.isArray(valueFiles) ? valueFiles.map(String) : [];
    const text = typeof values === "string" && !isValues(valuesObject) ? values : "";
    const isUnread = text.trim() !== "" && !isValues(text === unknown ? undefined : readYaml(text, "1.1"));
    return [
        ...files.map((file) => `helm.valueFiles (${file})`),
        ...listAt(helm, "fileParameters").map(({ name }) => `helm.fileParameters (${String(name)})`),
        ...(valuesObject === unknown || (isUnread && isUnknownText(text))
            ? ["helm.values, which are made by a template or in `pulumi up`"]
            : isUnread
              ? ["helm.values, which are no YAML object"]
              : []),
    ];
}
