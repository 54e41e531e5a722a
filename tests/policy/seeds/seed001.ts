import type { Seen } from "../../../policy/library/resource";
import { kubernetes, release } from "../helpers";

/**
 * What the second post sets up: Prometheus that selects by the label `release: prometheus`, and monitors that have to
 * carry it.
 */
export const prometheus: Seen = release(
    "kube-prometheus-stack",
    { grafana: { adminPassword: "prom-operator" } },
    {
        name: "prometheus",
        namespace: "monitoring",
        repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
    },
);

/** The post's Kong, without the label that it goes to some length to explain. */
export const unlabelledGateway: Seen = release(
    "kong",
    {
        replicaCount: 2,
        proxy: { type: "NodePort" },
        serviceMonitor: { enabled: true, interval: "10s", namespace: "monitoring", trustCRDsExist: true },
    },
    { name: "gateway", repositoryOpts: { repo: "https://charts.konghq.com" } },
);

/** The monitor that the chart makes of it, as an object of its own. */
export const unlabelledMonitor: Seen = kubernetes("monitoring.coreos.com/v1", "ServiceMonitor", "gateway-kong", {
    metadata: { namespace: "monitoring", labels: { "app.kubernetes.io/name": "kong" } },
    spec: {
        endpoints: [{ interval: "10s", targetPort: "metrics" }],
        namespaceSelector: { matchNames: ["kong"] },
        selector: { matchLabels: { "app.kubernetes.io/name": "kong" } },
    },
});

/** The post's Ingress for three pages, two of which ask nobody who they are. */
export const openIngress: Seen = kubernetes("extensions/v1beta1", "Ingress", "prometheus-ingress", {
    metadata: { namespace: "monitoring" },
    spec: {
        rules: [
            ["prom.twingao.com", "prometheus-prometheus-oper-prometheus", 9090] as const,
            ["grafana.twingao.com", "prometheus-grafana", 80] as const,
            ["alert.twingao.com", "prometheus-prometheus-oper-alertmanager", 9093] as const,
        ].map(([host, serviceName, servicePort]) => ({
            host,
            http: { paths: [{ path: "/", backend: { serviceName, servicePort } }] },
        })),
    },
});
