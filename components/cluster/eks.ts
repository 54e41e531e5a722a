import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../shared/component";
import { settingKeys } from "../shared/settingKey";
import { kubernetesVersion } from "../../charts/registry";
import { withoutExtras } from "./withoutExtras";
import { type AskedDelivery, deliverOnto } from "../release/argocd/connect";
import type { Delivery } from "../release/chartRelease";
import type { LiveCluster } from "../release/guard/live";
import type { AddOnVersions } from "./addOn";
import { accessEntries, type Endpoint, withProfile } from "./access";
import { completeAutoMode } from "./autoMode";
import type { ClusterLayer } from "../../model/layers";
import { changedInPlace, type ClusterConnection } from "./connection";
import { loadBalancersOf } from "./loadBalancer";
import { liveCluster } from "./live";
import { LoadBalancerController } from "./loadBalancerController";
import { type ClusterNetwork, connectNetwork, isExisting, type NetworkChoice } from "./networkChoice";
import { type NodeGroupArgs, NodeGroups } from "./nodeGroups";
import { pullThroughPolicy } from "./pullThrough";
import { ebsStorageClass, storageClassName } from "./storage";
import type { UpgradePolicy } from "./support";

/** The control plane's logs that can go to CloudWatch. */
type LogType = "api" | "audit" | "authenticator" | "controllerManager" | "scheduler";
const logTypes: LogType[] = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/**
 * What provides nodes, volumes and load balancers: EKS itself, or node groups, add-ons and a controller of this stack.
 */
export type Compute = { kind: "auto-mode" } | { kind: "managed-node-groups"; groups: NodeGroupArgs[] };

/** A new EKS cluster in its own network. Only plain values, so that policies can judge it in the first preview. */
export interface EksClusterArgs {
    kind: "eks";
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
     * The Kubernetes minor version. Raise it by one at a time.
     * @default the one in charts/pins.json
     */
    version?: string;
    /** What EKS does when the version leaves standard support; see support.ts. */
    upgradePolicy: UpgradePolicy;
    /**
     * Pinned versions of EKS add-ons.
     * @default none
     */
    addOnVersions?: AddOnVersions;
    /** A new VPC, or one that exists. */
    network: NetworkChoice;
    compute: Compute;
    endpoint: Endpoint;
    /**
     * ARNs of IAM roles and users who administer the cluster. Leave out the one that creates the cluster, which is an
     * administrator already.
     * @default none
     */
    admins?: string[];
    /** @default all five */
    logTypes?: LogType[];
    /**
     * How long CloudWatch keeps the control plane's logs, in days.
     * @default 90
     */
    logRetentionDays?: number;
    /** Tags of every AWS resource that is billed or listed, so that its owner can be told. */
    tags: Record<string, string>;
    /** Neither Pulumi nor AWS deletes the cluster and its encryption key until an `up` has set this to false. */
    protect: boolean;
}

type EksArgs = EksClusterArgs & { delivery: AskedDelivery };

/** The cluster's arguments as policies see them. */
function intentOf(args: EksClusterArgs): pulumi.Inputs {
    const { name: clusterName, region, upgradePolicy, addOnVersions = {}, compute, endpoint, protect } = args;
    return {
        clusterName,
        region,
        version: versionOf(args),
        upgradePolicy,
        addOnVersions,
        compute: compute.kind,
        endpoint,
        admins: args.admins ?? [],
        logTypes: args.logTypes ?? logTypes,
        protect,
        secretsEncrypted: true,
        volumesEncrypted: true,
    };
}

function versionOf({ version = kubernetesVersion }: EksClusterArgs): string {
    return version;
}

/** EKS with its network, its nodes, and what they need before the first workload. */
export class EksCluster extends Component implements ClusterConnection {
    public readonly provider: k8s.Provider;
    public readonly layer: ClusterLayer<pulumi.Output<string>>;
    public readonly live: LiveCluster;
    public readonly delivery: Delivery;
    public readonly ready: pulumi.Resource[];

    private readonly name: string;
    private readonly args: EksArgs;

    constructor(name: string, args: EksArgs, opts?: ComponentOptions) {
        const { name: clusterName, region, profile, endpoint, compute, tags } = args;
        super("kong-observability:cluster:EksCluster", name, intentOf(args), opts);
        // The settings refuse this. With neither, nodes could not join: their own egress addresses are not in the
        // public ranges.
        assert.ok(endpoint.private || endpoint.publicCidrs.includes("0.0.0.0/0"), "nodes reach the Kubernetes API");
        this.name = name;
        this.args = args;
        if (endpoint.publicCidrs.length === 0) {
            void pulumi.log.info(
                `${settingKeys()("cluster.endpoint.publicCidrs")}: empty: Pulumi has to run where it reaches the VPC of ${clusterName}`,
            );
        }

        const network = connectNetwork(`${name}-network`, args.network, { region, clusterName, tags }, this.within);
        const { vpcId, privateSubnetIds } = network;
        const cluster = this.controlPlane(network, this.secretsKey(), this.log());

        const exported = pulumi.secret(cluster.kubeconfigJson);
        const kubeconfig = exported.apply((config) => withProfile(config, profile));
        this.live = liveCluster(kubeconfig);
        this.provider = this.connection(cluster, kubeconfig);
        ({ ready: this.ready, delivery: this.delivery } =
            compute.kind === "auto-mode"
                ? this.autoMode(cluster)
                : this.managedNodeGroups(cluster, network, compute.groups));
        const autoMode = compute.kind === "auto-mode";
        this.layer = {
            kubeconfig: exported,
            identifier: cluster.eksCluster.endpoint,
            storageClass: storageClassName,
            // Nothing in this stack scales managed node groups.
            nodesComeWithLoad: autoMode,
            loadBalancers: loadBalancersOf(
                autoMode ? "eks-auto-mode" : "aws-load-balancer-controller",
                isExisting(args.network) ? args.network.publicSubnetIds : undefined,
            ),
            network: { vpcId, privateSubnetIds, podSecurityGroupId: cluster.clusterSecurityGroupId },
            eks: { name: cluster.eksCluster.name, region },
        };
        this.registerOutputs({ clusterName, kubeconfig: exported, vpcId });
    }

    /** Encrypts Kubernetes' Secrets. */
    private secretsKey(): aws.kms.Key {
        const { name: clusterName, protect, tags } = this.args;
        return new aws.kms.Key(
            `${this.name}-secrets`,
            {
                description: `Kubernetes Secrets of the EKS cluster ${clusterName}`,
                enableKeyRotation: true,
                deletionWindowInDays: protect ? 30 : 7,
                tags,
            },
            { ...this.within, protect },
        );
    }

    /**
     * EKS would create the log group with the first line, and keep it forever. A destroy deletes this one after the
     * cluster, but EKS may recreate it for late lines, under its own role (terraform-aws-eks#2763); it then blocks the
     * next `up`. docs/aws.md has the command for that.
     */
    private log(): aws.cloudwatch.LogGroup {
        const { name: clusterName, logRetentionDays: retentionInDays = 90, tags } = this.args;
        const name = `/aws/eks/${clusterName}/cluster`;
        return new aws.cloudwatch.LogGroup(`${this.name}-log`, { name, retentionInDays, tags }, this.within);
    }

    private controlPlane(network: ClusterNetwork, key: aws.kms.Key, log: aws.cloudwatch.LogGroup): eks.Cluster {
        const { name: clusterName, region, compute, endpoint, admins = [], upgradePolicy, protect, tags } = this.args;
        return new eks.Cluster(
            `${this.name}-eks`,
            {
                name: clusterName,
                version: versionOf(this.args),
                tags,
                clusterTags: { Name: clusterName },
                vpcId: network.vpcId,
                // Load balancers find the public subnets by their tags; neither nodes nor the control plane's
                // interfaces belong there.
                subnetIds: network.privateSubnetIds,
                endpointPrivateAccess: endpoint.private,
                endpointPublicAccess: endpoint.publicCidrs.length > 0,
                publicAccessCidrs: endpoint.publicCidrs.length > 0 ? endpoint.publicCidrs : undefined,
                authenticationMode: "API",
                accessEntries: accessEntries(admins, region),
                encryptionConfigKeyArn: key.arn,
                enabledClusterLogTypes: this.args.logTypes ?? logTypes,
                deletionProtection: protect,
                upgradePolicy: { supportType: upgradePolicy.toUpperCase() },
                autoMode: compute.kind === "auto-mode" ? { enabled: true } : undefined,
                ...withoutExtras,
            },
            // After the whole network: nodes cannot pull images before their route to the internet exists.
            { ...this.after(network, log), protect },
        );
    }

    private connection(cluster: eks.Cluster, kubeconfig: pulumi.Output<string>): k8s.Provider {
        return new k8s.Provider(
            `${this.name}-kubernetes`,
            {
                kubeconfig,
                // The endpoint contains an id that is unique to a cluster. By default Pulumi compares kubeconfigs, and
                // takes a new certificate authority or login command for a new cluster. The ARN does not help: a
                // recreated cluster has the same one.
                clusterIdentifier: cluster.eksCluster.endpoint,
                ...changedInPlace,
            },
            this.after(cluster),
        );
    }

    private autoMode(cluster: eks.Cluster): Pick<ClusterConnection, "ready" | "delivery"> {
        const parts = completeAutoMode(
            this.name,
            {
                cluster: cluster.eksCluster.name,
                kubernetesVersion: versionOf(this.args),
                pinned: this.args.addOnVersions ?? {},
                nodeRole: cluster.autoModeNodeRoleName,
                nodePolicy: pullThroughPolicy(this.args.delivery.registry),
            },
            this.provider,
            this.after(cluster),
        );
        const ready = [cluster, ...parts];
        return { ready, delivery: this.settled(this.onNodes(ready)) };
    }

    private managedNodeGroups(
        cluster: eks.Cluster,
        network: ClusterNetwork,
        groups: NodeGroupArgs[],
    ): Pick<ClusterConnection, "ready" | "delivery"> {
        const { name: clusterName, region, tags, addOnVersions = {} } = this.args;
        // The name as an output, not the plain name: everything on the cluster is then recreated with it, and deleted
        // before it.
        const own = { cluster: cluster.eksCluster.name, clusterName, region, tags };
        const nodes = new NodeGroups(
            `${this.name}-nodes`,
            {
                ...own,
                kubernetesVersion: versionOf(this.args),
                addOnVersions,
                subnetIds: network.privateSubnetIds,
                groups,
                nodePolicy: pullThroughPolicy(this.args.delivery.registry),
            },
            this.after(cluster),
        );
        const onNodes = this.onNodes(nodes.ready);
        const delivery = this.settled(onNodes);
        // After the volume driver too: on destroy the controller is deleted first, which gives the driver time to
        // delete the last volumes.
        const controller = new LoadBalancerController(
            `${this.name}-load-balancers`,
            { ...own, vpcId: network.vpcId, delivery },
            onNodes,
        );
        const storageClass = ebsStorageClass("ebs.csi.aws.com");
        const storage = new k8s.storage.v1.StorageClass(`${this.name}-storage`, storageClass, onNodes);
        return { ready: [controller.release, storage], delivery };
    }

    private onNodes(nodes: pulumi.Resource[]): ComponentOptions & { provider: k8s.Provider } {
        return { ...this.after(...nodes), provider: this.provider };
    }

    private settled(onNodes: ComponentOptions): Delivery {
        return deliverOnto("delivery", this.args.delivery, this.live, onNodes);
    }
}
