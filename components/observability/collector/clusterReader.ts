import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Permissions of the processor k8s_attributes to identify a pod. A Deployment's name follows from its ReplicaSet's. */
export const podRules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }];

/** A service account for a collector with read access to these resources in the whole cluster, and nothing else. */
export function clusterReader(
    name: string,
    { account, namespace, rules }: { account: string; namespace: string; rules: typeof podRules },
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    const roleName = `${namespace}-${account}`;
    const serviceAccount = new k8s.core.v1.ServiceAccount(name, { metadata: { name: account, namespace } }, opts);
    const role = new k8s.rbac.v1.ClusterRole(name, { metadata: { name: roleName }, rules }, opts);
    const binding = new k8s.rbac.v1.ClusterRoleBinding(
        name,
        {
            metadata: { name: roleName },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: roleName },
            subjects: [{ kind: "ServiceAccount", name: account, namespace }],
        },
        { ...opts, dependsOn: role },
    );
    return [serviceAccount, binding];
}
