import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import {
    linesOfService,
    logLines,
    type PanelBuilder,
    rate,
    series,
    serviceGraph,
    stat,
    traceTable,
} from "../../../shared/dashboards/panels";
import { agentSeries, servedRequests, spansOf } from "../../../shared/series";
import { type GatewayFacts, linesOf, titled } from "./facts";
import { chosen, frame, withSections } from "../../../shared/dashboards/frame";

/** Kong's series for the selection, of one gateway. */
function chosenOf(namespace: string): {
    of: (series: string, labels?: string) => string;
    requests: string;
    failed: string;
    quantile: (q: number, series: string, by?: string) => string;
} {
    const of = (series: string, labels = ""): string =>
        `${series}{namespace="${namespace}", service=~"$service", route=~"$route"${labels}}`;
    return {
        of,
        requests: rate(of("kong_http_requests_total")),
        failed: rate(of("kong_http_requests_total", ', code=~"5.."')),
        quantile: (q, series, by = "") =>
            `histogram_quantile(${q}, sum by (le${by}) (${rate(of(`${series}_bucket`))}))`,
    };
}

/**
 * Metrics, traces and logs of the gateway on one screen. It is part of the program, so unlike the dashboards of
 * grafana.com it needs no internet. Series are those of Kong's prometheus plugin (kong/plugins/prometheus/exporter.lua
 * at tag 3.9.3), of the kubelet (cAdvisor), of kube-state-metrics, and of Tempo's metrics generator.
 */
export function gatewayDashboard(facts: GatewayFacts): DashboardBuilder {
    const { namespace, topology, panels, loki, tempo, spanMetrics } = facts;
    const dashboard = frame({
        ...titled(facts, "gateway", "Kong Gateway: metrics, traces, logs"),
        description: "What the gateway serves, how fast, what fails, and what it has left.",
    })
        .withVariable(
            chosen("service", "Service", `label_values(kong_http_requests_total{namespace="${namespace}"}, service)`),
        )
        .withVariable(
            chosen(
                "route",
                "Route",
                `label_values(kong_http_requests_total{namespace="${namespace}", service=~"$service"}, route)`,
            ),
        );
    // The field is there only on lines that agents read.
    const links = loki && facts.logIngestion === "otlp" ? [linesOfService(namespace)] : [];
    overview(namespace).forEach((panel) => dashboard.withPanel(panel));
    return withSections(dashboard, [
        { title: "Requests and errors", panels: requestPanels(namespace, links) },
        { title: "Latency", panels: latencyPanels(facts, links) },
        { title: "Saturation", panels: saturationPanels(namespace) },
        { title: "Data planes and upstreams", panels: nodePanels(namespace, topology) },
        {
            title: "Traces and lines",
            panels: [
                ...(tempo ? tracePanels(namespace, spanMetrics) : []),
                ...(loki ? [logLines("Log lines", linesOf(facts))] : []),
            ],
        },
        { title: "More", panels },
    ]);
}

/** Rate, latency and failures of requests. */
function overview(namespace: string): PanelBuilder[] {
    const { requests, failed, quantile } = chosenOf(namespace);
    return [
        stat("Requests", "reqps", `sum(${requests})`),
        stat("Server errors", "percentunit", `(sum(${failed}) or vector(0)) / sum(${requests})`),
        stat("Latency, 95th percentile", "ms", quantile(0.95, "kong_request_latency_ms")),
        stat("Kong pods that answer", "none", `sum(up{namespace="${namespace}", container="proxy"})`),
    ];
}

function requestPanels(namespace: string, links: Links): PanelBuilder[] {
    const { of, requests, failed } = chosenOf(namespace);
    const unrouted = `${agentSeries.requests}{namespace="${namespace}", routed="false"}`;
    return [
        series("Requests by status", "reqps", { "{{code}}": `sum by (code) (${requests})` }),
        series("Requests by route", "reqps", {
            "{{route}}": `sum by (route) (${requests})`,
            // Kong does not count these; agents do, from access lines.
            "(no route: {{code}})": `sum by (code) (${rate(unrouted)})`,
        }),
        series("Requests by service", "reqps", { "{{service}}": `sum by (service) (${requests})` }).dataLinks(links),
        series("Share of server errors by service", "percentunit", {
            "{{service}}": `sum by (service) (${failed}) / sum by (service) (${requests})`,
        }).dataLinks(links),
        series("Who answered with an error", "reqps", {
            "{{service}}: {{code}} by {{source}}": `sum by (service, code, source) (${failed})`,
        }).description("By `kong` itself: it did not reach the upstream, or a plugin refused the request."),
        series("Bytes", "Bps", {
            "{{direction}}": `sum by (direction) (${rate(of("kong_bandwidth_bytes"))})`,
        }),
    ];
}

/** To lines, from curves that are a service's. */
type Links = ReturnType<typeof linesOfService>[];

function latencyPanels({ namespace, tempo, spanMetrics }: GatewayFacts, links: Links): PanelBuilder[] {
    const { quantile } = chosenOf(namespace);
    return [
        series("Latency: whole, upstream, Kong's own (95th percentile)", "ms", {
            whole: quantile(0.95, "kong_request_latency_ms"),
            upstream: quantile(0.95, "kong_upstream_latency_ms"),
            Kong: quantile(0.95, "kong_kong_latency_ms"),
        }),
        ...(tempo && spanMetrics ? [tracedLatency(namespace)] : []),
        series("Latency by service (95th percentile)", "ms", {
            "{{service}}": quantile(0.95, "kong_request_latency_ms", ", service"),
        }).dataLinks(links),
        series("Latency by route (95th percentile)", "ms", {
            "{{route}}": quantile(0.95, "kong_request_latency_ms", ", route"),
        }),
    ];
}

/** Tempo generates these series from spans. */
function tracedLatency(namespace: string): PanelBuilder {
    const traced = `traces_spanmetrics_latency_bucket{${spansOf(namespace)}, ${servedRequests}}`;
    return series("Latency of traced requests; a dot is a trace", "s", {
        "95th percentile": `histogram_quantile(0.95, sum by (le) (${rate(traced)}))`,
    }).description("From spans, with exemplars: click a dot to open its trace.");
}

/** The gateway's use of its resources. */
function saturationPanels(namespace: string): PanelBuilder[] {
    const pods = `namespace="${namespace}", container="proxy"`;
    const cpu = `sum by (pod) (${rate(`container_cpu_usage_seconds_total{${pods}}`)})`;
    const throttled = (what: string): string =>
        `sum by (pod) (${rate(`container_cpu_cfs_${what}periods_total{${pods}}`)})`;
    const memoryLimit = `sum by (pod) (kube_pod_container_resource_limits{${pods}, resource="memory"})`;
    return [
        series("Processors by pod", "short", { "{{pod}}": cpu }),
        series("Share of time that a pod had to wait for a processor", "percentunit", {
            "{{pod}}": `${throttled("throttled_")} / ${throttled("")}`,
        }).description("Nothing where containers have no limit of CPU."),
        series("Memory by pod, of its limit", "percentunit", {
            "{{pod}}": `sum by (pod) (container_memory_working_set_bytes{${pods}}) / ${memoryLimit}`,
        }),
        series("Shared memory of Lua, of what there is", "percentunit", {
            "{{shared_dict}}": [
                `max by (shared_dict) (kong_memory_lua_shared_dict_bytes{namespace="${namespace}"}`,
                `/ kong_memory_lua_shared_dict_total_bytes{namespace="${namespace}"})`,
            ].join(" "),
        }),
        series("Connections", "short", {
            "{{state}}": `sum by (state) (kong_nginx_connections_total{namespace="${namespace}", state=~"active|reading|writing|waiting"})`,
        }),
        series("Pods: there, and at most", "short", {
            "{{horizontalpodautoscaler}}": `kube_horizontalpodautoscaler_status_current_replicas{namespace="${namespace}"}`,
            "{{horizontalpodautoscaler}}, at most": `kube_horizontalpodautoscaler_spec_max_replicas{namespace="${namespace}"}`,
        }),
    ];
}

function nodePanels(namespace: string, topology: GatewayFacts["topology"]): PanelBuilder[] {
    const of = `{namespace="${namespace}"}`;
    return [
        ...(topology === "hybrid" ? dataPlanePanels(of) : []),
        series("Targets of upstreams", "short", {
            "{{upstream}}: {{state}}": `sum by (upstream, state) (kong_upstream_target_health{namespace="${namespace}"} == 1)`,
        }).description("Of upstreams that Kong knows as such, which the ingress controller makes."),
        series("Datastore is reached (1) or not (0)", "short", { "{{pod}}": `kong_datastore_reachable${of}` }),
    ];
}

/** The control plane's metrics of the data planes, and the data planes' metrics of their certificate. */
function dataPlanePanels(of: string): PanelBuilder[] {
    return [
        series("Since a data plane was last seen by the control plane", "s", {
            "{{hostname}}": `time() - max by (hostname) (kong_data_plane_last_seen${of})`,
        }),
        series("Configurations that data planes run: more than one is a change on its way", "short", {
            different: `count(count_values("hash", kong_data_plane_config_hash${of}))`,
        }),
        series("Days for which certificates between data planes and control plane are valid", "d", {
            "{{pod}}": `(kong_data_plane_cluster_cert_expiry_timestamp${of} - time()) / 86400`,
        }),
        series("Version fits the control plane's (1) or not (0)", "short", {
            "{{hostname}}": `max by (hostname) (kong_data_plane_version_compatible${of})`,
        }),
    ];
}

function tracePanels(namespace: string, spanMetrics: boolean): PanelBuilder[] {
    const own = `resource.service.name = "kong" && resource.k8s.namespace.name = "${namespace}"`;
    const graph = serviceGraph("Service graph: who calls whom").description(
        "From traced requests alone, so its rates are the sampled share of all.",
    );
    return [
        traceTable("Traces", `{ ${own} }`),
        traceTable("Traces of server errors", `{ ${own} && span.http.status_code >= 500 }`),
        ...(spanMetrics ? [graph] : []),
    ];
}
