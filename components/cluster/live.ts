import type {
    ApiextensionsV1Api,
    ApiregistrationV1Api,
    AppsV1Api,
    CoreV1Api,
    CustomObjectsApi,
    KubeConfig,
    StorageV1Api,
    V1DaemonSet,
    V1Deployment,
} from "@kubernetes/client-node";
import type * as pulumi from "@pulumi/pulumi";
import type {
    LabelSelector,
    LiveClaim,
    LiveCluster,
    LivePrometheus,
    LiveVolumes,
    LiveWorkload,
} from "../release/guard/live";

/** The APIService under which a metrics server is reached. */
export const metricsApi = "v1beta1.metrics.k8s.io";

/** A cluster that does not answer must not block a preview. */
const secondsToAnswer = 15;

/**
 * Reads a cluster through its API, on demand.
 *
 * @param kubeconfig the provider's. Unknown (as in the preview of a new cluster): the cluster is empty. Empty: found as
 * kubectl does
 */
export function liveCluster(kubeconfig: pulumi.Output<string>): LiveCluster {
    // Set before it is read: the provider waits for it, and every release waits for the provider.
    let known: string | undefined;
    kubeconfig.apply((text) => {
        known = text;
    });
    // Shared by all callers: a login takes seconds, and so does every request that times out.
    let connection: Promise<Apis> | undefined;
    const ask = async <T>(question: (apis: Apis) => Promise<T>, nothing: T): Promise<T> => {
        if (known === undefined) {
            return nothing;
        }
        connection ??= inTime(apisOf(known));
        return inTime(question(await connection));
    };
    // The longest answer, which every chart asks for that must not run twice.
    let workloads: Promise<LiveWorkload[]> | undefined;
    return {
        volumes: (namespace) => ask((apis) => volumesOf(apis, namespace), { sets: {}, claims: [], expandable: {} }),
        crds: (names) => ask((apis) => crdsOf(apis, names), {}),
        servesMetrics: () =>
            ask(({ registration }) => isThere(registration.readAPIService({ name: metricsApi })), true),
        prometheuses: (namespace) => ask((apis) => prometheusesOf(apis, namespace), undefined),
        workloads: () => (workloads ??= ask(workloadsOf, [])),
    };
}

/** The parts of a cluster's API that are read here. */
export interface Apis {
    apps: AppsV1Api;
    core: CoreV1Api;
    storage: StorageV1Api;
    extensions: ApiextensionsV1Api;
    registration: ApiregistrationV1Api;
    custom: CustomObjectsApi;
}

/** @param kubeconfig empty: found as kubectl does */
export async function apisOf(kubeconfig: string): Promise<Apis> {
    const client = await import("@kubernetes/client-node");
    const config: KubeConfig = new client.KubeConfig();
    if (kubeconfig === "") {
        config.loadFromDefault();
    } else {
        config.loadFromString(kubeconfig);
    }
    // Log in once before the other requests, each of which would start a login of its own.
    await config.makeApiClient(client.VersionApi).getCode();
    const { AppsV1Api: apps, CoreV1Api: core, StorageV1Api: storage, ApiextensionsV1Api: extensions } = client;
    const { ApiregistrationV1Api: registration } = client;
    return {
        apps: config.makeApiClient(apps),
        core: config.makeApiClient(core),
        storage: config.makeApiClient(storage),
        extensions: config.makeApiClient(extensions),
        registration: config.makeApiClient(registration),
        custom: config.makeApiClient(client.CustomObjectsApi),
    };
}

async function volumesOf({ apps, core, storage }: Apis, namespace: string): Promise<LiveVolumes> {
    const [sets, claims, classes] = await Promise.all([
        apps.listNamespacedStatefulSet({ namespace }),
        core.listNamespacedPersistentVolumeClaim({ namespace }),
        storage.listStorageClass(),
    ]);
    return {
        sets: Object.fromEntries(
            sets.items.map(({ metadata, spec }) => [
                metadata?.name ?? "",
                Object.fromEntries(
                    (spec?.volumeClaimTemplates ?? []).map((template) => [
                        template.metadata?.name ?? "",
                        template.spec?.resources?.requests?.storage ?? "",
                    ]),
                ),
            ]),
        ),
        claims: claims.items
            .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
            .map(({ metadata, spec, status }): LiveClaim => ({
                name: metadata?.name ?? "",
                labels: metadata?.labels ?? {},
                storageClass: spec?.storageClassName,
                request: spec?.resources?.requests?.storage ?? "",
                capacity: status?.capacity?.storage,
                growsAtMount: status?.conditions?.some(
                    ({ type, status: is }) => type === "FileSystemResizePending" && is === "True",
                ),
            })),
        expandable: Object.fromEntries(
            classes.items.map(({ metadata, allowVolumeExpansion }) => [
                metadata?.name ?? "",
                allowVolumeExpansion === true,
            ]),
        ),
    };
}

async function crdsOf({ extensions }: Apis, names: string[]): Promise<Record<string, Record<string, string>>> {
    const found = await Promise.all(
        names.map(async (name) => {
            const crd = await extensions.readCustomResourceDefinition({ name }).catch((error: unknown) => {
                if (isNotFound(error)) {
                    return undefined;
                }
                throw error;
            });
            return crd === undefined ? [] : [[name, crd.metadata?.annotations ?? {}] as const];
        }),
    );
    return Object.fromEntries(found.flat());
}

/** Whether an object exists. */
export async function isThere(asked: Promise<unknown>): Promise<boolean> {
    try {
        await asked;
        return true;
    } catch (error) {
        if (isNotFound(error)) {
            return false;
        }
        throw error;
    }
}

function isNotFound(error: unknown): boolean {
    return (error as { code?: number }).code === 404;
}

async function workloadsOf({ apps }: Apis): Promise<LiveWorkload[]> {
    const [deployments, daemonSets] = await Promise.all([
        apps.listDeploymentForAllNamespaces(),
        apps.listDaemonSetForAllNamespaces(),
    ]);
    return [
        ...deployments.items.map((found) => workloadOf("Deployment", found)),
        ...daemonSets.items.map((found) => workloadOf("DaemonSet", found)),
    ];
}

function workloadOf(kind: LiveWorkload["kind"], { metadata, spec }: V1Deployment | V1DaemonSet): LiveWorkload {
    const { containers = [], hostNetwork = false } = spec?.template.spec ?? {};
    const { "meta.helm.sh/release-name": releaseName, "meta.helm.sh/release-namespace": of } =
        metadata?.annotations ?? {};
    const application = trackedBy(metadata?.annotations);
    return {
        kind,
        namespace: metadata?.namespace ?? "",
        name: metadata?.name ?? "",
        images: containers.flatMap(({ image }) => image ?? []),
        commands: containers.map(({ command = [], args = [] }) => [...command, ...args]),
        isStopped: spec !== undefined && "replicas" in spec && spec.replicas === 0,
        hostPorts: containers
            .flatMap(({ ports = [] }) => ports)
            .flatMap(({ hostPort, containerPort }) => hostPort ?? (hostNetwork ? containerPort : [])),
        ...(releaseName !== undefined && of !== undefined && { release: { releaseName, namespace: of } }),
        ...(application !== undefined && { application }),
    };
}

/** None either where there is no such kind. */
async function prometheusesOf({ custom }: Apis, namespace: string): Promise<LivePrometheus[]> {
    const kind = { group: "monitoring.coreos.com", version: "v1", plural: "prometheuses" };
    const list = (await custom.listNamespacedCustomObject({ ...kind, namespace }).catch((error: unknown) => {
        if (isNotFound(error)) {
            return { items: [] };
        }
        throw error;
    })) as { items: { metadata: { name: string }; spec: Record<string, LabelSelector | undefined> }[] };
    return list.items.map(({ metadata, spec }) => {
        const selection = (kind: string): LivePrometheus["rule"] => ({
            objects: spec[`${kind}Selector`],
            namespaces: spec[`${kind}NamespaceSelector`],
        });
        return {
            name: metadata.name,
            serviceMonitor: selection("serviceMonitor"),
            podMonitor: selection("podMonitor"),
            rule: selection("rule"),
        };
    });
}

/** Argo CD's mark: `APPLICATION:GROUP/KIND:NAMESPACE/NAME`, with its namespace before if that is not Argo CD's own. */
function trackedBy(annotations: Record<string, string> = {}): string | undefined {
    return annotations["argocd.argoproj.io/tracking-id"]?.split(":", 1)[0]?.replace(/^.*_/, "");
}

/** @throws Error if there is no answer in time */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer in ${secondsToAnswer} s`)), secondsToAnswer * 1000);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
