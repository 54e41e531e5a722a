import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer } from "../../../model/layers";
import type { Uses } from "../../../model/uses";
import { Component, type ComponentOptions } from "../../shared/component";
import { type AskedDelivery, deliverOnto } from "../../release/argocd/connect";
import type { Delivery } from "../../release/chartRelease";
import type { LiveCluster } from "../../release/guard/live";
import { withProfile } from "../access";
import { type AddOnArgs, type AddOnVersions, installAddOn } from "../addOn";
import { changedInPlace, type ClusterConnection } from "../connection";
import { liveCluster } from "../live";
import { loadBalancersOf } from "../loadBalancer";
import { LoadBalancerController } from "../loadBalancerController";
import { ebsDriverRole } from "../managedRole";
import { ebsStorageClass, type VolumeProvisioner } from "../storage";
import type { Choices } from "./judge";
import { eksKubeconfig } from "./kubeconfig";
import type { FoundCluster } from "./lookup";
import { ownLabels, ownStorageClass } from "./own";

/** An EKS cluster that exists, by its name. Nothing is installed on it that is not asked for. */
export interface ExistingEksArgs extends Choices {
    kind: "existing-eks";
    /** The cluster's name in AWS. */
    name: string;
    /** Must be the region of the AWS provider (`aws:region`). */
    region: string;
    /**
     * The AWS provider's profile (`aws:profile`), also used to log in to the cluster.
     * @default `AWS_PROFILE`, as in all AWS tools
     */
    profile?: string;
    /**
     * Pinned versions of the add-ons that are installed.
     * @default AWS' recommendation
     */
    addOnVersions?: AddOnVersions;
    /**
     * Subnets for a database beside the cluster.
     * @default those of the cluster
     */
    subnetIds?: string[];
    /**
     * Subnets of internet-facing load balancers, one in a zone.
     * @default those with their tag
     */
    publicSubnetIds?: string[];
    /**
     * The security group of pods and nodes.
     * @default the one that EKS created for the cluster
     */
    podSecurityGroupId?: string;
    /** Tags of what is installed, by which it is told from what others installed. */
    tags: Record<string, string>;
    uses: Uses;
}

/** A connection to an EKS cluster of others, with what this stack installs on it. A destroy leaves the cluster. */
export class ExistingEks extends Component implements ClusterConnection {
    public readonly provider: k8s.Provider;
    public readonly layer: ClusterLayer<pulumi.Output<string>>;
    public readonly live: LiveCluster;
    public readonly delivery: Delivery;
    public readonly ready: pulumi.Resource[];

    private readonly name: string;

    constructor(
        name: string,
        private readonly args: ExistingEksArgs & { found: FoundCluster; delivery: AskedDelivery },
        opts?: ComponentOptions,
    ) {
        const { name: clusterName, region, profile, found, loadBalancerController, volumeDriver } = args;
        const { metricsServer, podIdentityAgent, addOnVersions = {} } = args;
        super(
            "kong-observability:cluster:ExistingEks",
            name,
            {
                clusterName,
                region,
                loadBalancerController,
                volumeDriver,
                metricsServer,
                podIdentityAgent,
                addOnVersions,
            },
            opts,
        );
        this.name = name;
        const { endpoint, authority, vpcConfig } = found;
        const exported = pulumi.secret(
            pulumi
                .all([endpoint, authority])
                .apply(([endpoint, authority]) => eksKubeconfig({ name: clusterName, region, endpoint, authority })),
        );
        const kubeconfig = exported.apply((config) => withProfile(config, profile));
        const { servesMetrics, ...live } = liveCluster(kubeconfig);
        // What this stack installs is not there in its first preview.
        this.live = metricsServer === "install" ? live : { ...live, servesMetrics };
        this.provider = new k8s.Provider(
            `${name}-kubernetes`,
            { kubeconfig, clusterIdentifier: endpoint, ...changedInPlace },
            this.within,
        );
        this.delivery = deliverOnto("delivery", args.delivery, this.live, { ...this.within, provider: this.provider });
        this.ready = this.install();
        this.layer = {
            kubeconfig: exported,
            identifier: pulumi.output(endpoint),
            storageClass: volumeDriver === "existing" ? args.storageClass : ownStorageClass(args.tags),
            // Of other clusters it is not known whether nodes are scaled.
            nodesComeWithLoad: loadBalancerController === "auto-mode" || volumeDriver === "auto-mode",
            loadBalancers: loadBalancersOf(
                loadBalancerController === "auto-mode" ? "eks-auto-mode" : "aws-load-balancer-controller",
                args.publicSubnetIds,
            ),
            network: {
                vpcId: pulumi.output(vpcConfig.vpcId),
                privateSubnetIds: (args.subnetIds ?? vpcConfig.subnetIds).map((id) => pulumi.output(id)),
                podSecurityGroupId: pulumi.output(args.podSecurityGroupId ?? vpcConfig.clusterSecurityGroupId),
            },
            eks: { name: pulumi.output(clusterName), region },
        };
        this.registerOutputs({ clusterName, kubeconfig: exported });
    }

    /** What is asked for: the agent first, by which the others take their roles. */
    private install(): pulumi.Resource[] {
        const { metricsServer, podIdentityAgent } = this.args;
        const agent = podIdentityAgent === "install" ? [this.addOn("eks-pod-identity-agent", [])] : [];
        const metrics = metricsServer === "install" ? [this.addOn("metrics-server", [])] : [];
        const volumes = this.volumes(agent);
        return [...agent, ...metrics, ...volumes, ...this.controller([...agent, ...volumes])];
    }

    private addOn(addOn: AddOnArgs["addOn"], after: pulumi.Resource[], more: Partial<AddOnArgs> = {}): pulumi.Resource {
        const { name: clusterName, addOnVersions = {}, found, tags } = this.args;
        const cluster = pulumi.output(clusterName);
        return installAddOn(
            this.name,
            {
                addOn,
                cluster,
                kubernetesVersion: found.version,
                pinned: addOnVersions,
                tags,
                // What others installed is never overwritten.
                onConflict: "NONE",
                ...more,
            },
            this.after(...after),
        );
    }

    private volumes(agent: pulumi.Resource[]): pulumi.Resource[] {
        const { volumeDriver, region, tags } = this.args;
        switch (volumeDriver) {
            case "existing":
                return [];
            case "auto-mode":
                return [this.storageClass("ebs.csi.eks.amazonaws.com", [])];
            case "install": {
                const { identity, policies } = ebsDriverRole(`${this.name}-ebs`, { region, tags }, this.within);
                const driver = this.addOn("aws-ebs-csi-driver", [...agent, ...policies], { identity });
                return [this.storageClass("ebs.csi.aws.com", [driver])];
            }
        }
    }

    /** Not the cluster's default, which is not ours to choose. */
    private storageClass(provisioner: VolumeProvisioner, after: pulumi.Resource[]): pulumi.Resource {
        const metadata = { name: ownStorageClass(this.args.tags) };
        return new k8s.storage.v1.StorageClass(
            `${this.name}-storage`,
            { ...ebsStorageClass(provisioner), metadata },
            { ...this.after(...after), provider: this.provider },
        );
    }

    private controller(after: pulumi.Resource[]): pulumi.Resource[] {
        const { name: clusterName, loadBalancerController, region, found, tags } = this.args;
        if (loadBalancerController !== "install") {
            return [];
        }
        const { release } = new LoadBalancerController(
            `${this.name}-load-balancers`,
            {
                clusterName,
                cluster: pulumi.output(clusterName),
                region,
                vpcId: found.vpcConfig.vpcId,
                tags,
                labels: ownLabels(tags),
                delivery: this.delivery,
            },
            { ...this.after(...after), providers: { kubernetes: this.provider } },
        );
        return [release];
    }
}
