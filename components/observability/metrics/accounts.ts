import { roleAnnotations } from "../../shared/iam";

/** Service accounts of the pods that use AWS, as named by kube-prometheus-stack and its Grafana chart. */
export const accounts = {
    prometheus: "kube-prometheus-stack-prometheus",
    alertmanager: "kube-prometheus-stack-alertmanager",
    grafana: "kube-prometheus-stack-grafana",
} as const;

/** A chart's values for a service account that assumes a role by IRSA; empty without a role. */
export interface AccountValues {
    serviceAccount?: { annotations: Record<string, string> };
}

/** @param roleArn the role, if any */
export function accountValues(roleArn: string | undefined): AccountValues {
    return roleArn === undefined ? {} : { serviceAccount: { annotations: roleAnnotations(roleArn) } };
}
