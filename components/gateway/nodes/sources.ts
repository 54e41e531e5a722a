import type { MetricSource } from "../../shared/metricSources";

/** kong/plugins/prometheus/exporter.lua at tag 3.9.3. */
const ofEveryNode = ["kong_node_info", "kong_datastore_reachable", "kong_nginx_requests_total"];
/** Kong counts a route's requests from its first on. */
const ofRequests = [
    "kong_http_requests_total",
    "kong_bandwidth_bytes",
    "kong_request_latency_ms_bucket",
    "kong_request_latency_ms_count",
    "kong_request_latency_ms_sum",
    "kong_upstream_latency_ms_bucket",
    "kong_upstream_latency_ms_count",
    "kong_upstream_latency_ms_sum",
    "kong_kong_latency_ms_bucket",
    "kong_kong_latency_ms_count",
    "kong_kong_latency_ms_sum",
    // Of upstreams that Kong knows as such, which the ingress controller makes.
    "kong_upstream_target_health",
    "kong_memory_lua_shared_dict_bytes",
    "kong_memory_lua_shared_dict_total_bytes",
    "kong_nginx_connections_total",
    // Of the enterprise edition with a licence.
    "kong_enterprise_license_expiration",
];

/** Nodes that take traffic, in either topology; in `hybrid` the control plane too. */
export const kongSource = (namespace: string): MetricSource => ({
    namespace,
    container: "proxy",
    always: ofEveryNode,
    later: ofRequests,
});

/** What control planes alone tell, and data planes alone. */
export function hybridSources(namespace: string, controlPlane: string, gateways: readonly string[]): MetricSource[] {
    const of = { namespace, container: "proxy" };
    return [
        {
            ...of,
            pods: `${controlPlane}-.+`,
            always: [],
            // As soon as one data plane was ever connected.
            later: ["kong_data_plane_last_seen", "kong_data_plane_config_hash", "kong_data_plane_version_compatible"],
        },
        {
            ...of,
            pods: `(${gateways.join("|")})-.+`,
            always: ["kong_data_plane_cluster_cert_expiry_timestamp"],
            later: [],
        },
    ];
}

/** Of several controllers only the leader translates and configures, so none of this is there from the start. */
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
