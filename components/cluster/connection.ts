import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer } from "../../model/layers";
import type { Delivery } from "../release/chartRelease";
import type { LiveCluster } from "../release/guard/live";

/**
 * By default a Secret or ConfigMap whose content changes is deleted and recreated: for a moment running pods would miss
 * their certificate.
 */
export const changedInPlace = { enableSecretMutable: true, enableConfigMapMutable: true } as const;

/** A cluster that charts can be installed on. Nothing that uses it depends on the kind of cluster. */
export interface ClusterConnection {
    layer: ClusterLayer<pulumi.Output<string>>;
    provider: k8s.Provider;
    /** Reads what runs on the cluster now, also in a preview. */
    live: LiveCluster;
    /** How charts get onto it. */
    delivery: Delivery;
    /**
     * What must exist before the first workload and outlive the last one: nodes, volume driver, storage class,
     * load-balancer controller. Every namespace depends on it, so that on destroy all load balancers and volumes are
     * deleted before their controllers and the network.
     */
    ready: pulumi.Resource[];
}
