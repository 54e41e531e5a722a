import type { ClusterLayer, LoadBalancerScheme, LoadBalancerSpec } from "../../model/layers";

/** Who turns a Service into a load balancer: EKS itself, AWS' controller, or the cloud that runs the cluster. */
export type LoadBalancerOwner = "eks-auto-mode" | "aws-load-balancer-controller" | "gke" | "aks";

/** What a Service of type LoadBalancer takes for this owner to make it of this scheme. Pure. */
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
 * What a Service of type LoadBalancer takes here. Where nobody knows the owner it can be of no scheme by name, and what
 * the cluster makes of it by default must not be taken for internal.
 */
export function loadBalancersOf(owner: LoadBalancerOwner | undefined): ClusterLayer["loadBalancers"] {
    return owner === undefined
        ? { "internet-facing": plain() }
        : {
              "internet-facing": loadBalancerSpec(owner, "internet-facing"),
              internal: loadBalancerSpec(owner, "internal"),
          };
}

/** A Service of which the cluster makes what it does by default. */
function plain(annotations: Record<string, string> = {}): LoadBalancerSpec {
    return { annotations, namespaceLabels: {} };
}

/**
 * A network load balancer of AWS that sends straight to pods and lets them see who called.
 * @param className of Services that are the owner's
 * @param readinessGate the namespace label by which the owner adds its readiness gate to pods
 */
function networkLoadBalancer(scheme: LoadBalancerScheme, className: string, readinessGate: string): LoadBalancerSpec {
    return {
        className,
        annotations: {
            "service.beta.kubernetes.io/aws-load-balancer-scheme": scheme,
            "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
            // Off by default for ip targets: every caller would be an address of the load balancer.
            "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
        },
        namespaceLabels: { [readinessGate]: "enabled" },
    };
}
