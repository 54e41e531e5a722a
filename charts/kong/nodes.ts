import type { ScalingFact } from "../description";
import type { KongFact, KongSectionFact } from "../programs";
import type { Path } from "../words";

/** @param http2 whether the chart's parameters of the TLS listener have `http2` */
const both = (on: [http: boolean, tls: boolean], ports: [http: number, tls: number], http2: boolean) => ({
    http: { enabled: on[0], port: ports[0] },
    tls: { enabled: on[1], port: ports[1], http2 },
});
const inside = (port: number): Pick<KongSectionFact, "http" | "tls"> => ({
    http: { none: "nodes speak to each other with TLS only" },
    tls: { enabled: false, port, http2: false },
});
const service = (type: string, labelled = false): { type: string; labelled: boolean } => ({ type, labelled });

/** Defaults of Kong's chart. */
export const sections: KongFact["sections"] = {
    proxy: { enabled: true, ...both([true, true], [8000, 8443], true), service: service("LoadBalancer", true) },
    admin: { enabled: false, ...both([false, true], [8001, 8444], true), service: service("NodePort") },
    manager: { enabled: true, ...both([true, true], [8002, 8445], true), service: service("NodePort") },
    portal: { enabled: true, ...both([true, true], [8003, 8446], true), service: service("NodePort") },
    portalapi: { enabled: true, ...both([true, true], [8004, 8447], true), service: service("NodePort") },
    cluster: { enabled: false, ...inside(8005), service: service("ClusterIP") },
    clustertelemetry: { enabled: false, ...inside(8006), service: service("ClusterIP") },
    status: {
        enabled: true,
        ...both([true, false], [8100, 8543], false),
        service: { none: "the kubelet and Prometheus ask each pod" },
    },
};

/** `kong quit --wait=15`; its default timeout for open requests is 10 s (kong/cmd/quit.lua). */
export const end: KongFact["end"] = {
    lifecycle: ["lifecycle"],
    wait: 15,
    timeout: 10,
    grace: ["terminationGracePeriodSeconds"],
    graceSeconds: 30,
};

/** @param pods path of the values of Kong's chart */
export function scalingOf(pods: Path): ScalingFact {
    return {
        replicas: { path: [...pods, "replicaCount"], standard: 1 },
        autoscaling: {
            enabled: [...pods, "autoscaling", "enabled"],
            least: [...pods, "autoscaling", "minReplicas"],
            standard: 2,
        },
        daemonSet: [...pods, "deployment", "daemonset"],
        budget: {
            enabled: [...pods, "podDisruptionBudget", "enabled"],
            maxUnavailable: [...pods, "podDisruptionBudget", "maxUnavailable"],
        },
        spread: [...pods, "topologySpreadConstraints"],
        affinity: [...pods, "affinity"],
    };
}
