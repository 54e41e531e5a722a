import assert from "node:assert/strict";
import { find, planOf } from "../../tools/plan/stacks";
import { promtool } from "../promtool";

const series = (value: string): object[] => [
    { series: 'order_errors_total{namespace="shop", service="orders", pod="a"}', values: value },
];

describe("Prometheus' own tool, of rules of a stack's own,", function () {
    this.timeout(60_000);

    it("takes them as they are planned, and sees the alert on what they record", async () => {
        const kind = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";
        const { spec, metadata } = find(await planOf("alerting"), kind, "own-rules").inputs;
        assert.deepEqual(metadata, {
            ...{ name: "own-rules", namespace: "observability" },
            labels: { release: "kube-prometheus-stack" },
        });
        const labels = { severity: "critical", team: "shop", namespace: "shop", service: "orders" };
        const fired = (eval_time: string): object => ({
            ...{ eval_time, alertname: "OrdersFailing" },
            exp_alerts: [
                {
                    exp_labels: labels,
                    exp_annotations: {
                        summary: "orders loses 1 orders a second",
                        description: "Buyers see an error page.",
                        runbook_url: "https://wiki.example.org/orders-failing",
                    },
                },
            ],
        });
        const quiet = { eval_time: "20m", alertname: "OrdersFailing", exp_alerts: [] };
        promtool(["test", "rules", "test.yaml"], {
            "rules.yaml": spec,
            "test.yaml": {
                rule_files: ["rules.yaml"],
                evaluation_interval: "1m",
                tests: [
                    { interval: "1m", input_series: series("0+60x30"), alert_rule_test: [fired("20m")] },
                    { interval: "1m", input_series: series("0+1x30"), alert_rule_test: [quiet] },
                ],
            },
        });
        promtool(["check", "rules", "rules.yaml"], { "rules.yaml": spec });
    });
});
