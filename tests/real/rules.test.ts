import assert from "node:assert/strict";
import { hybridAlerts } from "../../components/gateway/hybrid/alerts";
import { ingressControllerAlerts } from "../../components/gateway/ingressController/alerts";
import { clusterAlerts } from "../../components/observability/alerts/defaultRules";
import { gatewayDashboard } from "../../components/observability/grafana/gatewayDashboard";
import { signalAlerts } from "../../components/observability/alerts/signalAlerts";
import { increaseOf } from "../../components/shared/promql";
import { fires, promtool, ruleFile } from "./promtool";

const hybrid = hybridAlerts("kong");
const ingress = ingressControllerAlerts("kong");
const signals = signalAlerts({ gatewayNamespace: "kong", samplingRate: 0.1, agents: true, accessLines: true });

describe("Prometheus' own tool", function () {
    this.timeout(30_000);

    it("accepts every alert", () => {
        promtool(["check", "rules", "rules.yaml"], {
            "rules.yaml": ruleFile([...hybrid, ...ingress, ...clusterAlerts, ...signals]),
        });
    });

    it("accepts every question of the gateway's dashboard", () => {
        const { panels } = gatewayDashboard({ logIngestion: "otlp", gatewayNamespace: "kong" });
        const questions = panels.flatMap(({ targets }) =>
            (targets as { expr?: string; datasource: { type: string } }[]).filter(
                ({ datasource }) => datasource.type === "prometheus",
            ),
        );
        const recorded = questions.map(({ expr = "" }, index) => ({
            record: `question:${index}`,
            expr: expr.replaceAll("$__rate_interval", "5m"),
        }));
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
        const args = { gatewayNamespace: "kong", samplingRate: 1, agents: true, accessLines: true };
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

    it("takes Kong's own log lines for no access line", () => {
        const own = { 'otelcol_receiver_accepted_log_records{receiver="otlp"}': "0+60x60" };
        const errors = { 'otelcol_receiver_accepted_log_records{receiver="file_log"}': "0+60x60" };
        assert.equal(fires(signals, "AccessLogsMissing", 40, { ...busy, ...own, ...errors }), true);
        assert.equal(fires(signals, "AccessLogsMissing", 40, { ...busy, ...own, ...lines("true", "0+60x60") }), false);
    });

    /** What agents count of a gateway's access lines. */
    const lines = (routed: "true" | "false", values: string): Record<string, string> => ({
        [`kong_access_requests_total{namespace="kong", pod="a", routed="${routed}", code="4xx"}`]: values,
    });

    it("takes a gateway that has lost its routes for no idle one", () => {
        assert.equal(fires(signals, "TracesMissing", 40, lines("false", "0+60x60")), true);
        const served = { 'traces_spanmetrics_calls_total{service="kong", span_kind="SPAN_KIND_SERVER"}': "0+60x60" };
        assert.equal(fires(signals, "AccessLogsMissing", 40, served), true);
        assert.equal(fires(signals, "AccessLogsMissing", 40, { ...served, ...lines("false", "0+60x60") }), false);
    });

    const prometheus = { 'up{job="prometheus", instance="p"}': "1x60" };

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

    describe("of a counter that appears with its first event", () => {
        const prometheus = { 'up{job="prometheus", instance="p"}': "1x60" };
        const collector =
            'job="opentelemetry-collector", instance="c", namespace="observability", exporter="otlp_http/loki"';
        const lost = `otelcol_exporter_send_failed_log_records{${collector}}`;
        const scraped = { ...prometheus, [`up{${collector}}`]: "1x60" };
        const dropped = (minutes: number, series: Record<string, string>): boolean =>
            fires(signals, "TelemetryDropped", minutes, series);

        it("sees one lost batch, and its end", () => {
            assert.equal(dropped(37, { ...scraped, [lost]: "_x30 1024x30" }), true);
            assert.equal(dropped(45, { ...scraped, [lost]: "_x30 1024x30" }), false);
        });

        it("takes for no loss what an agent still has, and for one what an agent drops", () => {
            const failed = (exporter: string): string => lost.replace(/exporter="[^"]*"/, `exporter="${exporter}"`);
            assert.equal(dropped(37, { ...scraped, [failed("otlp_http/loki_agent")]: "_x30 1024x30" }), false);
            assert.equal(dropped(37, { ...scraped, [failed("otlp_http/collector")]: "_x30 1024x30" }), true);
        });

        it("sees what a new pod lost, and one that is gone again", () => {
            const late = { [`up{${collector}}`]: "_x29 1x20", [lost]: "_x30 1024x3 stale _x20" };
            assert.equal(dropped(37, { ...prometheus, ...late }), true);
        });

        it("takes no old count for a loss where Prometheus did not look", () => {
            const gap = (now: string): string => `${now} _x20 ${now}`;
            const down = {
                [lost]: gap("1024x20"),
                'up{job="prometheus", instance="p"}': gap("1x20"),
                [`up{${collector}}`]: gap("1x20"),
            };
            const begun = {
                [lost]: "1024x60",
                'up{job="prometheus", instance="p"}': "1x60",
                [`up{${collector}}`]: "1x60",
            };
            for (const minutes of [44, 47, 50, 53, 56]) {
                assert.equal(dropped(minutes, down), false, `down for 20 minutes, seen at ${minutes}`);
            }
            assert.equal(dropped(8, begun), false);
        });

        it("takes no old count for a loss where the target did not answer", () => {
            const silent = { [lost]: "1024x10 stale _x20 1024x20", [`up{${collector}}`]: "1x10 0x20 1x20" };
            for (const minutes of [34, 37, 40, 43]) {
                assert.equal(dropped(minutes, { ...prometheus, ...silent }), false, `seen at ${minutes}`);
            }
        });

        it("counts once what is pushed only while there is something to count", () => {
            // As much as was lost before it fell silent, then one more.
            const pushed = { [lost]: "1024x8 _x22 1024 1025 _x20" };
            assert.equal(dropped(37, { ...prometheus, ...pushed }), true);
            assert.equal(dropped(37, { ...prometheus, [lost]: "1024x8 _x22 1024x20" }), false);
            assert.equal(dropped(37, { ...prometheus, [lost]: "1024x8 _x22 3x20" }), true);
            const rule = [{ record: "grown", expr: increaseOf(lost, "10m") }];
            const grown = [{ labels: `grown{${collector}}`, value: 1 }];
            const test = { expr: "grown", eval_time: "37m", exp_samples: grown };
            promtool(["test", "rules", "test.yaml"], {
                "rules.yaml": ruleFile(rule),
                "test.yaml": {
                    rule_files: ["rules.yaml"],
                    tests: [
                        {
                            interval: "1m",
                            input_series: Object.entries({ ...prometheus, ...pushed }).map(([series, values]) => ({
                                series,
                                values,
                            })),
                            promql_expr_test: [test],
                        },
                    ],
                },
            });
        });

        it("takes no signal for missing whose first samples came at once", () => {
            const burst = {
                ...prometheus,
                'kong_http_requests_total{namespace="kong", route="echo", code="200"}': "_x30 0 900x30",
            };
            assert.equal(fires(signals, "TracesMissing", 40, burst), true);
            assert.equal(
                fires(signals, "TracesMissing", 40, {
                    ...burst,
                    'otelcol_receiver_accepted_spans{receiver="otlp"}': "_x31 90x30",
                }),
                false,
            );
        });

        it("sees a gateway that refuses its configuration from the start", () => {
            const push =
                'ingress_controller_configuration_push_count{success="false", namespace="kong", dataplane="https://10.0.0.1:8444"}';
            assert.equal(
                fires(ingress, "KongConfigurationPushFailing", 45, { ...prometheus, [push]: "_x30 1+20x30" }),
                true,
            );
        });
    });

    describe("with data planes and control planes", () => {
        const node = (pod: string): string => `namespace="kong", pod="${pod}"`;
        const controlPlane = (pod: string, reachable: string): Record<string, string> => ({
            [`kong_node_info{${node(pod)}, node_id="${pod}"}`]: "1x60",
            [`kong_datastore_reachable{${node(pod)}}`]: reachable,
        });
        const dataPlane = (pod: string): Record<string, string> => ({
            ...controlPlane(pod, "1x60"),
            [`kong_data_plane_cluster_cert_expiry_timestamp{${node(pod)}}`]: "9999999999x60",
        });
        /** What a control plane says of a data plane: when it was last heard of, in seconds. */
        const heard = (by: string, of: string, seen: string): Record<string, string> => ({
            [`kong_data_plane_last_seen{${node(by)}, node_id="${of}", hostname="${of}", ip="10.0.0.1"}`]: seen,
        });
        const always = "0+60x60";
        const alone = (series: Record<string, string>): boolean =>
            fires(hybrid, "KongDataPlaneDisconnected", 40, series);

        it("sees a data plane that no control plane has heard of, beside one that is connected", () => {
            const planes = {
                ...controlPlane("cp", "1x60"),
                ...dataPlane("dp-a"),
                ...heard("cp", "dp-a", always),
                ...dataPlane("dp-b"),
            };
            assert.equal(alone({ ...planes, ...heard("cp", "dp-b", always) }), false);
            assert.equal(alone({ ...planes, ...heard("cp", "dp-b", "0+60x20 1200x40") }), true);
            assert.equal(alone(planes), true, "never heard of");
        });

        it("sees data planes whose control plane is gone", () => {
            const gone = { [`kong_datastore_reachable{${node("cp")}}`]: "1x20 stale" };
            assert.equal(alone({ ...dataPlane("dp"), ...heard("cp", "dp", "0+60x20 stale"), ...gone }), true);
        });

        it("leaves a database that is down to KongDatastoreUnreachable", () => {
            const down = {
                ...controlPlane("cp", "1x20 0x40"),
                ...dataPlane("dp"),
                ...heard("cp", "dp", "0+60x20 stale"),
            };
            assert.equal(alone(down), false);
            assert.equal(fires(hybrid, "KongDatastoreUnreachable", 40, down), true);
            // It is back: what it last heard is as old as the outage until each has reported.
            const back = {
                ...down,
                ...controlPlane("cp", "1x20 0x19 1x20"),
                ...heard("cp", "dp", "0+60x20 stale _x18 1200 2400+60x20"),
            };
            assert.equal(alone(back), false);
        });

        it("believes the control plane that reaches the database where another does not", () => {
            const both = {
                ...controlPlane("cp-a", "1x20 0x40"),
                ...controlPlane("cp-b", "1x60"),
                ...dataPlane("dp-a"),
                ...dataPlane("dp-b"),
            };
            const heardByB = { ...both, ...heard("cp-b", "dp-b", always) };
            assert.equal(alone({ ...heardByB, ...heard("cp-b", "dp-a", always) }), false);
            assert.equal(alone({ ...heardByB, ...heard("cp-b", "dp-a", "0+60x20 1200x40") }), true);
        });

        it("says nothing of planes in other namespaces, whose control plane nobody scrapes", () => {
            const elsewhere = Object.entries(dataPlane("dp")).map(([series, values]) => [
                series.replace('kong", pod', 'other", pod'),
                values,
            ]);
            assert.equal(
                alone({ ...controlPlane("cp", "1x60"), ...(Object.fromEntries(elsewhere) as Record<string, string>) }),
                false,
            );
        });
    });

    describe("with an ingress controller", () => {
        const prometheus = { 'up{job="prometheus", instance="p"}': "1x60" };
        const gateways = (values: string): Record<string, string> => ({
            'kong_node_info{namespace="kong", pod="gateway", node_id="g", version="3.9.3"}': values,
        });
        const controller = (values: string): Record<string, string> => ({
            'ingress_controller_translation_count{namespace="kong", pod="controller", success="true"}': values,
        });
        const idle = (minutes: number, series: Record<string, string>): boolean =>
            fires(ingress, "KongControllerIdle", minutes, { ...prometheus, ...series });

        it("misses one that stopped, stands by, or never came", () => {
            assert.equal(idle(50, { ...gateways("1x60"), ...controller("0+20x20 stale") }), true);
            assert.equal(idle(50, { ...gateways("1x60"), ...controller("0+20x20 400x40") }), true);
            assert.equal(idle(50, gateways("1x60")), true);
            assert.equal(idle(50, { ...gateways("1x60"), ...controller("0+20x60") }), false);
        });

        it("misses none before the gateways are there, in their first minutes, and after they are gone", () => {
            for (const minutes of [6, 10, 20, 40]) {
                assert.equal(idle(minutes, {}), false, `nothing is installed, ${minutes} minutes on`);
            }
            for (const minutes of [31, 36, 41, 46]) {
                const late = { ...gateways("_x30 1x30"), ...controller("_x33 0+20x30") };
                assert.equal(idle(minutes, late), false, `installed after 30 minutes, ${minutes} minutes on`);
            }
            for (const minutes of [31, 36, 41, 46, 55]) {
                const removed = { ...gateways("1x30 stale"), ...controller("0+20x30 stale") };
                assert.equal(idle(minutes, removed), false, `removed after 30 minutes, ${minutes} minutes on`);
            }
        });
    });

    describe("of a gateway that lost its routes", () => {
        const prometheus = { 'up{job="prometheus", instance="p"}': "1x300" };
        const pod = 'namespace="kong", pod="gateway"';
        const routed = (values: string): Record<string, string> => ({
            [`kong_http_requests_total{${pod}, route="echo", code="200"}`]: values,
        });
        const lines = (values: string): Record<string, string> => ({
            [`kong_access_requests_total{${pod}, routed="false", code="4xx"}`]: values,
        });
        /** Probes and scrapes, and the requests. */
        const nginx = (values: string): Record<string, string> => ({
            [`kong_nginx_requests_total{${pod}, node_id="n", subsystem="http"}`]: values,
        });
        const lost = (minutes: number, series: Record<string, string>, of = signals): boolean =>
            fires(of, "KongRoutesNothing", minutes, { ...prometheus, ...series });
        const without = signalAlerts({ gatewayNamespace: "kong", samplingRate: 1, agents: false, accessLines: true });

        it("sees that all requests find none, by access lines or by nginx' own count, and for as long as it lasts", () => {
            const stops = routed("0+60x60 3600x240");
            for (const minutes of [70, 120, 200, 290]) {
                assert.equal(lost(minutes, { ...stops, ...lines("_x60 60+60x230") }), true, `lines, at ${minutes}`);
                assert.equal(lost(minutes, { ...stops, ...nginx("0+300x300") }, without), true, `nginx, at ${minutes}`);
            }
            assert.equal(lost(62, { ...stops, ...lines("_x60 60+60x230") }), false);
        });

        it("sees its end, by a request that is routed or by none that comes", () => {
            const back = routed("0+60x60 3600x30 3660+60x30");
            assert.equal(lost(88, { ...back, ...lines("_x60 60+60x30 1800x30") }), true);
            assert.equal(lost(100, { ...back, ...lines("_x60 60+60x30 1800x30") }), false);
            assert.equal(lost(110, { ...routed("0+60x60 3600x100"), ...lines("_x60 60+60x30 1800x30") }), false);
        });

        it("takes no scanner for callers, nor a gateway at rest for one without routes", () => {
            const evening = routed("0+60x60 3600x240");
            assert.equal(lost(75, { ...evening, ...lines("_x60 5+5x230") }), false, "a few strangers");
            assert.equal(lost(75, evening), false, "nobody");
            assert.equal(lost(75, { ...evening, ...nginx("0+78x60 4680+18x230") }, without), false, "probes alone");
            assert.equal(lost(75, { ...lines("0+60x200") }), false, "it never had any");
            assert.equal(
                lost(75, { ...routed("0+60x200"), ...lines("0+600x200") }),
                false,
                "many strangers beside callers",
            );
            for (const minutes of [82, 83, 84]) {
                const job = routed("0x55 0+500x2 1000x200");
                assert.equal(
                    lost(minutes, { ...evening, ...lines("_x80 500x60") }),
                    false,
                    `a scanner after the last caller, ${minutes}`,
                );
                assert.equal(
                    lost(minutes, { ...job, ...lines("_x80 500x60") }),
                    false,
                    `a scanner after an hourly job, ${minutes}`,
                );
            }
        });

        it("sees it of pods that came up without any route in the place of those that had them", () => {
            const before = routed("0+600x60 stale");
            const after = {
                'kong_access_requests_total{namespace="kong", pod="new", routed="false", code="4xx"}':
                    "_x61 600+600x60",
            };
            assert.equal(lost(70, { ...before, ...after }), true);
            assert.equal(lost(110, { ...before, ...after }), true);
            const serving = {
                'kong_http_requests_total{namespace="kong", pod="new", route="echo", code="200"}': "_x61 600+600x60",
            };
            assert.equal(lost(70, { ...before, ...after, ...serving }), false);
        });
    });
});
