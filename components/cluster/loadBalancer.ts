import type { LoadBalancerScheme, LoadBalancerSpec } from "./connection";

/** Who turns a Service into a network load balancer: EKS itself, or the AWS Load Balancer Controller that we install. */
export type LoadBalancerOwner = "eks-auto-mode" | "aws-load-balancer-controller";

/** How each owner is addressed: the class of its Services, and the namespace label that adds its readiness gate to pods. */
const owners = {
    // https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html
    "eks-auto-mode": { className: "eks.amazonaws.com/nlb", readinessGate: "eks.amazonaws.com/pod-readiness-gate-inject" },
    // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/
    "aws-load-balancer-controller": { className: "service.k8s.aws/nlb", readinessGate: "elbv2.k8s.aws/pod-readiness-gate-inject" },
} as const satisfies Record<LoadBalancerOwner, { className: string; readinessGate: string }>;

/** A network load balancer that sends straight to pods and lets them see who called. Pure. */
export function networkLoadBalancer(owner: LoadBalancerOwner, scheme: LoadBalancerScheme): LoadBalancerSpec {
    const { className, readinessGate } = owners[owner];
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
