import { charts } from "../../../charts";
import { roleAnnotations } from "../../shared/iam";

/** The pods that use AWS. */
type Pod = "prometheus" | "alertmanager" | "grafana";

/** The service account of a pod: kube-prometheus-stack and its Grafana chart name it after the pod's Service. */
export function accountOf(pod: Pod, releaseName: string): string {
    return charts["kube-prometheus-stack"].services[pod]!.name(releaseName);
}

/** A chart's values for a service account that assumes a role by IRSA; empty without a role. */
export interface AccountValues {
    serviceAccount?: { annotations: Record<string, string> };
}

/** @param roleArn the role, if any */
export function accountValues(roleArn: string | undefined): AccountValues {
    return roleArn === undefined ? {} : { serviceAccount: { annotations: roleAnnotations(roleArn) } };
}
