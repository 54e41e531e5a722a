import type { Alert } from "../../shared/alertRules";
import type { MetricSource } from "../../shared/metricSources";

/** Metrics of CloudNativePG's instances (version 1.30, docs/src/monitoring.md). */
export const databaseSource = (namespace: string): MetricSource => ({
    namespace,
    container: "postgres",
    always: ["cnpg_collector_up"],
    later: ["cnpg_pg_replication_in_recovery", "cnpg_pg_replication_lag"],
});

/** Alerts on a database in the cluster. The metrics of RDS are in CloudWatch, which Prometheus does not read. */
export const databaseAlerts = (namespace: string): Alert[] => {
    const recovering = `cnpg_pg_replication_in_recovery{namespace="${namespace}"}`;
    const volume = (what: string): string =>
        `kubelet_volume_stats_${what}_bytes{namespace="${namespace}", persistentvolumeclaim=~"kong-db-.+"}`;
    return [
        {
            alert: "KongDatabaseFailedOver",
            expr: `${recovering} == 0 and (${recovering} offset 15m == 1)`,
            for: "1m",
            labels: { severity: "warning" },
            dashboard: { name: "gateway" },
            annotations: {
                summary: "Kong's database has another primary: {{ $labels.pod }}",
                description:
                    "The previous one failed or was taken out of service. The control plane reconnects by itself.",
            },
        },
        {
            alert: "KongDatabaseReplicaLagging",
            expr: `cnpg_pg_replication_lag{namespace="${namespace}"} > 60`,
            for: "5m",
            labels: { severity: "warning" },
            dashboard: { name: "gateway" },
            annotations: {
                summary: "{{ $labels.pod }} is {{ $value | humanizeDuration }} behind the primary of Kong's database",
                description: "If the primary were lost now, the changes of that time would be lost with it.",
            },
        },
        {
            alert: "KongDatabaseNearlyFull",
            expr: `${volume("available")} / ${volume("capacity")} < 0.2`,
            for: "15m",
            labels: { severity: "warning" },
            dashboard: { name: "volumes", by: ["namespace"] },
            annotations: {
                summary: "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left",
                description: "PostgreSQL stops when its volume is full, and nothing of Kong can be changed then.",
            },
        },
    ];
};
