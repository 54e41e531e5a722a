import type { AppsV1Api, BatchV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import type { Values } from "../../model/values";
import type { ObjectPlace, PodFacts, SetFacts } from "./facts";
import { helmSecretType, markedFailed, readRevision, type Revision } from "./helm";
import { objectReader } from "./objectReader";
import { madeBy, setFacts } from "./setFacts";

/**
 * What is read from a cluster, and the four changes that are made to one. There is no function here that touches a
 * claim, a database or a namespace.
 */
export interface ReleaseCluster {
    /** Helm's revisions of a release, oldest first. */
    revisions(namespace: string, release: string): Promise<Revision[]>;
    sets(namespace: string, release: string): Promise<SetFacts[]>;
    /** An object as the API server returns it, secrets included; undefined if there is none. */
    object(place: ObjectPlace): Promise<Values | undefined>;
    /** The Jobs of this list that have not completed, or do not exist. */
    unfinished(namespace: string, jobs: string[]): Promise<string[]>;
    /** @throws Error if the revision is no longer pending */
    markFailed(namespace: string, secret: string): Promise<void>;
    /** @throws Error if the Secret is none of Helm's */
    dropRecord(namespace: string, secret: string): Promise<void>;
    deletePod(namespace: string, pod: Pick<PodFacts, "name" | "uid">): Promise<void>;
    /** Leaves its pods and claims, which only lose their owner. */
    deleteSetAlone(namespace: string, name: string, uid: string): Promise<void>;
}

/**
 * The Kubernetes client, once the cluster has answered it.
 * @throws Error if the cluster does not answer
 */
export async function answering(config: KubeConfig): Promise<typeof import("@kubernetes/client-node")> {
    const client = await import("@kubernetes/client-node");
    await config
        .makeApiClient(client.VersionApi)
        .getCode()
        .catch((error: unknown) => {
            const server = config.getCurrentCluster()?.server ?? "of the kubeconfig";
            const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
            throw new Error(`The cluster ${server} does not answer: ${why}`);
        });
    return client;
}

/** @throws Error if the cluster does not answer */
export async function connectCluster(config: KubeConfig): Promise<ReleaseCluster> {
    const client = await answering(config);
    const core = config.makeApiClient(client.CoreV1Api);
    const apps = config.makeApiClient(client.AppsV1Api);
    return {
        object: await objectReader(config),
        ...reads(core, apps, config.makeApiClient(client.BatchV1Api)),
        ...changes(core, apps),
    };
}

function reads(
    core: CoreV1Api,
    apps: AppsV1Api,
    batch: BatchV1Api,
): Pick<ReleaseCluster, "revisions" | "sets" | "unfinished"> {
    return {
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
    };
}

function changes(
    core: CoreV1Api,
    apps: AppsV1Api,
): Pick<ReleaseCluster, "markFailed" | "dropRecord" | "deletePod" | "deleteSetAlone"> {
    return {
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
            // With its resourceVersion, so that a concurrent write by Helm wins.
            await core.replaceNamespacedSecret({
                namespace,
                name,
                body: { ...body, metadata: { ...body.metadata, labels }, data: { release: markedFailed(release) } },
            });
        },

        async dropRecord(namespace, name) {
            const { type, metadata } = await core.readNamespacedSecret({ namespace, name });
            if (type !== helmSecretType) {
                throw new Error(`Secret ${name} in ${namespace} is none of Helm's`);
            }
            await core.deleteNamespacedSecret({ namespace, name, body: { preconditions: { uid: metadata?.uid } } });
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
