import * as pulumi from "@pulumi/pulumi";
import type { ChartSource } from "../../../charts/registry";
import { type ChartName, charts } from "../../../charts";
import { listed } from "../../../charts/words";
import type { Values } from "../values";
import type { ArgoCd } from "./argoCd";
import { whenReady } from "./ready";

/** What is installed, and where. */
export interface Installed {
    source: ChartSource;
    releaseName: string;
    namespace: string;
    /** Without any secret: whoever may read Applications reads them. */
    values: Values;
    skipCrds: boolean;
    /** Fields that others write once the chart's objects exist. */
    ignored: IgnoreRule[];
}

interface IgnoreRule {
    group?: string;
    kind: string;
    name?: string;
    jsonPointers?: string[];
    jqPathExpressions?: string[];
}

/** What Argo CD neither compares nor writes of a chart's objects. */
export function ignoredOf(chart: ChartName, releaseName: string): IgnoreRule[] {
    return listed(charts[chart].takenOver).map(({ group, kind, name, pointers, paths }) => ({
        ...(group !== undefined && { group }),
        kind,
        ...(name && { name: name(releaseName) }),
        ...(pointers && { jsonPointers: [...pointers] }),
        ...(paths && { jqPathExpressions: [...paths] }),
    }));
}

/** An `Application` of Argo CD: apiVersion `argoproj.io/v1alpha1`. */
export interface Application {
    metadata: {
        name: string;
        namespace: string;
        annotations: Record<string, string>;
        finalizers?: string[];
    };
    spec: ApplicationSpec;
}

interface ApplicationSpec {
    project: string;
    source: {
        repoURL: string;
        chart: string;
        targetRevision: string;
        helm: {
            releaseName: string;
            valuesObject: Values;
            skipCrds?: true;
            skipTests: true;
        };
    };
    destination: { server?: string; name?: string; namespace: string };
    syncPolicy: {
        automated: { prune: true; selfHeal: true };
        syncOptions: string[];
        retry: { limit: number; backoff: { duration: string; factor: number; maxDuration: string } };
    };
    ignoreDifferences?: IgnoreRule[];
}

/**
 * `CreateNamespace`: for what is in a namespace of its own. `ServerSideApply`: CRDs are larger than the annotation that
 * kubectl's apply would write; `Replace` avoids that too, but puts the whole object anew, with what others wrote into
 * it (a webhook's authority, a HorizontalPodAutoscaler's replicas). `RespectIgnoreDifferences`: what is ignored is not
 * written either. `FailOnSharedResource`: an object that another Application has stays with that one.
 */
const syncOptions = [
    "CreateNamespace=true",
    "ServerSideApply=true",
    "RespectIgnoreDifferences=true",
    "FailOnSharedResource=true",
];

/** Argo CD deletes what it made before the Application goes, in the foreground. CRDs and claims stay, as with Helm. */
const finalizer = "resources-finalizer.argocd.argoproj.io";

/** Release names are unique only within a namespace, and all Applications are in one. */
export function applicationName({ namespace, releaseName }: Pick<Installed, "namespace" | "releaseName">): string {
    return `${namespace}-${releaseName}`;
}

export function application(
    installed: Installed,
    { namespace, project, destination, retry, retain }: ArgoCd,
): Application {
    const { releaseName, values, skipCrds, ignored } = installed;
    return {
        metadata: {
            name: applicationName(installed),
            namespace,
            // What people changed in it, as by a pause in Argo CD's pages, ends with the next change made here.
            annotations: { "pulumi.com/waitFor": whenReady, "pulumi.com/patchForce": "true" },
            ...(!retain && { finalizers: [finalizer] }),
        },
        spec: {
            project,
            source: {
                ...sourceOf(installed.source),
                // Its tests are pods that `helm test` runs; as objects of the chart they would run at each sync.
                helm: {
                    releaseName,
                    valuesObject: values,
                    ...(skipCrds && { skipCrds }),
                    skipTests: true,
                },
            },
            destination: { ...destination, namespace: installed.namespace },
            syncPolicy: {
                automated: { prune: true, selfHeal: true },
                syncOptions,
                retry: {
                    limit: retry.limit,
                    backoff: { duration: retry.backoff, factor: 2, maxDuration: retry.longest },
                },
            },
            ...(ignored.length > 0 && { ignoreDifferences: ignored }),
        },
    };
}

/**
 * A chart as Argo CD finds it: a repository by its address, an OCI registry without `oci://` (with it, the chart would
 * be an OCI artifact of its own kind).
 */
export function sourceOf({ chart, version: targetRevision, repositoryOpts }: ChartSource): {
    repoURL: string;
    chart: string;
    targetRevision: string;
} {
    if (repositoryOpts !== undefined) {
        return { repoURL: repositoryOpts.repo, chart, targetRevision };
    }
    const [, path, name] = /^oci:\/\/(.+)\/([^/]+)$/.exec(chart) ?? [];
    if (path === undefined || name === undefined) {
        throw new Error(`Argo CD cannot read the chart ${chart}: it is a file of the machine that runs this program`);
    }
    return { repoURL: path, chart: name, targetRevision };
}

/**
 * The values, none of which is a secret: they would be readable in the Application, in Argo CD's pages and in its
 * cache.
 *
 * @param at for the message: the chart
 * @throws Error (as a failed output) that names the value which is a secret
 */
export function withoutSecrets<T>(value: T, at: string): T {
    if (pulumi.Output.isInstance(value)) {
        const leaf: pulumi.Output<unknown> = value;
        return pulumi.output(pulumi.isSecret(leaf)).apply((secret) => {
            if (secret) {
                throw new Error(`${at} is a secret; a chart's values may only name the Secret that has it`);
            }
            return leaf;
        }) as T;
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown, index) => withoutSecrets(item, `${at}[${index}]`)) as T;
    }
    return typeof value === "object" && value !== null
        ? (Object.fromEntries(
              Object.entries(value).map(([key, item]) => [key, withoutSecrets(item as unknown, `${at}.${key}`)]),
          ) as T)
        : value;
}
