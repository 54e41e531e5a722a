import { type AlertCases, looking, type Series } from "./case";

const deployment = (ready: string, wanted = "2x90"): Series => ({
    'kube_deployment_status_replicas_ready{namespace="kong", deployment="kong-dp-kong"}': ready,
    'kube_deployment_spec_replicas{namespace="kong", deployment="kong-dp-kong"}': wanted,
});
const answers = (service: string, code: string, source: string, values: string): Series => ({
    ...looking,
    [`kong_http_requests_total{namespace="kong", pod="a", service="${service}", code="${code}", source="${source}"}`]:
        values,
});
const good = answers("orders", "200", "service", "0+60x90");
const target = (state: string, values: string): Series => ({
    [`kong_upstream_target_health{namespace="kong", pod="a", upstream="u", target="t", state="${state}"}`]: values,
});
const day = 86_400;
const licence = (ends: string): Series => ({
    'kong_enterprise_license_expiration{namespace="kong", pod="a"}': ends,
});

const pod = 'namespace="kong", pod="kong-dp-kong-a"';
const ready = (values: string): Series => ({
    [`kube_pod_container_status_ready{${pod}, container="proxy"}`]: values,
});
/** A data plane, scraped from its start. @param info values of one of its series */
const scraped = (info: string): Series => ({
    ...ready("1x120"),
    [`kong_node_info{${pod}, node_id="n"}`]: info,
    [`kong_datastore_reachable{${pod}}`]: "1x120",
    [`kong_nginx_requests_total{${pod}}`]: "0+6x120",
    [`kong_data_plane_cluster_cert_expiry_timestamp{${pod}}`]: "9999999999x120",
    [`up{${pod}, job="kong-dp-kong-proxy"}`]: "1x120",
});

const primary = (values: string): Series => ({
    'cnpg_pg_replication_in_recovery{namespace="kong", pod="kong-db-2"}': values,
});
const lag = (values: string): Series => ({ 'cnpg_pg_replication_lag{namespace="kong", pod="kong-db-2"}': values });
const volume = (available: string): Series => ({
    'kubelet_volume_stats_available_bytes{namespace="kong", persistentvolumeclaim="kong-db-1"}': available,
    'kubelet_volume_stats_capacity_bytes{namespace="kong", persistentvolumeclaim="kong-db-1"}': "100x90",
});

export const gatewayCases: AlertCases = {
    KongGatewayDown: {
        fires: { at: 30, series: deployment("2x20 0x70") },
        // Scaled to none on purpose.
        quiet: { at: 30, series: deployment("2x20 0x70", "2x20 0x70") },
        resolves: { from: 30, to: 45, series: deployment("2x20 0x20 1x50") },
    },
    KongAnswersErrors: {
        fires: { at: 40, series: { ...good, ...answers("mock", "500", "kong", "0x30 0+100x60") } },
        quiet: { at: 40, series: { ...good, ...answers("mock", "500", "kong", "0x30 0+50x60") } },
        resolves: { from: 40, to: 60, series: { ...good, ...answers("mock", "500", "kong", "0x30 0+100x15 1500x60") } },
    },
    UpstreamUnreachable: {
        fires: { at: 45, series: { ...good, ...answers("orders", "502", "kong", "_x30 20+20x60") } },
        // The upstream's own answer.
        quiet: { at: 45, series: { ...good, ...answers("orders", "502", "service", "_x30 20+20x60") } },
        resolves: {
            from: 45,
            to: 65,
            series: { ...good, ...answers("orders", "502", "kong", "_x30 20+20x20 420x40") },
        },
    },
    UpstreamTargetUnhealthy: {
        fires: { at: 30, series: target("unhealthy", "0x20 1x70") },
        quiet: { at: 30, series: target("healthchecks_off", "1x90") },
        resolves: { from: 30, to: 50, series: target("dns_error", "0x20 1x20 0x50") },
    },
    KongLicenceExpiring: {
        fires: { at: 80, series: licence(`${29 * day}x90`) },
        quiet: { at: 80, series: licence(`${31 * day}x90`) },
        resolves: { from: 80, to: 100, series: licence(`${29 * day}x90 ${365 * day}x30`) },
    },
    KongMetricsMissing: {
        // Everything else is scraped.
        fires: { at: 60, series: scraped("1x20 stale") },
        quiet: { at: 60, series: scraped("1x120") },
        resolves: { from: 60, to: 90, series: scraped("1x20 stale _x50 1x40") },
    },
    KongDatabaseFailedOver: {
        fires: { at: 35, series: primary("1x30 0x60") },
        quiet: { at: 35, series: primary("0x90") },
        resolves: { from: 35, to: 50, series: primary("1x30 0x60") },
    },
    KongDatabaseReplicaLagging: {
        fires: { at: 30, series: lag("0x20 300x60") },
        quiet: { at: 30, series: lag("5x90") },
        resolves: { from: 30, to: 50, series: lag("0x20 300x20 0x60") },
    },
    KongDatabaseNearlyFull: {
        fires: { at: 40, series: volume("15x90") },
        quiet: { at: 40, series: volume("50x90") },
        resolves: { from: 40, to: 60, series: volume("15x45 60x45") },
    },
};
