import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../charts";
import { ownNamespaces } from "../../charts/namespaces";
import { releaseNameOf } from "../../charts/releaseNames";
import { Component, type ComponentOptions } from "../shared/component";
import { chartImage, imageRepository, type Registry } from "../../charts/registry";
import { ChartRelease, type Delivery } from "../release/chartRelease";
import { podRole } from "../shared/podRole";
import { loadBalancerControllerPolicy } from "./loadBalancerPolicy";

export interface LoadBalancerControllerArgs {
    /** The plain name: the IAM policy and the chart's values are then known in the first preview. */
    clusterName: string;
    /** The name as the cluster's output: the dependency keeps the cluster until the controller is deleted. */
    cluster: pulumi.Output<string>;
    region: string;
    vpcId: pulumi.Input<string>;
    tags: Record<string, string>;
    /**
     * Labels of all its objects.
     * @default only those of the chart
     */
    labels?: Record<string, string>;
    delivery: Delivery;
}

const chart = "aws-load-balancer-controller";
const namespace = ownNamespaces[chart];

/** The keys of the chart that we set: it has no schema, so this type catches a misspelling. */
export interface LoadBalancerControllerValues {
    clusterName: string;
    region: string;
    vpcId: pulumi.Input<string>;
    additionalLabels?: Record<string, string>;
    replicaCount: number;
    image: { repository: string; tag: string };
    serviceAccount: { create: true; name: string };
    defaultTargetType: "ip";
    enableServiceMutatorWebhook: false;
    keepTLSSecret: true;
    createIngressClassResource: false;
    ingressClassParams: { create: false };
    webhookConfig: { disableIngressValidation: true };
    enableShield: false;
    enableWaf: false;
    enableWafv2: false;
    controllerConfig: { featureGates: { NLBGatewayAPI: false; ALBGatewayAPI: false; GatewayListenerSet: false } };
    podDisruptionBudget: { maxUnavailable: 1 };
    resources: { requests: { cpu: string; memory: string }; limits: { memory: string } };
}

type Where = Pick<LoadBalancerControllerArgs, "clusterName" | "region" | "vpcId" | "labels"> & {
    serviceAccount: string;
};

export function loadBalancerControllerValues(
    { clusterName, region, vpcId, labels, serviceAccount }: Where,
    registry: Registry,
): LoadBalancerControllerValues {
    const image = chartImage(chart, "controller", registry);
    return {
        clusterName,
        // The controller would read both from the instance metadata service, which pods cannot reach: see the hop limit
        // in nodeGroups.ts.
        region,
        vpcId,
        ...(labels && { additionalLabels: labels }),
        replicaCount: 2,
        image: { repository: imageRepository(image), tag: image.tag },
        serviceAccount: { create: true, name: serviceAccount },
        defaultTargetType: "ip",
        // The webhook would block every new Service in the cluster while the controller is down. Our Services set their
        // class themselves.
        enableServiceMutatorWebhook: false,
        // A new certificate on each upgrade breaks the webhooks until all pods have it.
        keepTLSSecret: true,
        // The controller serves only Services, by network load balancers: Kong handles HTTP, and its Gateways are not
        // this controller's either.
        createIngressClassResource: false,
        ingressClassParams: { create: false },
        // The webhook would be called for every Ingress, Kong's included, and refuse it while the controller is down.
        webhookConfig: { disableIngressValidation: true },
        enableShield: false,
        enableWaf: false,
        enableWafv2: false,
        controllerConfig: { featureGates: { NLBGatewayAPI: false, ALBGatewayAPI: false, GatewayListenerSet: false } },
        podDisruptionBudget: { maxUnavailable: 1 },
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    };
}

/** Creates network load balancers for Services, unless EKS does it itself (Auto Mode does). */
export class LoadBalancerController extends Component {
    public readonly release: ChartRelease;

    constructor(name: string, args: LoadBalancerControllerArgs, opts?: ComponentOptions) {
        const { clusterName, cluster, region, vpcId, tags, labels, delivery } = args;
        super("kong-observability:cluster:LoadBalancerController", name, { clusterName, region }, opts);

        const releaseName = releaseNameOf(chart, delivery.releaseNames);
        // Its account has the release's name.
        const serviceAccount = releaseName;
        const webhook = servedBy(chart, "webhook", { releaseName, namespace });
        const role = podRole(name, { policy: loadBalancerControllerPolicy(clusterName, region), tags }, this.within);
        const identity = new aws.eks.PodIdentityAssociation(
            name,
            { clusterName: cluster, namespace, serviceAccount, roleArn: role.arn, tags },
            this.after(...role.ready),
        );

        // After the association: a pod gets its credentials only when it is created.
        this.release = new ChartRelease(
            name,
            {
                chart,
                releaseName,
                namespace,
                values: loadBalancerControllerValues(
                    { clusterName, region, vpcId, labels, serviceAccount },
                    delivery.registry,
                ),
                serves: [webhook],
                delivery,
            },
            this.after(identity),
        );
        this.registerOutputs({ releaseName });
    }
}
