import assert from "node:assert/strict";
import type { Seen } from "../../../../policy/library/resource";
import { alerts } from "../../../../policy/rules/alerts/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { application, kubernetes, messages, release, seenOf } from "../../helpers";
import { good, prometheusRule, slack, stack } from "./made";

const place = "demo: spec.groups[0].rules[0] (Down)";

describe("policy alerts", () => {
    it("passes an alert that says everything and reaches somebody", () => {
        assert.deepEqual(messages(alerts, [prometheusRule(good), stack(slack)]), []);
        assert.deepEqual(
            messages(alerts, [prometheusRule({ ...good, annotations: { summary: "Down", runbook: "docs/down.md" } })]),
            [],
        );
        assert.deepEqual(messages(alerts, [prometheusRule({ record: "job:up:sum", expr: "sum by (job) (up)" })]), []);
    });

    it("wants a severity of the list", () => {
        assert.deepEqual(messages(alerts, [prometheusRule({ ...good, labels: {} })]), [
            `${place}: labels.severity is missing; allowed: critical, warning, info`,
        ]);
        assert.deepEqual(messages(alerts, [prometheusRule({ ...good, labels: { severity: "page" } })]), [
            `${place}: labels.severity is "page"; allowed: critical, warning, info`,
        ]);
        assert.deepEqual(
            messages(alerts, [prometheusRule({ ...good, labels: { severity: "page" } })], { severities: ["page"] }),
            [],
        );
    });

    it("wants a summary and a runbook", () => {
        const bare = prometheusRule({ ...good, annotations: { message: "trouble" } });
        assert.deepEqual(messages(alerts, [bare]), [
            `${place}: annotations.summary is missing; say in one line what is wrong and where`,
            `${place}: annotations.runbook_url is missing; set it to the page that says what to do`,
        ]);
        assert.equal(messages(alerts, [bare], { requireRunbook: false }).length, 1);
    });

    it("refuses what never resolves", () => {
        assert.deepEqual(messages(alerts, [prometheusRule({ ...good, expr: "count (errors_total) > 0" })]), [
            `${place}: expr "count (errors_total) > 0" stays true once errors_total exists, so the alert never resolves; write increase(errors_total[5m]) > 0`,
        ]);
        const never = [
            'count by (job) (errors_total{job="a}"}) > 0',
            "count(errors_total) by (job) >= 1",
            "0 < count(errors_total)",
            "count_over_time(errors_total[5m]) > 0",
            "count(promtail_custom_errors) > 0",
            "count(request_seconds_bucket) != 0",
            "sum(errors_total) > 5",
            "up == 1 and errors_total > 0",
        ];
        const resolves = [
            "increase(errors_total[5m]) > 0",
            "sum(rate(errors_total[5m])) by (job) > 0",
            "count(up == 0) > 0",
            "count(kube_node_info) < 3",
            "count(increase(errors_total[5m]) > 0) > 2",
            "errors_total - errors_total offset 5m > 0",
            "kong_memory_lua_shared_dict_total_bytes > 1e9",
            "absent(errors_total)",
        ];
        assert.deepEqual(
            never.map((expr) => messages(alerts, [prometheusRule({ ...good, expr })]).length),
            never.map(() => 1),
        );
        assert.deepEqual(
            resolves.filter((expr) => messages(alerts, [prometheusRule({ ...good, expr })]).length > 0),
            [],
        );
    });

    it("refuses what is no PromQL, with its place, and metrics that Kong has no more", () => {
        const said = (expr: string): string[] => messages(alerts, [prometheusRule({ ...good, expr })]);
        const place = "demo: spec.groups[0].rules[0] (Down): ";
        assert.deepEqual(said("sum(rate(a[5m]) > 1"), [
            `${place}expr is not valid PromQL: at character 20, its end, something is missing`,
        ]);
        assert.deepEqual(said('sum(rate(kong_http_status{code=~"5.."}[5m])) > 1'), [
            `${place}expr reads kong_http_status, which Kong removed in 3.0, so the alert never fires; use kong_http_requests_total`,
        ]);
        assert.deepEqual(said("histogram_quantile(0.9, rate(kong_latency_bucket[5m])) > 1"), [
            `${place}expr reads kong_latency_bucket, which Kong removed in 3.0, so the alert never fires; use kong_request_latency_ms, kong_upstream_latency_ms or kong_kong_latency_ms`,
        ]);
        const ofLoki = 'sum(count_over_time({app="kong"} |= "error" [5m])) > 0';
        const rules = JSON.stringify({ groups: [{ name: "g", rules: [{ ...good, expr: ofLoki }] }] });
        const metadata = { labels: { loki_rule: "" } };
        assert.deepEqual(
            messages(alerts, [kubernetes("v1", "ConfigMap", "loki", { metadata, data: { "a.yaml": rules } })]),
            [],
        );
        assert.equal(said(ofLoki).length, 1);
    });

    it("reads alerts in the chart's values, by Helm and by Argo CD, and Loki's", () => {
        const groups = [{ name: "g", rules: [{ ...good, labels: {} }] }];
        const configMap = (text: string): Seen =>
            kubernetes("v1", "ConfigMap", "loki-rules", {
                metadata: { labels: { loki_rule: "" } },
                data: { "rules.yaml": text },
            });
        const says = (start: string): string[] => [
            `${start} (Down): labels.severity is missing; allowed: critical, warning, info`,
        ];
        const setting = "; the setting alerts.rules takes such groups and checks them (docs/coming-from/004.md)";
        const saysOfChart = (start: string): string[] => says(start).map((text) => `${text}${setting}`);
        assert.deepEqual(
            messages(alerts, [stack(slack, { additionalPrometheusRulesMap: { own: { groups } } })]),
            saysOfChart("kps: additionalPrometheusRulesMap.own.groups[0].rules[0]"),
        );
        assert.deepEqual(
            messages(alerts, [stack(slack, { additionalPrometheusRules: [{ name: "own", groups }] })]),
            saysOfChart("kps: additionalPrometheusRules[0].groups[0].rules[0]"),
        );
        const values = JSON.stringify({
            alertmanager: { config: slack },
            additionalPrometheusRulesMap: { own: { groups } },
        });
        assert.deepEqual(
            messages(alerts, [application("kps", { chart: "kube-prometheus-stack", helm: { values } })]),
            saysOfChart("kps: additionalPrometheusRulesMap.own.groups[0].rules[0]"),
        );
        assert.deepEqual(
            messages(alerts, [configMap(JSON.stringify({ groups }))]),
            says("loki-rules: rules.yaml: groups[0].rules[0]"),
        );
        assert.deepEqual(messages(alerts, [configMap("groups: [")]), [
            "loki-rules: rules.yaml: not valid YAML, so none of its alerts will exist",
        ]);
    });

    it("lets a gauge be compared whose name ends in _total, and others that the configuration names", () => {
        const judged = (expr: string, config: object = {}): number =>
            messages(alerts, [prometheusRule({ ...good, expr })], config).length;
        assert.equal(judged("sum(kong_nginx_connections_total) > 5000"), 0);
        assert.equal(judged('kong_nginx_connections_total{state="active"} > 5000'), 0);
        assert.equal(judged("kong_nginx_connections_total > 5000 or kong_http_requests_total > 5"), 1);
        assert.equal(judged("pool_connections_total > 5000"), 1);
        assert.equal(judged("pool_connections_total > 5000", { gauges: ["pool_connections_total"] }), 0);
    });

    it("says nothing of what is not known yet, or cannot be seen", () => {
        const unknown = "[unknown]";
        assert.deepEqual(
            messages(alerts, [
                prometheusRule({
                    alert: unknown,
                    expr: unknown,
                    labels: { severity: unknown },
                    annotations: { summary: unknown, runbook_url: unknown },
                }),
            ]),
            [],
        );
        assert.deepEqual(messages(alerts, [prometheusRule({ ...good, labels: unknown, annotations: unknown })]), []);
        assert.deepEqual(messages(alerts, [stack(unknown)]), []);
        assert.deepEqual(messages(alerts, [stack({ ...slack, route: unknown })]), []);
        assert.deepEqual(
            messages(alerts, [
                stack({
                    ...slack,
                    receivers: unknown,
                    global: { slack_api_url: unknown, smtp_auth_password: "[secret]" },
                }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(alerts, [
                prometheusRule(good),
                release("kube-prometheus-stack", { alertmanager: { alertmanagerSpec: { useExistingSecret: true } } }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(alerts, [
                prometheusRule(good),
                stack({}),
                kubernetes("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", "own", {}),
            ]),
            [],
        );
    });

    it("does not apply where there are no alerts", () => {
        assert.deepEqual(messages(alerts, [release("kong", {})]), []);
        assert.deepEqual(
            messages(alerts, [release("kube-prometheus-stack", { alertmanager: { enabled: false } })]),
            [],
        );
    });

    // Without Slack, alerts are on Alertmanager's own page only: policy/config allows it, because no webhook can be
    // committed.
    for (const name of Object.keys(stackFiles)) {
        it(`passes stack ${name} as it is`, async () => {
            assert.deepEqual(
                messages(alerts, seenOf(await planOf(name)), { requireReceiver: name === "enterprise" }),
                [],
            );
        });
    }
});
