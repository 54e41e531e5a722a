import type { Alert } from "../../shared/alertRules";

/** Facts that decide which of the chart's alerts apply. */
export interface ClusterFacts {
    /** Whether nodes are added for pods without room. */
    nodesComeWithLoad: boolean;
}

/**
 * Alerts of kube-prometheus-stack 88.5 that would fire permanently, or never, on the clusters of this program.
 * docs/runbooks/kube-prometheus-stack.md covers all alerts. Those of etcd, scheduler, controller manager and kube-proxy
 * are disabled with their monitors.
 */
export function disabledRules({ nodesComeWithLoad }: ClusterFacts): Record<string, true> {
    const names = [
        // Fires below 7 days. EKS signs for 45 days, and the kubelet renews with 4.5 to 13.5 of them left, so it would
        // fire for half of all healthy nodes (prometheus-community/helm-charts#6918). `clusterAlerts` has one with a
        // lower threshold.
        "KubeletServerCertificateExpiration",
        // Requests beyond the capacity that is left if the largest node is lost. Auto Mode fills its nodes on purpose
        // and adds another: with two nodes these would always fire. If no node is added, KubePodNotReady reports the
        // waiting pods.
        ...(nodesComeWithLoad
            ? ["KubeCPUOvercommit", "KubeMemoryOvercommit", "KubeCPUQuotaOvercommit", "KubeMemoryQuotaOvercommit"]
            : []),
    ];
    return Object.fromEntries(names.map((name) => [name, true]));
}

/** Replacements for alerts of the chart that `disabledRules` switches off and that are still needed. */
export const clusterAlerts: Alert[] = [
    {
        alert: "KubeletServingCertificateNotRenewed",
        // Kubelets without a renewed certificate report +Inf.
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
