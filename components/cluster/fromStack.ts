import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import type { ClusterLayer } from "../../model/layers";
import { type AskedDelivery, deliverOnto } from "../release/argocd/connect";
import type { Delivery } from "../release/chartRelease";
import type { LiveCluster } from "../release/guard/live";
import { withProfile } from "./access";
import { changedInPlace, type ClusterConnection } from "./connection";
import { liveCluster } from "./live";

/** A cluster that another stack has. This file imports nothing of AWS, not even indirectly. */
export interface StackClusterArgs {
    kind: "stack";
    /** The stack's name, in full. */
    name: string;
    layer: ClusterLayer<pulumi.Output<string>>;
    /**
     * The AWS provider's profile (`aws:profile`), also used to log in to an EKS cluster.
     * @default `AWS_PROFILE`, as in all AWS tools
     */
    profile?: string;
}

/** A connection to another stack's cluster: nodes, volumes and load balancers stay that stack's. */
class StackCluster extends Component implements ClusterConnection {
    public readonly provider: k8s.Provider;
    public readonly layer: ClusterLayer<pulumi.Output<string>>;
    public readonly live: LiveCluster;
    public readonly delivery: Delivery;
    /** That stack was upped before: there is nothing here to wait for. */
    public readonly ready: pulumi.Resource[] = [];

    constructor(name: string, args: StackClusterArgs & { delivery: AskedDelivery }, opts?: ComponentOptions) {
        const { name: stack, layer, profile, delivery } = args;
        super("kong-observability:cluster:StackCluster", name, { stack, storageClass: layer.storageClass }, opts);
        const isEks = layer.eks !== undefined;
        const kubeconfig = layer.kubeconfig.apply((text) => (isEks ? withProfile(text, profile) : text));
        this.provider = new k8s.Provider(
            `${name}-kubernetes`,
            { kubeconfig, clusterIdentifier: layer.identifier, ...changedInPlace },
            this.within,
        );
        this.layer = layer;
        this.live = liveCluster(kubeconfig);
        this.delivery = deliverOnto("delivery", delivery, this.live, { ...this.within, provider: this.provider });
        this.registerOutputs({ storageClass: layer.storageClass });
    }
}

export function connectStackCluster(
    name: string,
    args: StackClusterArgs & { delivery: AskedDelivery },
    opts?: ComponentOptions,
): ClusterConnection {
    return new StackCluster(name, args, opts);
}
