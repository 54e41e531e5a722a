import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../../shared/component";
import type { PolicyDocument } from "../../../shared/iam";
import { podRole } from "../../../shared/podRole";

interface TopicAccessArgs {
    /** ARNs. */
    topics: string[];
    /** Alertmanager's pods. */
    namespace: string;
    serviceAccount: string;
    eks: { name: pulumi.Output<string> };
    tags: Record<string, string>;
}

/** What Alertmanager may do in AWS: publish to these topics, and nothing else. Pure. */
export function topicPolicy(topics: readonly string[]): PolicyDocument {
    return {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["sns:Publish"], Resource: [...new Set(topics)] }],
    };
}

/** The role of Alertmanager's pods by EKS Pod Identity. */
export class TopicAccess extends Component {
    /** Pods that start before these exist get no credentials. */
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: TopicAccessArgs, opts?: ComponentOptions) {
        const { topics, namespace, serviceAccount, eks, tags } = args;
        super("kong-observability:observability:TopicAccess", name, { topics, namespace }, opts);
        const role = podRole(name, { policy: topicPolicy(topics), tags }, this.within);
        const identity = new aws.eks.PodIdentityAssociation(
            name,
            { clusterName: eks.name, namespace, serviceAccount, roleArn: role.arn, tags },
            this.after(...role.ready),
        );
        this.ready = [identity];
        this.registerOutputs({});
    }
}
