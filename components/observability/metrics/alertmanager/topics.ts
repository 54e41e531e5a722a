import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer } from "../../../../model/layers";
import type { Receiver } from "./receivers";

/** The receivers, and the stack that they stand in. */
export interface TopicsArgs {
    alerts: { receivers: Receiver[] };
    project: string;
    stack: string;
    /** Of Alertmanager's pods. */
    namespace: string;
    cluster: Pick<ClusterLayer<pulumi.Output<string>>, "eks">;
}

/**
 * What lets Alertmanager publish to the SNS topics of its receivers, where the cluster is made here; elsewhere nothing.
 * AWS is loaded only where something of it is made: a kubeconfig stack needs no plugin.
 */
export async function connectTopics({ alerts, project, stack, ...place }: TopicsArgs): Promise<pulumi.Resource[]> {
    const { namespace, cluster } = place;
    const topics = alerts.receivers.flatMap((receiver) => (receiver.kind === "sns" ? [receiver.topicArn] : []));
    if (topics.length === 0 || cluster.eks === undefined) {
        return [];
    }
    const { TopicAccess } = await import("./topicAccess");
    const tags = { project, stack };
    return new TopicAccess("alertmanager-topics", { topics, namespace, eks: cluster.eks, tags }).ready;
}
