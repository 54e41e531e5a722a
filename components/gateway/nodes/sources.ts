import type { MetricSource } from "../../shared/metricSources";

/** Source: kong/plugins/prometheus/exporter.lua at tag 3.9.3. */
const ofEveryNode = ["kong_node_info", "kong_datastore_reachable", "kong_nginx_requests_total"];
/** Series of a route exist from its first request on. */
const ofRequests = [
    "kong_http_requests_total",
    "kong_bandwidth_bytes",
    "kong_request_latency_ms_bucket",
    "kong_request_latency_ms_count",
    "kong_upstream_latency_ms_bucket",
    "kong_kong_latency_ms_bucket",
    // Only for Kong upstreams, which the ingress controller creates.
    "kong_upstream_target_health",
    "kong_memory_lua_shared_dict_bytes",
    "kong_memory_lua_shared_dict_total_bytes",
    "kong_nginx_connections_total",
    // Only in the enterprise edition with a licence.
    "kong_enterprise_license_expiration",
];

/** Nodes that serve traffic, in either topology. In `hybrid` also the control plane. */
export const kongSource = (namespace: string): MetricSource => ({
    namespace,
    container: "proxy",
    always: ofEveryNode,
    later: ofRequests,
});

/** Metrics of control planes only, and of data planes only. */
export function hybridSources(namespace: string, controlPlane: string, gateways: readonly string[]): MetricSource[] {
    const of = { namespace, container: "proxy" };
    return [
        {
            ...of,
            pods: `${controlPlane}-.+`,
            always: [],
            // They exist from the first connection of a data plane on.
            later: ["kong_data_plane_last_seen", "kong_data_plane_config_hash", "kong_data_plane_version_compatible"],
        },
        dataPlaneSource(namespace, gateways),
    ];
}

/** Metrics of data planes only. */
export const dataPlaneSource = (namespace: string, gateways: readonly string[]): MetricSource => ({
    namespace,
    container: "proxy",
    pods: `(${gateways.join("|")})-.+`,
    always: ["kong_data_plane_cluster_cert_expiry_timestamp"],
    later: [],
});

/** With several controllers only the leader translates and configures, so no series is certain from the start. */
export const controllerSource = (namespace: string): MetricSource => ({
    namespace,
    container: "ingress-controller",
    always: [],
    later: [
        "ingress_controller_configuration_push_count",
        "ingress_controller_translation_broken_resource_count",
        "ingress_controller_translation_count",
    ],
});
