import assert from "node:assert/strict";
import type { Heard } from "../../../model/alertmanager/audience";
import { receiversFor } from "../../../model/alertmanager/routes";
import { severities } from "../../../model/alertmanager/severities";
import type { Values } from "../../../model/values";
import type { MetricsValues } from "../../../components/observability/metrics/values";
import { alerts } from "../../../policy/rules/alerts/rule";
import { messages, release } from "../../policy/helpers";
import { planOf, planWith, stackFiles, valuesOf } from "../../tools/plan/stacks";
import { checkConfig, receiversOf } from "../amtool";

type Alertmanager = MetricsValues["alertmanager"];

const ofPlan = (plan: Awaited<ReturnType<typeof planOf>>): Alertmanager =>
    (valuesOf(plan, "metrics-kube-prometheus-stack") as MetricsValues).alertmanager;

describe("Alertmanager's own tool", function () {
    this.timeout(120_000);

    for (const name of Object.keys(stackFiles)) {
        it(`takes the configuration of ${name} with its templates`, async () => {
            assert.match(checkConfig(ofPlan(await planOf(name))), /SUCCESS[^]*- \d+ templates\n {2}SUCCESS/);
        });
    }

    describe("refuses what the policy alerts says that it refuses, and no other", () => {
        const mail = { name: "null", email_configs: [{ to: "a@b.c", from: "a@b.c", smarthost: "mail:25" }] };
        const webhook = { url: "http://a.b.svc:80" };
        const cases: [what: string, change: Values, refused: boolean][] = [
            ["nothing wrong", {}, false],
            ["an unknown key at the top", { routes: [] }, true],
            ["one of a route", { route: { receiver: "null", repeat_inteval: "5s" } }, true],
            ["one of a receiver", { receivers: [{ name: "null", webhook_config: [] }] }, true],
            ["one deep inside", { receivers: [{ name: "null", webhook_configs: [{ ...webhook, max: 1 }] }] }, true],
            ["one of a time", { time_intervals: [{ name: "a", time_intervals: [{ days: ["monday"] }] }] }, true],
            [
                "all keys of a time",
                { time_intervals: [{ name: "a", time_intervals: [{ weekdays: ["monday"] }] }] },
                false,
            ],
            ["a duration in words", { route: { receiver: "null", group_wait: "30 seconds" } }, true],
            ["a quote that never closes", { route: { receiver: "null", routes: [{ matchers: ['a="b'] }] } }, true],
            ["a condition without an operator", { inhibit_rules: [{ source_matchers: ["a"] }] }, true],
            ["mail as it should be", { receivers: [mail] }, false],
            [
                "mail without a port",
                { receivers: [{ ...mail, email_configs: [{ ...mail.email_configs[0], smarthost: "m" }] }] },
                true,
            ],
            [
                "mail without a server",
                { receivers: [{ ...mail, email_configs: [{ to: "a@b.c", from: "a@b.c" }] }] },
                true,
            ],
            [
                "mail without a sender",
                { receivers: [{ ...mail, email_configs: [{ to: "a@b.c", smarthost: "m:25" }] }] },
                true,
            ],
            [
                "mail to nobody",
                { receivers: [{ ...mail, email_configs: [{ from: "a@b.c", smarthost: "m:25" }] }] },
                true,
            ],
            ["a server for all mail without a port", { global: { smtp_smarthost: "mail" } }, true],
        ];
        for (const [what, change, refused] of cases) {
            it(what, () => {
                const config = { route: { receiver: "null" }, receivers: [{ name: "null" }], ...change };
                const check = (): string => checkConfig({ config, templateFiles: {} } as unknown as Alertmanager);
                if (refused) {
                    assert.throws(check, /FAILED/);
                } else {
                    assert.match(check(), /SUCCESS/);
                }
                const said = messages(alerts, [release("kube-prometheus-stack", { alertmanager: { config } })]);
                assert.equal(said.filter((text) => text.includes("no alert is sent")).length > 0, refused, said.join());
            });
        }
    });

    describe("says where alerts go", () => {
        const cases: [stack: string, labels: Record<string, string>, receivers: string[]][] = [
            ["dev", { alertname: "Any", severity: "critical" }, ["default"]],
            ["enterprise", { alertname: "Any", severity: "critical" }, ["default"]],
            ["enterprise", { alertname: "Any", severity: "info" }, ["default"]],
            ["enterprise", { alertname: "Watchdog", severity: "none" }, ["null"]],
            ["enterprise", { alertname: "InfoInhibitor", severity: "none" }, ["null"]],
            ["alerting", { alertname: "Any", severity: "critical" }, ["on-call", "topic", "chat"]],
            ["alerting", { alertname: "Any", severity: "critical", namespace: "shop" }, ["on-call", "topic", "chat"]],
            ["alerting", { alertname: "Any", severity: "warning" }, ["tickets"]],
            ["alerting", { alertname: "Any", severity: "warning", namespace: "basket" }, ["shop-chat"]],
            ["alerting", { alertname: "Any", severity: "warning", team: "checkout" }, ["teams"]],
            ["alerting", { alertname: "Any", severity: "warning", relay: "yes" }, ["relay"]],
            ["alerting", { alertname: "Any", severity: "info" }, ["nobody"]],
            ["alerting", { alertname: "Any", severity: "other" }, ["mail"]],
            ["alerting", { alertname: "Watchdog", severity: "none" }, ["heartbeat"]],
            ["alerting", { alertname: "InfoInhibitor", severity: "none" }, ["null"]],
        ];
        for (const [stack, labels, expected] of cases) {
            const told = Object.entries(labels).map(([label, value]) => `${label} ${value}`);
            it(`of ${stack}: ${told.join(", ")} → ${expected.join(", ")}, and so do the policies`, async () => {
                const alertmanager = ofPlan(await planOf(stack));
                assert.deepEqual(receiversOf(alertmanager, labels), expected);
                // Of a label that an alert lacks ours cannot say that its series will not bring it.
                const all = { namespace: "kong", team: "", relay: "", ...labels };
                assert.deepEqual(receiversFor(alertmanager.config as unknown as Values, all), expected);
            });
        }

        for (const name of Object.keys(stackFiles)) {
            it(`of ${name} as its output alerting and the plan's screen say`, async () => {
                const plan = await planOf(name);
                const alertmanager = ofPlan(plan);
                const silent = alertmanager.config.receivers
                    .filter((receiver) => !Object.keys(receiver).some((key) => key.endsWith("_configs")))
                    .map((receiver) => receiver.name);
                const heard = plan.outputs.values.alerting as Heard[];
                assert.ok(heard.length > 0);
                for (const { severity, labels, receivers } of heard) {
                    for (const each of severity === undefined ? severities : [severity]) {
                        const told = receiversOf(alertmanager, { alertname: "Any", ...labels, severity: each });
                        assert.deepEqual(
                            told.filter((receiver) => !silent.includes(receiver)),
                            receivers,
                            JSON.stringify({ severity: each, labels }),
                        );
                    }
                }
            });
        }

        it("of the post: critical alerts to Slack, by one line, and no others", async () => {
            const given = {
                receivers: [
                    {
                        name: "slack",
                        kind: "slack",
                        channel: "#alerts",
                        webhookUrl: { secretName: "slack", key: "url" },
                    },
                ],
                routes: [{ receiver: "slack", severity: "critical" }],
                groupBy: ["namespace"],
            };
            const alertmanager = ofPlan(await planWith("dev", { alerts: given }));
            checkConfig(alertmanager);
            assert.deepEqual(receiversOf(alertmanager, { alertname: "A", severity: "critical" }), ["slack"]);
            assert.deepEqual(receiversOf(alertmanager, { alertname: "A", severity: "warning" }), ["nobody"]);
            const { group_by, group_wait, group_interval, repeat_interval } = alertmanager.config.route;
            assert.deepEqual(
                [group_by, group_wait, group_interval, repeat_interval],
                [["namespace"], "30s", "5m", "12h"],
            );
        });
    });
});
