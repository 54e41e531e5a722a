import { isObject } from "../../../tools/plan/values";
import type { Seen } from "../../../policy/library/resource";
import { releaseType } from "./stacks";

export const applicationType = "kubernetes:argoproj.io/v1alpha1:Application";

type Resource = Pick<Seen, "urn" | "type" | "inputs">;

/** The same resources with an Application of Argo CD for each Helm release, as a hand would write it. */
export function asApplications<R extends Resource>(resources: R[]): R[] {
    return resources.map(asApplication).sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function asApplication<R extends Resource>(resource: R): R {
    if (resource.type !== releaseType) {
        return resource;
    }
    const { name, namespace, chart, version, repositoryOpts, values, skipCrds } = resource.inputs;
    const reference = String(chart);
    const registry = /^oci:\/\/(.+)\/([^/]+)$/.exec(reference);
    return {
        ...resource,
        urn: resource.urn.replace(releaseType, applicationType),
        type: applicationType,
        inputs: {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Application",
            metadata: { name: `${String(namespace)}-${String(name)}`, namespace: "argocd" },
            spec: {
                project: "kong-observability",
                source: {
                    chart: registry?.[2] ?? reference,
                    repoURL: registry?.[1] ?? (isObject(repositoryOpts) ? repositoryOpts.repo : undefined),
                    targetRevision: version,
                    helm: { releaseName: name, valuesObject: values, skipCrds },
                },
                destination: { server: "https://kubernetes.default.svc", namespace },
            },
        },
    };
}
