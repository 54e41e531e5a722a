import type { KubeConfig, V1Pod, V1StatefulSet } from "@kubernetes/client-node";
import type { Values } from "../../model/values";
import type { ObjectPlace, PodFacts, SetFacts } from "./facts";
import { helmSecretType, markedFailed, readRevision, type Revision } from "./helm";
import { objectReader } from "./objectReader";

/**
 * What is read of a cluster, and the three things that are done to one. There is no way from here to a claim, a
 * database or a namespace.
 */
export interface ReleaseCluster {
    /** Helm's revisions of a release, oldest first. */
    revisions(namespace: string, release: string): Promise<Revision[]>;
    sets(namespace: string, release: string): Promise<SetFacts[]>;
    /** An object as the API server writes it, secrets and all; undefined where there is none. */
    object(place: ObjectPlace): Promise<Values | undefined>;
    /** Of these Jobs those that have not completed, or are not there. */
    unfinished(namespace: string, jobs: string[]): Promise<string[]>;
    /** @throws Error where the revision is not pending any more */
    markFailed(namespace: string, secret: string): Promise<void>;
    deletePod(namespace: string, pod: Pick<PodFacts, "name" | "uid">): Promise<void>;
    /** Without its pods and claims, which lose their owner instead. */
    deleteSetAlone(namespace: string, name: string, uid: string): Promise<void>;
}

/** @throws Error where the cluster does not answer */
export async function connectCluster(config: KubeConfig): Promise<ReleaseCluster> {
    const { AppsV1Api, BatchV1Api, CoreV1Api, VersionApi } = await import("@kubernetes/client-node");
    const [core, apps, batch] = [
        config.makeApiClient(CoreV1Api),
        config.makeApiClient(AppsV1Api),
        config.makeApiClient(BatchV1Api),
    ];
    await config
        .makeApiClient(VersionApi)
        .getCode()
        .catch((error: unknown) => {
            const server = config.getCurrentCluster()?.server ?? "of the kubeconfig";
            const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
            throw new Error(`The cluster ${server} does not answer: ${why}`);
        });

    const object = await objectReader(config);
    return {
        object,

        async revisions(namespace, release) {
            const labelSelector = `owner=helm,name=${release}`;
            const { items } = await core.listNamespacedSecret({ namespace, labelSelector });
            return items
                .filter(({ type }) => type === helmSecretType)
                .map(({ metadata, data }) => readRevision(metadata?.name ?? "", data?.release ?? ""))
                .sort((a, b) => a.revision - b.revision);
        },

        async sets(namespace, release) {
            const { items } = await apps.listNamespacedStatefulSet({ namespace });
            const ours = items.filter(({ metadata }) => madeBy(metadata?.annotations, namespace, release));
            if (ours.length === 0) {
                return [];
            }
            const pods = await core.listNamespacedPod({ namespace });
            return ours.map((set) => setFacts(set, pods.items));
        },

        async unfinished(namespace, jobs) {
            if (jobs.length === 0) {
                return [];
            }
            const { items } = await batch.listNamespacedJob({ namespace });
            const completed = items.filter(({ status }) =>
                status?.conditions?.some(({ type, status: is }) => type === "Complete" && is === "True"),
            );
            const names = new Set(completed.map(({ metadata }) => metadata?.name));
            return jobs.filter((job) => !names.has(job));
        },

        async markFailed(namespace, name) {
            const body = await core.readNamespacedSecret({ namespace, name });
            const { release } = body.data ?? {};
            if (body.type !== helmSecretType || release === undefined) {
                throw new Error(`Secret ${name} in ${namespace} is none of Helm's`);
            }
            const labels = {
                ...body.metadata?.labels,
                status: "failed",
                modifiedAt: String(Math.floor(Date.now() / 1000)),
            };
            // With its resourceVersion, so that a Helm that wrote meanwhile wins.
            await core.replaceNamespacedSecret({
                namespace,
                name,
                body: { ...body, metadata: { ...body.metadata, labels }, data: { release: markedFailed(release) } },
            });
        },

        async deletePod(namespace, { name, uid }) {
            await core.deleteNamespacedPod({ namespace, name, body: { preconditions: { uid } } });
        },

        async deleteSetAlone(namespace, name, uid) {
            const body = { preconditions: { uid }, propagationPolicy: "Orphan" };
            await apps.deleteNamespacedStatefulSet({ namespace, name, body });
        },
    };
}

/** Helm writes these on everything that it makes, and takes over nothing without them (pkg/action/validate.go). */
function madeBy(annotations: Record<string, string> | undefined, namespace: string, release: string): boolean {
    return (
        annotations?.["meta.helm.sh/release-name"] === release &&
        annotations["meta.helm.sh/release-namespace"] === namespace
    );
}

function setFacts({ metadata, spec, status }: V1StatefulSet, pods: V1Pod[]): SetFacts {
    const uid = metadata?.uid ?? "";
    return {
        name: metadata?.name ?? "",
        uid,
        observed: status?.observedGeneration === metadata?.generation,
        ofAnOperator: metadata?.ownerReferences?.some(({ controller }) => controller === true) ?? false,
        updateStrategy: spec?.updateStrategy?.type === "OnDelete" ? "OnDelete" : "RollingUpdate",
        updateRevision: status?.updateRevision ?? "",
        claimsGoWithIt: spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === "Delete",
        pods: pods.filter((pod) => pod.metadata?.ownerReferences?.some((owner) => owner.uid === uid)).map(podFacts),
    };
}

function podFacts({ metadata, status }: V1Pod): PodFacts {
    return {
        name: metadata?.name ?? "",
        uid: metadata?.uid ?? "",
        revision: metadata?.labels?.["controller-revision-hash"] ?? "",
        created: new Date(metadata?.creationTimestamp ?? 0),
        ready: status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false,
        terminating: metadata?.deletionTimestamp !== undefined,
    };
}
