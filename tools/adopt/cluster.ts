import type { KubeConfig, V1DaemonSet, V1Deployment, V1StatefulSet } from "@kubernetes/client-node";
import type { Values } from "../../model/values";
import { answering } from "../recover/cluster";
import type { ObjectPlace } from "../recover/facts";
import { type HelmStatus, helmSecretType, readRevision } from "../recover/helm";
import { objectReader } from "../recover/objectReader";

/** A release as Helm's record has it. */
export interface InstalledRelease {
    namespace: string;
    name: string;
    chart: { name: string; version: string };
    status: HelmStatus;
    /** Those that were given to Helm. They may contain secrets: only their keys are shown. */
    values: unknown;
}

/** What is read from a cluster. Nothing here changes one. */
export interface FoundCluster {
    /** The last revision of each release. */
    releases(): Promise<InstalledRelease[]>;
    /** An object as the API server returns it, secrets included; undefined if there is none. */
    object(place: ObjectPlace): Promise<Values | undefined>;
    /** Workloads with a release's label that Helm did not make, as `Deployment kong-cp-kong`. */
    withoutRecord(namespace: string, release: string): Promise<string[]>;
}

/** @throws Error if the cluster does not answer */
export async function connectFound(config: KubeConfig): Promise<FoundCluster> {
    const client = await answering(config);
    const core = config.makeApiClient(client.CoreV1Api);
    const apps = config.makeApiClient(client.AppsV1Api);
    return {
        object: await objectReader(config),

        async releases() {
            const { items } = await core.listSecretForAllNamespaces({
                labelSelector: "owner=helm,status notin (superseded,uninstalled)",
                fieldSelector: `type=${helmSecretType}`,
            });
            const revisions = items.map(({ metadata, data }) => ({
                namespace: metadata?.namespace ?? "",
                name: metadata?.labels?.name ?? "",
                ...readRevision(metadata?.name ?? "", data?.release ?? ""),
            }));
            const last = new Map(
                revisions
                    .sort((a, b) => a.revision - b.revision)
                    .map((release) => [`${release.namespace}/${release.name}`, release]),
            );
            return [...last.values()];
        },

        async withoutRecord(namespace, release) {
            const query = { namespace, labelSelector: `app.kubernetes.io/instance=${release}` };
            const [deployments, sets, daemons] = await Promise.all([
                apps.listNamespacedDeployment(query),
                apps.listNamespacedStatefulSet(query),
                apps.listNamespacedDaemonSet(query),
            ]);
            const of = (kind: string, items: (V1Deployment | V1StatefulSet | V1DaemonSet)[]): string[] =>
                items
                    .filter(({ metadata }) => metadata?.annotations?.["meta.helm.sh/release-name"] === undefined)
                    .map(({ metadata }) => `${kind} ${metadata?.name ?? ""}`);
            return [
                ...of("Deployment", deployments.items),
                ...of("StatefulSet", sets.items),
                ...of("DaemonSet", daemons.items),
            ];
        },
    };
}
