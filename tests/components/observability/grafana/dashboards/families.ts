/**
 * What the pinned versions export, as far as dashboards read it: a list of families with the labels of their series, by
 * who serves them and where that was seen. Everything is as Prometheus keeps it, after honorLabels and the labels of
 * the target.
 */
export interface Source {
    /** Where its families and labels were seen. */
    seen: string;
    /** Labels that the target gives. */
    target: Record<string, string>;
    families: Record<string, Family>;
}

/** A kind, and the labels of some series. A counter grows; a gauge is 1, and a ratio half of it. */
type Family = ["counter" | "gauge" | "ratio" | "histogram", ...series: string[]];

const kongRoute = 'service="echo",route="echo",workspace="default"';
const cadvisor = (namespace: string, container: string): string =>
    `namespace="${namespace}",pod="${container}-0",container="${container}"`;
const containers = [cadvisor("kong", "proxy"), cadvisor("observability", "loki")];
const exporter = 'exporter="otlp_grpc/tempo"';
const lokiExporter = 'exporter="otlp_http/loki"';
const objective = 'namespace="kong",service="echo",slo="availability"';
const recorded = (...windows: string[]): Record<string, Family> =>
    Object.fromEntries(windows.map((window) => [`kong:slo_errors:ratio_rate${window}`, ["ratio", objective]]));

export const sources: Record<string, Source> = {
    kong: {
        seen: "kong/plugins/prometheus/exporter.lua at tag 3.9.3",
        target: { namespace: "kong", pod: "proxy-0", container: "proxy" },
        families: {
            kong_http_requests_total: [
                "counter",
                `${kongRoute},code="200",source="service",consumer=""`,
                `${kongRoute},code="502",source="kong",consumer=""`,
            ],
            kong_bandwidth_bytes: ["counter", `${kongRoute},direction="ingress",consumer=""`],
            kong_request_latency_ms: ["histogram", kongRoute],
            kong_upstream_latency_ms: ["histogram", kongRoute],
            kong_kong_latency_ms: ["histogram", kongRoute],
            kong_nginx_connections_total: ["gauge", 'node_id="a",subsystem="http",state="active"'],
            kong_memory_lua_shared_dict_bytes: ["gauge", 'node_id="a",shared_dict="kong",kong_subsystem="http"'],
            kong_memory_lua_shared_dict_total_bytes: ["gauge", 'node_id="a",shared_dict="kong",kong_subsystem="http"'],
            kong_datastore_reachable: ["gauge", ""],
            kong_upstream_target_health: [
                "gauge",
                'upstream="echo",target="10.0.0.1:80",address="10.0.0.1:80",state="healthy",subsystem="http"',
            ],
            kong_data_plane_last_seen: ["gauge", 'node_id="a",hostname="dp-0",ip="10.0.0.1"'],
            kong_data_plane_config_hash: ["gauge", 'node_id="a",hostname="dp-0",ip="10.0.0.1"'],
            kong_data_plane_version_compatible: [
                "gauge",
                'node_id="a",hostname="dp-0",ip="10.0.0.1",kong_version="3.9.3"',
            ],
            kong_data_plane_cluster_cert_expiry_timestamp: ["gauge", ""],
        },
    },
    collector: {
        seen: "/metrics of the collector, version 0.160, with our configuration under traffic",
        target: { namespace: "observability", pod: "collector-0", container: "otc-container" },
        families: {
            otelcol_receiver_accepted_spans: ["counter", 'receiver="otlp",transport="grpc"'],
            otelcol_receiver_refused_spans: ["counter", 'receiver="otlp",transport="grpc"'],
            otelcol_receiver_accepted_log_records: [
                "counter",
                'receiver="otlp",transport="http"',
                'receiver="file_log",transport=""',
                'receiver="file_log/containers",transport=""',
            ],
            otelcol_receiver_refused_log_records: ["counter", 'receiver="otlp",transport="http"'],
            otelcol_exporter_sent_spans: ["counter", exporter],
            otelcol_exporter_send_failed_spans: ["counter", exporter],
            otelcol_exporter_enqueue_failed_spans: ["counter", exporter],
            otelcol_exporter_sent_log_records: ["counter", lokiExporter],
            otelcol_exporter_send_failed_log_records: ["counter", lokiExporter],
            otelcol_exporter_enqueue_failed_log_records: ["counter", lokiExporter],
            otelcol_exporter_send_failed_metric_points: ["counter", 'exporter="otlp_http/prometheus"'],
            otelcol_exporter_enqueue_failed_metric_points: ["counter", 'exporter="otlp_http/prometheus"'],
            otelcol_exporter_queue_size: ["gauge", `${exporter},data_type="traces"`],
            otelcol_exporter_queue_capacity: ["gauge", `${exporter},data_type="traces"`],
            otelcol_process_memory_rss: ["gauge", ""],
            otelcol_process_cpu_seconds: ["counter", ""],
        },
    },
    counted: {
        seen: "what agents count and send to Prometheus by OTLP (components/observability/collector/agent)",
        target: {},
        families: {
            kong_access_requests_total: ["counter", 'namespace="kong",pod="proxy-0",routed="false",code="4xx"'],
            kong_queue_dropped_entries_total: [
                "counter",
                'namespace="kong",pod="proxy-0",plugin="opentelemetry",queue="traces",reason="queue_full"',
            ],
            log_error_total: ["counter", 'namespace="shop",pod="cart-0",service="cart",job="cart"'],
        },
    },
    spans: {
        seen: "what Tempo 2.10.8 writes to Prometheus of spans",
        target: {},
        families: {
            traces_spanmetrics_calls_total: [
                "counter",
                'service="kong",k8s_namespace_name="kong",span_name="kong",span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_UNSET"',
            ],
            traces_spanmetrics_latency: [
                "histogram",
                'service="kong",k8s_namespace_name="kong",span_name="kong",span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_UNSET"',
            ],
        },
    },
    recorded: {
        seen: "components/gateway/objectives, and components/observability/metrics/recordings.ts",
        target: {},
        families: {
            "kong:slo_objective:ratio": ["ratio", objective],
            "kong:slo_requests:increase5m": ["ratio", objective],
            "kong:slo_errors:increase5m": ["ratio", objective],
            "kong:slo_error_budget:remaining_ratio": ["ratio", objective],
            ...recorded("5m", "1h", "6h", "1d", "3d"),
            "instance_mode:node_cpu_seconds:avg_rate5m": ["ratio", 'mode="idle"', 'mode="user"'],
            "namespace_pod:container_cpu_usage_seconds:rate5m": ["ratio", 'namespace="shop",pod="cart-0"'],
            "namespace_job_path:http_request:rate5m": ["ratio", 'namespace="shop",path="/"'],
        },
    },
    loki: {
        seen: "/metrics of Loki 3.7.8",
        target: { namespace: "observability", pod: "loki-0", container: "loki" },
        families: {
            loki_request_duration_seconds: [
                "histogram",
                'method="POST",route="otlp_v1_logs",status_code="204",ws="false"',
            ],
            loki_discarded_samples_total: ["counter", 'reason="rate_limited",tenant="fake"'],
            loki_ingester_memory_streams: ["gauge", 'tenant="fake"'],
            loki_distributor_lines_received_total: ["counter", 'tenant="fake"'],
        },
    },
    tempo: {
        seen: "/metrics of Tempo 2.10.8",
        target: { namespace: "observability", pod: "tempo-0", container: "tempo" },
        families: {
            tempo_distributor_spans_received_total: ["counter", 'tenant="single-tenant"'],
            tempo_distributor_bytes_received_total: ["counter", 'tenant="single-tenant"'],
            tempo_discarded_spans_total: ["counter", 'reason="rate_limited",tenant="single-tenant"'],
            tempo_ingester_live_traces: ["gauge", 'tenant="single-tenant"'],
            tempo_metrics_generator_spans_received_total: ["counter", 'tenant="single-tenant"'],
            tempo_metrics_generator_spans_discarded_total: [
                "counter",
                'reason="outside_metrics_ingestion_slack",tenant="single-tenant"',
            ],
            tempo_metrics_generator_registry_active_series: ["gauge", 'tenant="single-tenant"'],
        },
    },
    prometheus: {
        seen: "/metrics of Prometheus 3.14.0 and of Alertmanager 0.34.0",
        target: { namespace: "observability", pod: "prometheus-0", container: "prometheus" },
        families: {
            prometheus_tsdb_head_series: ["gauge", ""],
            prometheus_tsdb_head_samples_appended_total: ["counter", 'type="float"'],
            prometheus_rule_evaluation_failures_total: ["counter", 'rule_group="signals"'],
            prometheus_notifications_dropped_total: ["counter", 'alertmanager="a"'],
            alertmanager_notifications_failed_total: ["counter", 'integration="slack",reason="other"'],
        },
    },
    ownOfPrometheus: {
        seen: "Prometheus' documentation: series of its own on alerts and on each scrape",
        target: {},
        families: {
            ALERTS: [
                "gauge",
                'alertname="TargetDown",alertstate="firing",severity="warning"',
                'alertname="ErrorBudgetBurning",alertstate="firing",severity="warning",namespace="kong",service="echo",slo="latency"',
            ],
            // Each target has them, so that nothing need serve them.
            up: ["gauge"],
            scrape_duration_seconds: ["gauge"],
            scrape_samples_post_metric_relabeling: ["gauge"],
            scrape_series_added: ["gauge"],
        },
    },
    kubelet: {
        seen: "Kubernetes' reference of metrics for the kubelet, and cAdvisor's list, for Kubernetes 1.34",
        target: {},
        families: {
            container_cpu_usage_seconds_total: ["counter", ...containers],
            container_cpu_cfs_periods_total: ["counter", ...containers],
            container_cpu_cfs_throttled_periods_total: ["counter", ...containers],
            container_memory_working_set_bytes: ["gauge", ...containers],
            kubelet_volume_stats_used_bytes: ["gauge", 'namespace="observability",persistentvolumeclaim="loki-0"'],
            kubelet_volume_stats_capacity_bytes: ["gauge", 'namespace="observability",persistentvolumeclaim="loki-0"'],
        },
    },
    kubeStateMetrics: {
        seen: "docs/metrics of kube-state-metrics 2.20.0",
        target: {},
        families: {
            kube_pod_info: ["gauge", 'namespace="shop",pod="cart-0",node="a"'],
            kube_pod_container_resource_limits: [
                "gauge",
                ...containers.map((labels) => `${labels},node="a",resource="memory",unit="byte"`),
            ],
            kube_pod_container_status_restarts_total: ["counter", ...containers],
            kube_horizontalpodautoscaler_status_current_replicas: [
                "gauge",
                'namespace="kong",horizontalpodautoscaler="kong-dp"',
            ],
            kube_horizontalpodautoscaler_spec_max_replicas: [
                "gauge",
                'namespace="kong",horizontalpodautoscaler="kong-dp"',
            ],
        },
    },
    nodes: {
        seen: "collector/fixtures of node_exporter 1.12.1",
        target: {},
        families: {
            node_memory_MemAvailable_bytes: ["gauge", ""],
            node_memory_MemTotal_bytes: ["gauge", ""],
        },
    },
    probes: {
        seen: "/probe of the blackbox exporter 0.28",
        target: { job: "gateway-probes", gateway: "kong", instance: "http://proxy/echo", host: "shop.example" },
        families: {
            probe_success: ["gauge", ""],
            probe_http_status_code: ["gauge", ""],
            probe_duration_seconds: ["gauge", ""],
        },
    },
};
