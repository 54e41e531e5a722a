import type { Alert } from "../../shared/alertRules";

/** Only data planes report when the cluster certificate expires; every other node is a control plane. */
const dataPlanes = "on (namespace, pod) kong_data_plane_cluster_cert_expiry_timestamp";

/**
 * Silent failures of hybrid mode: traffic continues, but configuration changes no longer arrive. Limited to one
 * namespace, because the control plane of other data planes may not be scraped.
 */
export const hybridAlerts = (namespace: string): Alert[] => [
    ...lostPlanes(namespace),
    ...wrongConfigurations(namespace),
    ...endings(namespace),
];

const lostPlanes = (namespace: string): Alert[] => [
    {
        alert: "KongDataPlaneDisconnected",
        // Kong 3.9 has no metric for the connection itself. A data plane counts as connected if any control plane has
        // seen its node within two minutes (nodes report every 30 s). That is read from the database: if it is
        // unreachable, no control plane reports any node, and KongDatastoreUnreachable fires instead. Without any
        // control plane, all data planes count as disconnected.
        expr: [
            `(kong_node_info{namespace="${namespace}"} and ${dataPlanes})`,
            "unless on (node_id) (time() - kong_data_plane_last_seen < 120)",
            `unless on (namespace) (max by (namespace) (kong_datastore_reachable unless ${dataPlanes}) == 0)`,
        ].join(" "),
        for: "5m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "Configuration does not reach data plane {{ $labels.pod }}",
            description:
                "No control plane that reaches its database has heard of it for minutes: it serves its last configuration. See the logs of {{ $labels.pod }} and of the control plane for `clustering`.",
        },
    },
    {
        alert: "KongControlPlaneDown",
        expr: [
            `count by (namespace) (kong_data_plane_cluster_cert_expiry_timestamp{namespace="${namespace}"})`,
            `unless on (namespace) (kong_node_info{namespace="${namespace}"} unless ${dataPlanes})`,
        ].join(" "),
        for: "5m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "Kong has no control plane",
            description:
                "{{ $value }} data planes continue with their last configuration. Nothing can be changed, and a data " +
                "plane that starts on a new node gets no configuration.",
        },
    },
];

const wrongConfigurations = (namespace: string): Alert[] => [
    {
        alert: "KongConfigurationsDiffer",
        // The configuration's hash on each data plane, as reported to the control plane within the last two minutes.
        expr: [
            `count by (namespace) (count_values by (namespace) ("hash", kong_data_plane_config_hash{namespace="${namespace}"}`,
            "and on (namespace, pod, node_id) (time() - kong_data_plane_last_seen < 120))) > 1",
        ].join(" "),
        for: "15m",
        labels: { severity: "warning" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "Data planes run with {{ $value }} different configurations",
            description:
                "A change reaches each within seconds. Some are connected but still have an old one, so the same " +
                "request is answered differently.",
        },
    },
    {
        alert: "KongDataPlaneIncompatible",
        expr: `max by (namespace, hostname, kong_version) (kong_data_plane_version_compatible{namespace="${namespace}"}) == 0`,
        for: "5m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "The control plane gives data plane {{ $labels.hostname }} no configuration",
            description:
                "Its version {{ $labels.kong_version }}, or its set of plugins, does not fit the control plane's.",
        },
    },
];

/** Of data planes wherever their control plane is. */
export const certificateEnding = (namespace: string): Alert => ({
    alert: "KongClusterCertificateExpiring",
    expr: `kong_data_plane_cluster_cert_expiry_timestamp{namespace="${namespace}"} - time() < 30 * 86400`,
    for: "1h",
    labels: { severity: "warning" },
    dashboard: { name: "gateway" },
    annotations: {
        summary: "The cluster certificate that {{ $labels.pod }} runs with ends in {{ $value | humanizeDuration }}",
        description:
            "`pulumi up` renews the certificate and restarts control plane and data planes. If it was renewed, this pod has not been restarted since.",
    },
});

const endings = (namespace: string): Alert[] => [
    certificateEnding(namespace),
    {
        alert: "KongDatastoreUnreachable",
        expr: `kong_datastore_reachable{namespace="${namespace}"} == 0`,
        for: "5m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "Kong's control plane {{ $labels.pod }} cannot reach its database",
            description:
                "Data planes continue with their last configuration; nothing can be changed until the database is back.",
        },
    },
];
