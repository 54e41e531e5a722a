import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import { type AskedDelivery, deliverOnto } from "../release/argocd/connect";
import type { Delivery } from "../release/chartRelease";
import type { LiveCluster } from "../release/guard/live";
import type { ClusterLayer } from "../../model/layers";
import { changedInPlace, type ClusterConnection } from "./connection";
import { liveCluster } from "./live";
import { type LoadBalancerOwner, loadBalancersOf } from "./loadBalancer";

/** An existing cluster. This file imports nothing of AWS, not even indirectly. */
export interface KubeconfigArgs {
    kind: "kubeconfig";
    /** @default the kubeconfig's current context */
    context?: string;
    kubeconfig: {
        /**
         * The kubeconfig's text. A secret.
         * @default the provider looks for a kubeconfig
         */
        content?: pulumi.Input<string>;
        /**
         * The same for readers of the stack's outputs.
         * @default none
         */
        exported?: pulumi.Input<string>;
        /** Identifies the cluster: all resources are recreated if it changes, and only then. */
        identifier: string;
    };
    /** The StorageClass for persistent volumes. @default the cluster's own default */
    storageClass?: string;
    /**
     * What creates the cluster's load balancers.
     * @default unknown: the cluster decides what a Service becomes
     */
    loadBalancers?: LoadBalancerOwner;
}

/** A connection to a cluster that others manage: nodes, volumes and load balancers stay as they are. */
class ExistingCluster extends Component implements ClusterConnection {
    public readonly provider: k8s.Provider;
    public readonly layer: ClusterLayer<pulumi.Output<string>>;
    public readonly live: LiveCluster;
    public readonly delivery: Delivery;
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: KubeconfigArgs & { delivery: AskedDelivery }, opts?: ComponentOptions) {
        const { context, storageClass, loadBalancers } = args;
        super("kong-observability:cluster:ExistingCluster", name, { context, storageClass, loadBalancers }, opts);
        const { content, exported = "", identifier } = args.kubeconfig;
        this.provider = new k8s.Provider(
            `${name}-kubernetes`,
            {
                kubeconfig: content === undefined ? undefined : pulumi.secret(content),
                context,
                clusterIdentifier: identifier,
                ...changedInPlace,
            },
            this.within,
        );
        this.layer = {
            kubeconfig: pulumi.secret(exported),
            identifier: pulumi.output(identifier),
            storageClass,
            // For other clusters it is not known whether nodes are scaled.
            nodesComeWithLoad: loadBalancers === "eks-auto-mode",
            loadBalancers: loadBalancersOf(loadBalancers),
        };
        this.live = liveCluster(this.layer.kubeconfig);
        this.ready = [];
        this.delivery = deliverOnto("delivery", args.delivery, this.live, { ...this.within, provider: this.provider });
        this.registerOutputs({ storageClass });
    }
}

export function connectKubeconfig(
    name: string,
    args: KubeconfigArgs & { delivery: AskedDelivery },
    opts?: ComponentOptions,
): ClusterConnection {
    return new ExistingCluster(name, args, opts);
}
