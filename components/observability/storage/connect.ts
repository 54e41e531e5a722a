import type * as pulumi from "@pulumi/pulumi";
import type { ReleaseNames } from "../../../charts/releaseNames";
import { staysInCluster } from "../../../model/destinations";
import type { ClusterLayer } from "../../../model/layers";
import { settingKeys } from "../../shared/settingKey";
import type { ObjectStore, StorageChoice } from "../shared/objectStore";
import { existingStore, serviceAccountOf, type StoredSignal } from "./signals";

interface Kept {
    storage: StorageChoice;
    retention: string;
    destinations: readonly { kind: string }[];
}

/** The choice of storage for each signal, and its stack. */
export type StorageArgs = Record<StoredSignal, Kept> & {
    project: string;
    stack: string;
    protect: boolean;
    /** Namespace of the stores' pods. */
    namespace: string;
    releaseNames: ReleaseNames;
    cluster: Pick<ClusterLayer<pulumi.Output<string>>, "eks">;
};

/** The object storage of each signal that has one. */
export type ObjectStores = Partial<Record<StoredSignal, ObjectStore>>;

/**
 * Finds or creates the buckets. AWS is loaded only if one is created: a kubeconfig stack needs no plugin.
 * @throws Error if a bucket, or a role that uses a key, is to be created for a cluster outside of AWS, which the settings refuse earlier,
 * unless the cluster is another stack's
 */
export async function connectStorage(args: StorageArgs): Promise<ObjectStores> {
    const signals: StoredSignal[] = ["logs", "traces"];
    const stores = await Promise.all(signals.map(async (signal) => [signal, await storeOf(signal, args)] as const));
    return Object.fromEntries(stores.filter(([, store]) => store !== undefined));
}

async function storeOf(signal: StoredSignal, args: StorageArgs): Promise<ObjectStore | undefined> {
    const { project, stack, protect, namespace, cluster, releaseNames } = args;
    const { storage, retention, destinations } = args[signal];
    if (storage.kind === "volume" || !staysInCluster(destinations)) {
        return undefined;
    }
    const { bucket } = storage;
    if (cluster.eks === undefined) {
        if (bucket === undefined) {
            throw new Error(
                settingKeys()(
                    `${signal}.storage.bucket: missing; allowed: name and region of an existing bucket, since one is made beside an EKS cluster only`,
                ),
            );
        }
        if (storage.kmsKeyArn !== undefined) {
            throw new Error(
                settingKeys()(
                    `${signal}.storage.kmsKeyArn: got "${storage.kmsKeyArn}"; allowed: nothing here, since no role is made on this cluster: the role of the store's pods allows the key's use by its own policy`,
                ),
            );
        }
        return existingStore({ ...storage, bucket });
    }
    const { bucketPrefix, SignalBucket } = await import("./signalBucket");
    const tags = { project, stack };
    const namePrefix = bucketPrefix(`${project}-${stack}`, signal);
    const serviceAccount = serviceAccountOf(signal, releaseNames);
    const about = { ...storage, signal, retention, namespace, serviceAccount, namePrefix, protect, tags };
    return new SignalBucket(`${signal}-bucket`, { ...about, eks: cluster.eks }).store;
}
