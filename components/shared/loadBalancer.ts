import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer } from "../../model/layers";

/** What makes a Service a load balancer on this cluster. */
export interface LoadBalancer {
    type: "LoadBalancer";
    /** @default what the cluster decides */
    className?: string;
    annotations: Record<string, string>;
}

/**
 * A load balancer on this cluster.
 * @throws Error if an internal load balancer cannot be requested: its Service would become public silently
 */
export function balancerOf(
    { scheme, annotations }: { scheme: "internal" | "internet-facing"; annotations: Record<string, string> },
    loadBalancers: ClusterLayer["loadBalancers"],
): LoadBalancer {
    const spec = loadBalancers[scheme];
    if (spec === undefined) {
        throw new Error("cluster.loadBalancers: missing; only a known load balancer can be told to be internal");
    }
    return {
        type: "LoadBalancer",
        className: spec.className,
        annotations: { ...annotations, ...spec.annotations },
    };
}

/** A load balancer's host name or address, known once it exists. */
export const balancerAddress = ({ status }: k8s.core.v1.Service): pulumi.Output<string> =>
    status.apply(({ loadBalancer }) => {
        const [ingress] = loadBalancer.ingress ?? [];
        return ingress?.hostname ?? ingress?.ip ?? "pending";
    });
