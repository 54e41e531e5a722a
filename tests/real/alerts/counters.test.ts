import assert from "node:assert/strict";
import { increaseOf } from "../../../components/shared/promql";
import { fires, promtool, ruleFile } from "../promtool";
import { ingress, prometheus, signals } from "./made";

describe("Prometheus' own tool", function () {
    this.timeout(30_000);

    describe("of a counter that appears with its first event", () => {
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
});
