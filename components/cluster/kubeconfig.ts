import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import type { LiveCluster } from "../release/guard/live";
import type { ClusterLayer } from "../../model/layers";
import { changedInPlace, type ClusterConnection } from "./connection";
import { liveCluster } from "./live";
import { type LoadBalancerOwner, loadBalancersOf } from "./loadBalancer";

/** A cluster that is already there. Loads nothing of AWS: not even indirectly. */
export interface KubeconfigArgs {
    kind: "kubeconfig";
    /** @default the kubeconfig's current context */
    context?: string;
    kubeconfig: {
        /** Its text. A secret. @default the provider looks for one */
        content?: pulumi.Input<string>;
        /** The same for those who read the stack's outputs. @default none */
        exported?: pulumi.Input<string>;
        /** Tells one cluster from another: only if it changes are all resources recreated. */
        identifier: string;
    };
    /** The StorageClass for persistent volumes. @default the cluster's own default */
    storageClass?: string;
    /** Who makes its load balancers. @default not known: a Service is what the cluster makes of it */
    loadBalancers?: LoadBalancerOwner;
}

/** A connection to a cluster that someone else looks after: nodes, volumes and load balancers are as they are. */
class ExistingCluster extends Component implements ClusterConnection {
    public readonly provider: k8s.Provider;
    public readonly layer: ClusterLayer<pulumi.Output<string>>;
    public readonly live: LiveCluster;
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: KubeconfigArgs, opts?: ComponentOptions) {
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
            storageClass,
            // Of others nobody says whether something scales their nodes.
            nodesComeWithLoad: loadBalancers === "eks-auto-mode",
            loadBalancers: loadBalancersOf(loadBalancers),
        };
        this.live = liveCluster(this.layer.kubeconfig);
        this.ready = [];
        this.registerOutputs({ storageClass });
    }
}

export function connectKubeconfig(name: string, args: KubeconfigArgs, opts?: ComponentOptions): ClusterConnection {
    return new ExistingCluster(name, args, opts);
}
