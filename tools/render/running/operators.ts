import { chartNames, factsOf } from "../../../charts";
import { at, textAt, type Values } from "../../../policy/library/resource";
import { containersOf, type Placed, podsOf, words } from "./objects";

/** An object that is on the cluster, now or later, without a manifest. */
export interface ByOthers {
    kind: "Secret" | "ConfigMap" | "ServiceAccount" | "Service" | "Pods";
    namespace: string;
    name: string;
    /** What creates it, and from what. */
    by: string;
    /** Keys of a Secret or ConfigMap. */
    keys?: readonly string[];
    /** Labels of pods, and of a Service that monitors select. */
    labels?: Readonly<Values>;
    /** Port numbers by name; undefined if they depend on more than is known here. */
    ports?: Map<string, number>;
}

/** What operators, hooks and Kubernetes create, read in the source of the pinned versions. */
export function madeByOthers(objects: readonly Placed[]): ByOthers[] {
    return [...byKubernetes(objects), ...byOperators(objects), ...byCertManager(objects), ...byArguments(objects)];
}

/** What the charts' operators create from custom resources, according to the charts' descriptions. */
function byOperators(objects: readonly Placed[]): ByOthers[] {
    return chartNames.flatMap((by) =>
        factsOf(by, "operates").flatMap(({ group, kind, makes }) =>
            objects
                .filter((object) => object.kind === kind && String(object.manifest.apiVersion).startsWith(`${group}/`))
                .flatMap(({ name, namespace, labels, manifest }) =>
                    makes({ name, namespace, labels, at: (...path) => at(manifest, ...path) }).map(
                        ({ ports, ...made }): ByOthers => ({
                            ...made,
                            namespace,
                            by,
                            ports: ports && new Map(Object.entries(ports)),
                        }),
                    ),
                ),
        ),
    );
}

/** cert-manager: the keys of every Secret that it fills. */
function byCertManager(objects: readonly Placed[]): ByOthers[] {
    return objects
        .filter(({ kind }) => kind === "Certificate")
        .flatMap(({ namespace, manifest }): ByOthers[] => {
            const name = textAt(manifest, "spec", "secretName");
            const keys = ["tls.crt", "tls.key", "ca.crt"];
            return name === undefined ? [] : [{ kind: "Secret", namespace, name, by: "cert-manager", keys }];
        });
}

/** What a program creates because of its arguments. */
function byArguments(objects: readonly Placed[]): ByOthers[] {
    return podsOf(objects).flatMap((pod) =>
        containersOf(pod).flatMap((container): ByOthers[] => {
            const argument = (name: string): string | undefined =>
                words(container)
                    .find((word) => word.startsWith(`--${name}=`))
                    ?.slice(name.length + 3);
            const [kubeletNamespace, kubeletName] = (argument("kubelet-service") ?? "").split("/");
            const certificate = argument("secret-name");
            return [
                // prometheus-operator 0.93, pkg/kubelet: a Service without pods, with the nodes as endpoints.
                ...(kubeletNamespace && kubeletName ? [kubelet(kubeletNamespace, kubeletName)] : []),
                // kube-webhook-certgen: the keys are its defaults.
                ...(certificate !== undefined && words(container).includes("create")
                    ? [
                          {
                              kind: "Secret" as const,
                              namespace: argument("namespace") ?? pod.namespace,
                              name: certificate,
                              by: "kube-webhook-certgen",
                              keys: ["ca", "cert", "key"],
                          },
                      ]
                    : []),
            ];
        }),
    );
}

function kubelet(namespace: string, name: string): ByOthers {
    const labels = {
        "k8s-app": "kubelet",
        "app.kubernetes.io/name": "kubelet",
        "app.kubernetes.io/managed-by": "prometheus-operator",
    };
    return {
        kind: "Service",
        namespace,
        name,
        by: "prometheus-operator",
        labels,
        ports: new Map([
            ["https-metrics", 10250],
            ["http-metrics", 10255],
            ["cadvisor", 4194],
        ]),
    };
}

/**
 * Created by Kubernetes itself, in each namespace and on each cluster. CoreDNS runs as pods except under EKS Auto Mode,
 * which has it on each node.
 */
function byKubernetes(objects: readonly Placed[]): ByOthers[] {
    const namespaces = [
        ...new Set(
            objects.flatMap(({ namespace, kind, name }) =>
                kind === "Namespace" ? [name] : namespace === "" ? [] : [namespace],
            ),
        ),
    ];
    const by = "Kubernetes";
    return [
        ...namespaces.flatMap((namespace): ByOthers[] => [
            { kind: "ServiceAccount", namespace, name: "default", by },
            { kind: "ConfigMap", namespace, name: "kube-root-ca.crt", by, keys: ["ca.crt"] },
        ]),
        {
            kind: "Service",
            namespace: "default",
            name: "kubernetes",
            by,
            labels: { component: "apiserver", provider: "kubernetes" },
            ports: new Map([["https", 443]]),
        },
        {
            kind: "Pods",
            namespace: "kube-system",
            name: "coredns",
            by,
            labels: { "k8s-app": "kube-dns" },
            ports: new Map([
                ["dns", 53],
                ["dns-tcp", 53],
                ["metrics", 9153],
            ]),
        },
    ];
}
