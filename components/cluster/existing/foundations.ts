import type { StorageV1Api } from "@kubernetes/client-node";
import { type Apis, apisOf, inTime, isThere, metricsApi } from "../live";

/** What a cluster has that workloads stand on, as its API shows it. */
export interface Foundations {
    /** Whether something serves the use of processors and memory, by which pods are scaled. */
    metrics: boolean;
    /** Deployments of the AWS Load Balancer Controller. */
    controllers: { place: string; labels: Record<string, string> }[];
    /** Drivers of volumes. */
    drivers: string[];
    storageClasses: { name: string; provisioner: string; isDefault: boolean }[];
    podIdentityAgent: boolean;
}

/** @throws Error if the cluster does not answer */
export async function foundationsOf(kubeconfig: string): Promise<Foundations> {
    const apis = await inTime(apisOf(kubeconfig));
    return inTime(read(apis));
}

async function read({ apps, storage, registration }: Apis): Promise<Foundations> {
    const labelSelector = "app.kubernetes.io/name=aws-load-balancer-controller";
    const [metrics, controllers, drivers, classes, agents] = await Promise.all([
        isThere(registration.readAPIService({ name: metricsApi })),
        apps.listDeploymentForAllNamespaces({ labelSelector }),
        storage.listCSIDriver(),
        storage.listStorageClass(),
        isThere(apps.readNamespacedDaemonSet({ name: "eks-pod-identity-agent", namespace: "kube-system" })),
    ]);
    return {
        metrics,
        controllers: controllers.items.map(({ metadata }) => ({
            place: `${metadata?.namespace}/${metadata?.name}`,
            labels: metadata?.labels ?? {},
        })),
        drivers: drivers.items.map(({ metadata }) => metadata?.name ?? ""),
        storageClasses: classes.items.map(classOf),
        podIdentityAgent: agents,
    };
}

type StorageClass = Awaited<ReturnType<StorageV1Api["listStorageClass"]>>["items"][number];

function classOf({ metadata, provisioner }: StorageClass): Foundations["storageClasses"][number] {
    const isDefault = metadata?.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
    return { name: metadata?.name ?? "", provisioner, isDefault };
}
