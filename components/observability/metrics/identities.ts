import type * as pulumi from "@pulumi/pulumi";
import { type MetricsDestination, workspacesIn } from "../../../model/destinations";
import { releaseNameOf, type ReleaseNames } from "../../../charts/releaseNames";
import type { ClusterLayer } from "../../../model/layers";
import { settingKeys } from "../../shared/settingKey";
import { accountOf } from "./accounts";
import type { Receiver } from "./alertmanager/receivers";

/** What pods of kube-prometheus-stack use in AWS, and their stack. */
export interface IdentitiesArgs {
    alerts: { receivers: Receiver[] };
    metrics: { destinations: MetricsDestination[] };
    project: string;
    stack: string;
    /** Namespace of the pods. */
    namespace: string;
    releaseNames: ReleaseNames;
    cluster: Pick<ClusterLayer<pulumi.Output<string>>, "eks">;
}

/**
 * Creates roles for Alertmanager's SNS topics, and for workspaces of Amazon Managed Prometheus, on EKS clusters;
 * elsewhere pods use the configured role, if any. AWS is loaded only if a role is created: a kubeconfig stack needs no
 * plugin.
 *
 * @throws Error with each role of the settings on EKS, which the settings refuse earlier unless the cluster is another
 * stack's
 */
export async function connectIdentities(args: IdentitiesArgs): Promise<pulumi.Resource[]> {
    const { alerts, metrics, project, stack, namespace, cluster, releaseNames } = args;
    if (cluster.eks === undefined) {
        return [];
    }
    refuseRoles(args);
    const about = { namespace, eks: cluster.eks, tags: { project, stack } };
    const release = releaseNameOf("kube-prometheus-stack", releaseNames);
    const ready: pulumi.Resource[] = [];
    const topics = alerts.receivers.flatMap((receiver) => (receiver.kind === "sns" ? [receiver.topicArn] : []));
    if (topics.length > 0) {
        const serviceAccount = accountOf("alertmanager", release);
        const { TopicAccess } = await import("./alertmanager/topicAccess");
        ready.push(...new TopicAccess("alertmanager-topics", { topics, serviceAccount, ...about }).ready);
    }
    const workspaces = workspacesIn(metrics.destinations);
    if (workspaces.length > 0) {
        const serviceAccounts = {
            prometheus: accountOf("prometheus", release),
            grafana: accountOf("grafana", release),
        };
        const { WorkspaceRoles } = await import("./workspaceRoles");
        ready.push(...new WorkspaceRoles("metrics-workspaces", { workspaces, serviceAccounts, ...about }).ready);
    }
    return ready;
}

/** A role by IRSA beside the pod's own: the annotated one would win, with whatever it may do. */
function refuseRoles({ alerts: { receivers }, metrics: { destinations } }: IdentitiesArgs): void {
    const given = [
        ...receivers.map((one, index) => ({ one, key: `alerts.receivers[${index}].roleArn` })),
        ...destinations.map((one, index) => ({ one, key: `metrics.destinations[${index}].roleArn` })),
    ];
    const written = settingKeys();
    const problems = given.flatMap(({ one, key }) =>
        "roleArn" in one && one.roleArn !== undefined
            ? [
                  `${written(key)}: got "${one.roleArn}"; allowed: nothing here, since the cluster is an EKS cluster, ` +
                      "for which a role is created that may do only this",
              ]
            : [],
    );
    if (problems.length > 0) {
        throw new Error(problems.join("\n"));
    }
}
