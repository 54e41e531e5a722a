import { at, textAt, type Values } from "../../../policy/library/resource";
import { containersOf, type Placed, podsOf, words } from "./objects";

/** Something that is on the cluster, or will be, without standing in a manifest. */
export interface ByOthers {
    kind: "Secret" | "ConfigMap" | "ServiceAccount" | "Service" | "Pods";
    namespace: string;
    name: string;
    /** Who makes it, and of what. */
    by: string;
    /** Of a Secret or ConfigMap. */
    keys?: string[];
    /** Of pods, and of a Service that monitors look for. */
    labels?: Values;
    /**
     * Names of its ports with their numbers, where they are known; undefined where they depend on more than is read
     * here.
     */
    ports?: Map<string, number>;
}

/** The one table of what operators, hooks and Kubernetes make, read in the source of the pinned versions. */
export function madeByOthers(objects: readonly Placed[]): ByOthers[] {
    return [
        ...byKubernetes(objects),
        ...objects.flatMap((object) => makers[object.kind]?.(object) ?? []),
        ...byArguments(objects),
    ];
}

type Maker = (object: Placed) => ByOthers[];

const makers: Record<string, Maker> = {
    Prometheus: (object) =>
        monitored(object, "prometheus", { "operator.prometheus.io/name": object.name, prometheus: object.name }, 9090),
    Alertmanager: (object) => monitored(object, "alertmanager", { alertmanager: object.name }, 9093),
    OpenTelemetryCollector: collector,
    Cluster: postgres,
    // cert-manager: the keys of every Secret that it fills.
    Certificate: ({ namespace, manifest }) => {
        const name = textAt(manifest, "spec", "secretName");
        return name === undefined
            ? []
            : [{ kind: "Secret", namespace, name, by: "cert-manager", keys: ["tls.crt", "tls.key", "ca.crt"] }];
    },
};

/** prometheus-operator 0.93: makeLabels of its StatefulSets, and the Secrets that their pods mount. */
function monitored({ namespace, name, manifest }: Placed, application: string, own: Values, port: number): ByOthers[] {
    const portName = textAt(manifest, "spec", "portName") ?? "web";
    const labels = {
        ...own,
        "app.kubernetes.io/name": application,
        "app.kubernetes.io/instance": name,
        "app.kubernetes.io/managed-by": "prometheus-operator",
    };
    const ports = new Map([
        [portName, port],
        ["reloader-web", 8080],
    ]);
    const replicas = Number(at(manifest, "spec", "replicas") ?? 1);
    return Array.from({ length: replicas }, (_, index) => ({
        kind: "Pods",
        namespace,
        name,
        by: "prometheus-operator",
        // The last label is Kubernetes' own on the pods of a StatefulSet.
        labels: { ...labels, "statefulset.kubernetes.io/pod-name": `${application}-${name}-${index}` },
        ports,
    }));
}

/**
 * opentelemetry-operator 0.158: internal/naming and manifestutils. A collector without an account of its own gets one.
 */
function collector({ namespace, name, labels: given, manifest }: Placed): ByOthers[] {
    const by = "opentelemetry-operator";
    const labels: Values = {
        ...given,
        "app.kubernetes.io/managed-by": "opentelemetry-operator",
        "app.kubernetes.io/instance": `${namespace}.${name}`,
        "app.kubernetes.io/part-of": "opentelemetry",
        "app.kubernetes.io/component": "opentelemetry-collector",
    };
    const service = (suffix: string, type: string, ports?: Map<string, number>): ByOthers => ({
        ...{ kind: "Service", namespace, name: `${name}-collector${suffix}`, by, ports },
        labels: {
            ...labels,
            "app.kubernetes.io/name": `${name}-collector${suffix}`,
            "operator.opentelemetry.io/collector-service-type": type,
        },
    });
    const account: ByOthers[] =
        textAt(manifest, "spec", "serviceAccount") === undefined
            ? [{ kind: "ServiceAccount", namespace, name: `${name}-collector`, by }]
            : [];
    return [
        ...account,
        {
            kind: "Pods",
            namespace,
            name: `${name}-collector`,
            by,
            labels: { ...labels, "app.kubernetes.io/name": `${name}-collector` },
        },
        service("", "base"),
        service("-headless", "headless"),
        service("-monitoring", "monitoring", new Map([["monitoring", 8888]])),
        service("-extension", "extension"),
    ];
}

/** CloudNativePG 1.30: api/v1 (suffixes) and pkg/specs. */
function postgres({ namespace, name, manifest }: Placed): ByOthers[] {
    const by = "cloudnative-pg";
    if (!String(manifest.apiVersion).startsWith("postgresql.cnpg.io/")) {
        return [];
    }
    const secret = (suffix: string, keys: string[]): ByOthers => ({
        kind: "Secret",
        namespace,
        name: `${name}${suffix}`,
        by,
        keys,
    });
    // With a Secret that is given for the owner it makes none.
    const owner =
        at(manifest, "spec", "bootstrap", "initdb", "secret") === undefined
            ? [secret("-app", ["username", "password", "dbname", "host", "port", "uri"])]
            : [];
    const ports = new Map([
        ["postgresql", 5432],
        ["metrics", 9187],
        ["status", 8000],
    ]);
    return [
        secret("-ca", ["ca.crt", "ca.key"]),
        secret("-server", ["tls.crt", "tls.key"]),
        secret("-replication", ["tls.crt", "tls.key"]),
        ...owner,
        {
            kind: "Pods",
            namespace,
            name,
            by,
            labels: { "cnpg.io/cluster": name, "cnpg.io/podRole": "instance" },
            ports,
        },
    ];
}

/** What a program makes because an argument tells it to. */
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
                // prometheus-operator 0.93, pkg/kubelet: a Service without pods, whose endpoints are the nodes.
                ...(kubeletNamespace && kubeletName ? [kubelet(kubeletNamespace, kubeletName)] : []),
                // kube-webhook-certgen: the keys are its own defaults.
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
 * Kubernetes itself, in each namespace and on each cluster. CoreDNS runs as pods except under EKS Auto Mode, which has
 * it on each node.
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
