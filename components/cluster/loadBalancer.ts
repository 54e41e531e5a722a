import type { ClusterLayer, LoadBalancerScheme, LoadBalancerSpec } from "../../model/layers";

/** What turns a Service into a load balancer: EKS itself, AWS' controller, or the cloud that runs the cluster. */
export type LoadBalancerOwner = "eks-auto-mode" | "aws-load-balancer-controller" | "gke" | "aks";

/** What a Service of type LoadBalancer needs so that this owner creates it with this scheme. Pure. */
export function loadBalancerSpec(owner: LoadBalancerOwner, scheme: LoadBalancerScheme): LoadBalancerSpec {
    switch (owner) {
        // https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html
        case "eks-auto-mode":
            return networkLoadBalancer(scheme, "eks.amazonaws.com/nlb", "eks.amazonaws.com/pod-readiness-gate-inject");
        // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/
        case "aws-load-balancer-controller":
            return networkLoadBalancer(scheme, "service.k8s.aws/nlb", "elbv2.k8s.aws/pod-readiness-gate-inject");
        // https://cloud.google.com/kubernetes-engine/docs/how-to/internal-load-balancing
        case "gke":
            return plain(scheme === "internal" ? { "networking.gke.io/load-balancer-type": "Internal" } : {});
        // https://learn.microsoft.com/azure/aks/internal-lb
        case "aks":
            return plain(
                scheme === "internal" ? { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" } : {},
            );
    }
}

/**
 * What a Service of type LoadBalancer needs on this cluster. If the owner is unknown no scheme can be requested, and
 * the cluster's default must not be taken for internal.
 *
 * @param publicSubnetIds subnets of internet-facing ones, on AWS @default those that the owner finds
 */
export function loadBalancersOf(
    owner: LoadBalancerOwner | undefined,
    publicSubnetIds?: string[],
): ClusterLayer["loadBalancers"] {
    return owner === undefined
        ? { "internet-facing": plain() }
        : {
              "internet-facing": inSubnets(loadBalancerSpec(owner, "internet-facing"), publicSubnetIds),
              internal: loadBalancerSpec(owner, "internal"),
          };
}

/** AWS' controllers, told which subnets to take. */
function inSubnets(spec: LoadBalancerSpec, subnetIds: string[] | undefined): LoadBalancerSpec {
    const key = "service.beta.kubernetes.io/aws-load-balancer-subnets";
    return subnetIds === undefined
        ? spec
        : { ...spec, annotations: { ...spec.annotations, [key]: subnetIds.join(",") } };
}

/** A Service that leaves the kind of load balancer to the cluster. */
function plain(annotations: Record<string, string> = {}): LoadBalancerSpec {
    return { annotations, namespaceLabels: {} };
}

/**
 * A network load balancer of AWS that sends directly to pods and preserves the client's address.
 * @param className load balancer class of the owner's Services
 * @param readinessGate the namespace label by which the owner adds its readiness gate to pods
 */
function networkLoadBalancer(scheme: LoadBalancerScheme, className: string, readinessGate: string): LoadBalancerSpec {
    return {
        className,
        annotations: {
            "service.beta.kubernetes.io/aws-load-balancer-scheme": scheme,
            "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
            // Off by default for ip targets: every client address would be the load balancer's.
            "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
        },
        namespaceLabels: { [readinessGate]: "enabled" },
    };
}
