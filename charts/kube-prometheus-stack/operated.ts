import type { OperatedFact } from "../operated";

/** Read from prometheus-operator 0.93: makeLabels of its StatefulSets, and the ports of their containers. */
const monitored = (kind: "Prometheus" | "Alertmanager", port: number, own: (name: string) => object): OperatedFact => ({
    group: "monitoring.coreos.com",
    kind,
    makes({ name, at }) {
        const application = kind.toLowerCase();
        const portName = at("spec", "portName");
        const replicas = at("spec", "replicas");
        return Array.from({ length: typeof replicas === "number" ? replicas : 1 }, (_, index) => ({
            kind: "Pods",
            name,
            labels: {
                ...own(name),
                "app.kubernetes.io/name": application,
                "app.kubernetes.io/instance": name,
                "app.kubernetes.io/managed-by": "prometheus-operator",
                // Kubernetes sets these on the pods of a StatefulSet.
                "statefulset.kubernetes.io/pod-name": `${application}-${name}-${index}`,
            },
            ports: { [typeof portName === "string" ? portName : "web"]: port, "reloader-web": 8080 },
        }));
    },
});

export const monitoredFacts = [
    monitored("Prometheus", 9090, (name) => ({ "operator.prometheus.io/name": name, prometheus: name })),
    monitored("Alertmanager", 9093, (name) => ({ alertmanager: name })),
] as const;
