import type { Alert } from "../../shared/alertRules";

/** What the chart's alerts depend on. */
export interface ClusterFacts {
    /** Whether a node comes by itself for pods that have no room. */
    nodesComeWithLoad: boolean;
}

/**
 * Alerts of kube-prometheus-stack 88.5 that would fire for good, or ask in vain, on what this program runs on.
 * docs/runbooks/kube-prometheus-stack.md goes through all. Those of etcd, scheduler, controller manager and kube-proxy are gone with their
 * monitors.
 */
export function disabledRules({ nodesComeWithLoad }: ClusterFacts): Record<string, true> {
    const names = [
        // Fires below 7 days. EKS signs for 45 days, and the kubelet renews with 4.5 to 13.5 of them left: for half of
        // all healthy nodes it would fire (prometheus-community/helm-charts#6918). `clusterAlerts` has one with room.
        "KubeletServerCertificateExpiration",
        // Requests beyond what is left when the largest node is lost. Auto Mode fills its nodes on purpose and brings
        // another: of two nodes they would always fire. Where no node comes, KubePodNotReady tells of the pods that
        // wait.
        ...(nodesComeWithLoad
            ? ["KubeCPUOvercommit", "KubeMemoryOvercommit", "KubeCPUQuotaOvercommit", "KubeMemoryQuotaOvercommit"]
            : []),
    ];
    return Object.fromEntries(names.map((name) => [name, true]));
}

/** What stands in for those of the chart's alerts that `disabledRules` switches off and that are still needed. */
export const clusterAlerts: Alert[] = [
    {
        alert: "KubeletServingCertificateNotRenewed",
        // Kubelets without a certificate that is renewed say +Inf.
        expr: "kubelet_certificate_manager_server_ttl_seconds < 3 * 86400",
        for: "15m",
        labels: { severity: "warning" },
        dashboard: { name: "kubelet", by: ["instance"] },
        annotations: {
            summary:
                "The kubelet of {{ $labels.node }} has not renewed its serving certificate, which ends in {{ $value " +
                "| humanizeDuration }}",
            description:
                "After its end `kubectl logs` and `exec` fail for this node, and its metrics are lost. A new one is " +
                "asked for by a CertificateSigningRequest.",
        },
    },
];
