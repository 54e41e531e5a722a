import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { workloadName } from "../../../charts";
import type { Served } from "../../../model/services";
import { spread } from "../../shared/kubernetes";

type ServedPrometheus = Served & { ports: { http: number } };

/** Further values for several pods of Prometheus or Alertmanager; empty for one. */
export interface ReplicaValues {
    podDisruptionBudget?: { enabled: true; minAvailable: number };
    service?: { sessionAffinity: "ClientIP" };
}

/** In addition to the chart's own preference for separate nodes. */
export function replicaValues(replicas: number): ReplicaValues {
    return replicas > 1
        ? {
              podDisruptionBudget: { enabled: true, minAvailable: replicas - 1 },
              // Each pod scrapes at different times: reloading a graph must not change it.
              service: { sessionAffinity: "ClientIP" },
          }
        : {};
}

/** For the spec of Prometheus or Alertmanager. A single pod needs no constraint. */
export function replicaSpec(kind: "prometheus" | "alertmanager", replicas: number): object {
    const pods = { "app.kubernetes.io/name": kind };
    return replicas > 1 ? { replicas, topologySpreadConstraints: [spread("zones", pods)] } : {};
}

/**
 * Addresses to push samples to. Each of several Prometheus scrapes everything itself, but does not pass on what was
 * pushed to it, and Prometheus' Service would pick one for each message. So each pod has its own Service, and senders
 * push to all.
 */
export function pushedTo(
    name: string,
    { releaseName, served, replicas }: { releaseName: string; served: ServedPrometheus; replicas: number },
    opts: pulumi.CustomResourceOptions,
): ServedPrometheus[] {
    if (replicas === 1) {
        return [served];
    }
    const { namespace, ports } = served;
    const pods = workloadName("kube-prometheus-stack", "prometheus", releaseName);
    return Array.from({ length: replicas }, (_, index) => {
        const service = `prometheus-${index}`;
        new k8s.core.v1.Service(
            `${name}-${service}`,
            {
                metadata: { name: service, namespace },
                spec: {
                    // A label on each pod of a StatefulSet.
                    selector: { "statefulset.kubernetes.io/pod-name": `${pods}-${index}` },
                    ports: [{ name: "http-web", port: ports.http, targetPort: "http-web" }],
                },
            },
            opts,
        );
        return { service, namespace, ports };
    });
}
