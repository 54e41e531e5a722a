import assert from "node:assert/strict";
import { clusterAlerts } from "../../../components/observability/metrics/defaultRules";
import { fires, promtool, ruleFile } from "../promtool";
import { hybrid, ingress, lines, prometheus, signals } from "./made";
import { dashboardsOf, signalAlerts } from "../../components/observability/made";
import { queriesOf } from "../../components/observability/grafana/dashboards/model";

describe("Prometheus' own tool", function () {
    this.timeout(30_000);

    it("accepts every alert", () => {
        promtool(["check", "rules", "rules.yaml"], {
            "rules.yaml": ruleFile([...hybrid, ...ingress, ...clusterAlerts, ...signals]),
        });
    });

    it("accepts every question of the dashboards", () => {
        const questions = Object.values(dashboardsOf())
            .flatMap(queriesOf)
            .filter(({ language }) => language === "prometheus");
        const recorded = questions.map(({ text }, index) => ({ record: `question:${index}`, expr: text }));
        assert.ok(recorded.length >= 15);
        promtool(["check", "rules", "rules.yaml"], {
            "rules.yaml": { groups: [{ name: "dashboard", rules: recorded }] },
        });
    });

    const busy = { 'kong_http_requests_total{namespace="kong", route="echo", code="200"}': "0+60x60" };

    it("sees TracesMissing fire where requests pass and no span arrives, even where the series was never there", () => {
        assert.equal(fires(signals, "TracesMissing", 40, busy), true);
        assert.equal(
            fires(signals, "TracesMissing", 40, {
                ...busy,
                'otelcol_receiver_accepted_spans{receiver="otlp"}': "0x60",
            }),
            true,
        );
    });

    it("sees it stay quiet where spans arrive, and where hardly anybody asks", () => {
        assert.equal(
            fires(signals, "TracesMissing", 40, {
                ...busy,
                'otelcol_receiver_accepted_spans{receiver="otlp"}': "0+6x60",
            }),
            false,
        );
        assert.equal(
            fires(signals, "TracesMissing", 40, {
                'kong_http_requests_total{namespace="kong", route="echo", code="200"}': "0+1x60",
            }),
            false,
        );
    });

    it("sees TracesMissing end once spans arrive again", () => {
        assert.equal(
            fires(signals, "TracesMissing", 60, {
                ...busy,
                'otelcol_receiver_accepted_spans{receiver="otlp"}': "0x45 6+6x20",
            }),
            false,
        );
    });

    it("expects no trace of routes that are left out of tracing, in either topology's names", () => {
        const args = { samplingRate: 1, accessLogs: true };
        const health = signalAlerts({ ...args, untracedRoutes: ["he.alth", "ready"] });
        const missed = (route: string, rules = health): boolean =>
            fires(rules, "TracesMissing", 40, {
                [`kong_http_requests_total{namespace="kong", route="${route}", code="200"}`]: "0+12x60",
                'kong_access_requests_total{namespace="kong", pod="a", routed="true", code="2xx"}': "0+12x60",
            });
        const left = ["he.alth", "ready", "httproute.sample.ready.0.0"];
        assert.deepEqual(
            left.map((route) => missed(route)),
            [false, false, false],
        );
        const traced = ["health", "ready-made", "httproute.ready.echo.0.0"];
        assert.deepEqual(
            traced.map((route) => missed(route)),
            [true, true, true],
        );
        assert.equal(missed("ready", signalAlerts(args)), true);
    });

    it("takes another gateway's spans for none of its own, where several send to one collector", () => {
        const shared = signalAlerts({ samplingRate: 1, accessLogs: true, isShared: true });
        const requests = { 'kong_http_requests_total{namespace="kong", pod="a", route="a", code="200"}': "0+60x60" };
        const arrives = { 'otelcol_receiver_accepted_spans{receiver="otlp"}': "0+60x60" };
        const spansOf = (namespace: string): Record<string, string> => ({
            [`traces_spanmetrics_calls_total{service="kong", k8s_namespace_name="${namespace}", span_kind="SPAN_KIND_SERVER"}`]:
                "0+60x60",
        });
        const missed = (rules: typeof shared, ...series: Record<string, string>[]): boolean =>
            fires(rules, "TracesMissing", 40, Object.assign({}, requests, arrives, ...series));
        assert.equal(missed(shared, spansOf("kong-b")), true);
        assert.equal(missed(shared, spansOf("kong-b"), spansOf("kong")), false);
        assert.equal(missed(shared), false, "Tempo counts nothing: that is another alert's");
        assert.equal(missed(signalAlerts({ samplingRate: 1, accessLogs: true }), spansOf("kong-b")), false);
    });

    it("takes Kong's own log lines for no access line", () => {
        const own = { 'otelcol_receiver_accepted_log_records{receiver="otlp"}': "0+60x60" };
        const errors = { 'otelcol_receiver_accepted_log_records{receiver="file_log"}': "0+60x60" };
        assert.equal(fires(signals, "AccessLogsMissing", 40, { ...busy, ...own, ...errors }), true);
        assert.equal(fires(signals, "AccessLogsMissing", 40, { ...busy, ...own, ...lines("true", "0+60x60") }), false);
    });

    it("takes a gateway that has lost its routes for no idle one", () => {
        assert.equal(fires(signals, "TracesMissing", 40, lines("false", "0+60x60")), true);
        const served = {
            'traces_spanmetrics_calls_total{service="kong", k8s_namespace_name="kong", span_kind="SPAN_KIND_SERVER"}':
                "0+60x60",
        };
        assert.equal(fires(signals, "AccessLogsMissing", 40, served), true);
        assert.equal(fires(signals, "AccessLogsMissing", 40, { ...served, ...lines("false", "0+60x60") }), false);
    });

    it("sees many requests find no route, and not a few strangers", () => {
        const share = (unrouted: string, routed: string): boolean =>
            fires(signals, "RequestsWithoutRoute", 40, { ...lines("false", unrouted), ...lines("true", routed) });
        assert.equal(share("0+20x60", "0+60x60"), true);
        assert.equal(share("0+10x60", "0+60x60"), false);
        assert.equal(share("0+5x60", "0+5x60"), false);
        assert.equal(fires(signals, "RequestsWithoutRoute", 40, lines("false", "_x20 0+60x40")), true);
        for (const minutes of [32, 36, 40, 44]) {
            const scanner = { ...prometheus, ...lines("true", "0+12x60"), ...lines("false", "_x30 500x30") };
            assert.equal(
                fires(signals, "RequestsWithoutRoute", minutes, scanner),
                false,
                `a scanner's minute, at ${minutes}`,
            );
        }
    });

    it("sees what Kong's own queue throws away, the first time too, and its end", () => {
        const dropped =
            'kong_queue_dropped_entries_total{namespace="kong", pod="a", plugin="opentelemetry", queue="traces", reason="queue_full"}';
        const up = { 'up{job="prometheus", instance="p"}': "1x60" };
        assert.equal(fires(signals, "KongQueueDropping", 35, { ...up, [dropped]: "_x30 2000x4 _x20" }), true);
        assert.equal(fires(signals, "KongQueueDropping", 55, { ...up, [dropped]: "_x30 2000x4 _x20" }), false);
    });

    it("sees a queue fill, of which another part has none", () => {
        const queue = (values: string): Record<string, string> => ({
            'otelcol_exporter_queue_size{namespace="observability", pod="a", exporter="otlp_http/collector"}': values,
            'otelcol_exporter_queue_capacity{namespace="observability", pod="a", exporter="otlp_http/collector"}':
                "100x60",
            'otelcol_exporter_queue_size{namespace="observability", pod="b", exporter="otlp_http/collector"}': "0x60",
            'otelcol_exporter_queue_capacity{namespace="observability", pod="b", exporter="otlp_http/collector"}':
                "0x60",
        });
        assert.equal(fires(signals, "TelemetryWaiting", 40, queue("60x60")), true);
        assert.equal(fires(signals, "TelemetryWaiting", 40, queue("10x60")), false);
    });

    it("sees TelemetryDropped fire for each kind of loss, and end with it", () => {
        assert.equal(
            fires(signals, "TelemetryDropped", 30, {
                'otelcol_exporter_send_failed_spans{exporter="otlp_grpc/tempo"}': "0x10 10+10x30",
            }),
            true,
        );
        assert.equal(
            fires(signals, "TelemetryDropped", 30, {
                'otelcol_exporter_enqueue_failed_log_records{exporter="otlp_http/loki"}': "0x10 10+10x30",
            }),
            true,
        );
        assert.equal(
            fires(signals, "TelemetryDropped", 50, {
                'otelcol_exporter_send_failed_spans{exporter="otlp_grpc/tempo"}': "0x10 10+10x10 110x40",
            }),
            false,
        );
    });

    describe("of what Tempo throws away", () => {
        const tempo = 'job="tempo", instance="t", namespace="observability"';
        const scraped = { 'up{job="prometheus", instance="p"}': "1x60", [`up{${tempo}}`]: "1x60" };
        const seen = (alert: string, minutes: number, counter: string, values: string): boolean =>
            fires(signals, alert, minutes, { ...scraped, [counter]: values });
        const discarded = (reason: string): string =>
            `tempo_discarded_spans_total{${tempo}, reason="${reason}", tenant="single-tenant"}`;

        it("sees the first loss, whether its series is there before or comes with it, and its end", () => {
            for (const values of ["0x30 6x30", "_x30 6x30"]) {
                assert.equal(seen("TracesDiscarded", 37, discarded("rate_limited"), values), true, values);
                assert.equal(seen("TracesDiscarded", 50, discarded("rate_limited"), values), false, values);
            }
            assert.equal(seen("TracesDiscarded", 37, discarded("live_traces_exceeded"), "0x60"), false);
        });

        it("sees each part that leaves spans out of the metrics, and no single restart", () => {
            const queue = 'tempo_distributor_queue_pushes_failures_total{name="metrics-generator", ';
            const spans = "tempo_metrics_generator_spans_discarded_total{";
            const counters = [
                `${queue}${tempo}}`,
                `${spans}reason="outside_metrics_ingestion_slack", ${tempo}}`,
                `tempo_metrics_generator_processor_service_graphs_dropped_spans{${tempo}}`,
                `tempo_metrics_generator_registry_series_limited_total{${tempo}}`,
                `prometheus_remote_storage_samples_failed_total{tenant="single-tenant", ${tempo}}`,
            ];
            for (const counter of counters) {
                assert.equal(seen("SpanMetricsIncomplete", 50, counter, "0x20 0+10x40"), true, counter);
                assert.equal(seen("SpanMetricsIncomplete", 40, counter, "0x20 5000x40"), false, counter);
            }
            const others = [
                `${spans}reason="span_metrics_filtered", ${tempo}}`,
                'prometheus_remote_storage_samples_failed_total{job="prometheus", instance="p"}',
            ];
            for (const counter of others) {
                assert.equal(seen("SpanMetricsIncomplete", 50, counter, "0x20 0+10x40"), false, counter);
            }
        });
    });
});
