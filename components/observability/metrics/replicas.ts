import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { workloadName } from "../../../charts";
import type { Served } from "../../../model/services";
import { spread } from "../../shared/kubernetes";

type ServedPrometheus = Served & { ports: { http: number } };

/** What several pods of Prometheus or Alertmanager need beside their number; nothing for one. */
export interface ReplicaValues {
    podDisruptionBudget?: { enabled: true; minAvailable: number };
    service?: { sessionAffinity: "ClientIP" };
}

/** Beside the chart's own preference for nodes of their own. */
export function replicaValues(replicas: number): ReplicaValues {
    return replicas > 1
        ? {
              podDisruptionBudget: { enabled: true, minAvailable: replicas - 1 },
              // Each has scraped at moments of its own: a graph that is loaded again must not change.
              service: { sessionAffinity: "ClientIP" },
          }
        : {};
}

/** For the specification of Prometheus or Alertmanager. A single pod needs no constraint. */
export function replicaSpec(kind: "prometheus" | "alertmanager", replicas: number): object {
    const pods = { "app.kubernetes.io/name": kind };
    return replicas > 1 ? { replicas, topologySpreadConstraints: [spread("zones", pods)] } : {};
}

/**
 * Where samples are pushed to. Each of several Prometheus scrapes by itself, but none passes on what was pushed to it,
 * and Prometheus' own Service would pick one for each message: so each pod has a Service of its own, and who pushes
 * pushes to all.
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
                    // A label that each pod of a StatefulSet has.
                    selector: { "statefulset.kubernetes.io/pod-name": `${pods}-${index}` },
                    ports: [{ name: "http-web", port: ports.http, targetPort: "http-web" }],
                },
            },
            opts,
        );
        return { service, namespace, ports };
    });
}
