import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { LiveCluster } from "../release/guard/live";

/**
 * By default a Secret or ConfigMap whose content changes is deleted and made anew: for a moment running pods would miss
 * their certificate.
 */
export const changedInPlace = { enableSecretMutable: true, enableConfigMapMutable: true } as const;

/** Who may reach a load balancer: the internet, or only the network it stands in. */
export type LoadBalancerScheme = "internet-facing" | "internal";

/** What a Service of type LoadBalancer needs on this kind of cluster. */
export interface LoadBalancerSpec {
    /** `spec.loadBalancerClass`; undefined leaves the choice to the cluster. */
    className?: string;
    annotations: Record<string, string>;
    /**
     * Labels for the namespace of the pods behind it: a new pod then counts as ready only once the load balancer sends
     * to it, so that a rolling update doesn't end the last old pod before the first new one is reachable. Empty where
     * the cluster has no such thing.
     */
    namespaceLabels: Record<string, string>;
}

/** The network an EKS cluster stands in, for what stands beside it (a database). */
export interface AwsNetwork {
    vpcId: pulumi.Output<string>;
    /** One in each zone. */
    privateSubnetIds: pulumi.Output<string>[];
    /** The security group of every pod and node. */
    podSecurityGroupId: pulumi.Output<string>;
}

/** A cluster that charts can be installed on, whatever it is: nothing downstream asks which kind. */
export interface ClusterConnection {
    provider: k8s.Provider;
    /** A secret. Empty where there was no kubeconfig to read. */
    kubeconfig: pulumi.Output<string>;
    /** What runs on it now, in a preview too. */
    live: LiveCluster;
    /**
     * What must exist before the first workload and outlive the last one: nodes, volume driver, storage class,
     * load-balancer controller. Every namespace depends on it, so that on destroy all load balancers and volumes are
     * gone before their controllers and the network.
     */
    ready: pulumi.Resource[];
    /** The StorageClass for persistent volumes; undefined means the cluster's default. */
    storageClass?: string;
    /**
     * Whether a node comes by itself for pods that have no room: the cluster need not hold room for one that is lost.
     */
    nodesComeWithLoad: boolean;
    loadBalancer(scheme: LoadBalancerScheme): LoadBalancerSpec;
    /** Only on EKS. */
    network?: AwsNetwork;
}
