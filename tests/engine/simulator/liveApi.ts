import { json, serve } from "../../real/verify/servers/http";

/** What the API shows of a namespace: names and sizes. */
export class LiveObjects {
    /** StatefulSet → claim template → size. */
    public sets: Record<string, Record<string, string>> = {};
    public claims: Record<
        string,
        { request: string; capacity?: string; storageClass?: string; labels?: Record<string, string> }
    > = {};
    public classes: Record<string, boolean> = {};
    /** The StorageClass that is the cluster's default. */
    public defaultClass: string | undefined;
    /** Drivers of volumes, of which the first is the provisioner of each class. */
    public drivers = ["ebs.csi.aws.com"];
    /** Whether something serves the use of processors. */
    public metrics = true;
    public podIdentityAgent = true;
    /** Labels of each deployment of the AWS Load Balancer Controller. */
    public controllers: Record<string, string>[] = [{}];
    /** CRD → annotations. */
    public crds: Record<string, Record<string, string>> = {};
    /** Deployments and DaemonSets of all namespaces. */
    public workloads: {
        kind: "deployments" | "daemonsets";
        namespace: string;
        name: string;
        image: string;
        args?: string[];
        hostPort?: number;
        release?: { releaseName: string; namespace: string };
    }[] = [];
    /** False for an API that answers nobody. */
    public answers = true;
}

/** What workloads stand on, by the path at which it is read. */
function foundation(
    { metrics, podIdentityAgent, drivers }: LiveObjects,
    pathname: string,
): object | object[] | "missing" | undefined {
    const named = (name: string, there: boolean): object | "missing" => (there ? { metadata: { name } } : "missing");
    switch (pathname) {
        case "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io":
            return named("v1beta1.metrics.k8s.io", metrics);
        case "/apis/apps/v1/namespaces/kube-system/daemonsets/eks-pod-identity-agent":
            return named("eks-pod-identity-agent", podIdentityAgent);
        case "/apis/storage.k8s.io/v1/csidrivers":
            return drivers.map((name) => ({ metadata: { name } }));
        default:
            return undefined;
    }
}

/** The Kubernetes API as far as the guards of releases read it, over whatever stands in `objects` at that moment. */
export async function serveLiveApi(objects: LiveObjects): Promise<{ url: string; stop(): Promise<void> }> {
    const list = (items: object[]): ReturnType<typeof json> =>
        json({ kind: "List", apiVersion: "v1", metadata: {}, items });
    return serve((_request, { pathname, searchParams }) => {
        const { sets, claims, classes, controllers, crds, workloads, answers } = objects;
        const kind = /^\/apis\/apps\/v1\/(deployments|daemonsets)$/.exec(pathname)?.[1];
        const crd = /^\/apis\/apiextensions.k8s.io\/v1\/customresourcedefinitions\/(.+)$/.exec(pathname)?.[1];
        if (!answers) {
            return json({ kind: "Status", code: 503, message: "nobody is at home" }, 503);
        }
        if (pathname === "/version/") {
            return json({
                major: "1",
                minor: "35",
                gitVersion: "v1.35.0",
                gitCommit: "",
                gitTreeState: "",
                buildDate: "",
                goVersion: "",
                compiler: "",
                platform: "",
            });
        }
        if (crd !== undefined) {
            return crds[crd] === undefined
                ? json({ kind: "Status", code: 404 }, 404)
                : json({ metadata: { name: crd, annotations: crds[crd] }, spec: {} });
        }
        if (kind === "deployments" && searchParams.has("labelSelector")) {
            return list(
                controllers.map((labels) => ({
                    metadata: { namespace: "kube-system", name: "aws-load-balancer-controller", labels },
                })),
            );
        }
        if (kind !== undefined) {
            return list(
                workloads
                    .filter((workload) => workload.kind === kind)
                    .map(({ namespace, name, image, args, hostPort, release }) => ({
                        metadata: {
                            namespace,
                            name,
                            annotations: release && {
                                "meta.helm.sh/release-name": release.releaseName,
                                "meta.helm.sh/release-namespace": release.namespace,
                            },
                        },
                        spec: { template: { spec: { containers: [{ image, args, ports: [{ hostPort }] }] } } },
                    })),
            );
        }
        if (pathname.endsWith("/statefulsets")) {
            const templates = (of: Record<string, string>): object[] =>
                Object.entries(of).map(([name, storage]) => ({
                    metadata: { name },
                    spec: { resources: { requests: { storage } } },
                }));
            return list(
                Object.entries(sets).map(([name, of]) => ({
                    metadata: { name },
                    spec: { volumeClaimTemplates: templates(of) },
                })),
            );
        }
        if (pathname.endsWith("/persistentvolumeclaims")) {
            return list(
                Object.entries(claims).map(([name, { request, capacity, storageClass, labels }]) => ({
                    metadata: { name, labels },
                    spec: { storageClassName: storageClass, resources: { requests: { storage: request } } },
                    status: { capacity: capacity === undefined ? undefined : { storage: capacity } },
                })),
            );
        }
        const part = foundation(objects, pathname);
        if (part !== undefined) {
            return part === "missing"
                ? json({ kind: "Status", code: 404 }, 404)
                : Array.isArray(part)
                  ? list(part)
                  : json(part);
        }
        return list(
            Object.entries(classes).map(([name, allowVolumeExpansion]) => ({
                metadata: {
                    name,
                    ...(name === objects.defaultClass && {
                        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
                    }),
                },
                provisioner: objects.drivers[0] ?? "ebs.csi.aws.com",
                allowVolumeExpansion,
            })),
        );
    });
}
