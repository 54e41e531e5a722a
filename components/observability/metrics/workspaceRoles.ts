import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AmazonManagedPrometheus } from "../../../model/destinations";
import { Component, type ComponentOptions } from "../../shared/component";
import { partitionOf, type PolicyDocument } from "../../shared/iam";
import { podRole } from "../../shared/podRole";

export interface WorkspaceRolesArgs {
    workspaces: AmazonManagedPrometheus[];
    /** Namespace of Prometheus' and Grafana's pods. */
    namespace: string;
    serviceAccounts: Record<Pod, string>;
    /** The EKS cluster of the pods. `name` is an output: the dependency keeps the cluster until this is deleted. */
    eks: { name: pulumi.Input<string>; region: string };
    tags: Record<string, string>;
}

type Pod = "prometheus" | "grafana";

/** Permissions for a workspace: https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-and-IAM.html */
const actions: Record<Pod, string[]> = {
    prometheus: ["aps:RemoteWrite"],
    grafana: ["aps:QueryMetrics", "aps:GetSeries", "aps:GetLabels", "aps:GetMetricMetadata"],
};

/** A workspace's id is unique across accounts. Pure. */
function workspacePolicy(pod: Pod, workspaces: readonly AmazonManagedPrometheus[]): PolicyDocument {
    const arns = workspaces.map(
        ({ region, workspaceId }) => `arn:${partitionOf(region)}:aps:${region}:*:workspace/${workspaceId}`,
    );
    return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions[pod], Resource: arns }] };
}

/** The roles with which Prometheus writes to workspaces, and Grafana queries those that have a datasource. */
export class WorkspaceRoles extends Component {
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: WorkspaceRolesArgs, opts?: ComponentOptions) {
        const { workspaces, namespace, serviceAccounts, eks, tags } = args;
        super(
            "kong-observability:observability:WorkspaceRoles",
            name,
            { workspaces: workspaces.map(({ workspaceId }) => workspaceId) },
            opts,
        );
        const asked = workspaces.filter(({ datasource }) => datasource !== undefined);
        const pods: [Pod, AmazonManagedPrometheus[]][] = [
            ["prometheus", workspaces],
            ["grafana", asked],
        ];
        this.ready = pods
            .filter(([, used]) => used.length > 0)
            .map(([pod, used]) => {
                const called = `${name}-${pod}`;
                const role = podRole(called, { policy: workspacePolicy(pod, used), tags }, this.within);
                return new aws.eks.PodIdentityAssociation(
                    called,
                    { clusterName: eks.name, namespace, serviceAccount: serviceAccounts[pod], roleArn: role.arn, tags },
                    this.after(...role.ready),
                );
            });
        this.registerOutputs();
    }
}
