import type * as pulumi from "@pulumi/pulumi";
import { type MetricsDestination, workspacesIn } from "../../../model/destinations";
import type { ClusterLayer } from "../../../model/layers";

/**
 * Roles for workspaces of Amazon Managed Prometheus on an EKS cluster. AWS is loaded only where one is made: a kubeconfig
 * stack needs no plugin, and its pods take the role that it names, if any.
 */
export async function connectWorkspaces(args: {
    metrics: { destinations: MetricsDestination[] };
    project: string;
    stack: string;
    namespace: string;
    cluster: Pick<ClusterLayer<pulumi.Output<string>>, "eks">;
}): Promise<pulumi.Resource[]> {
    const { metrics, project, stack, namespace, cluster } = args;
    const workspaces = workspacesIn(metrics.destinations);
    if (workspaces.length === 0 || cluster.eks === undefined) {
        return [];
    }
    const { WorkspaceRoles } = await import("./workspaceRoles");
    const about = { workspaces, namespace, eks: cluster.eks, tags: { project, stack } };
    return new WorkspaceRoles("metrics-workspaces", about).ready;
}
