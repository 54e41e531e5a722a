import assert from "node:assert/strict";
import type { Seen, Values } from "../../../../policy/library/resource";
import { alerts } from "../../../../policy/rules/alerts/rule";
import { planWith } from "../../../tools/plan/stacks";
import { kubernetes, messages, release, seenOf } from "../../helpers";
import { good, prometheusRule, slack, stack } from "./made";

describe("policy alerts, on who hears of them", () => {
    it("wants each severity to reach somebody where anybody is reached, and somebody at all where the configuration says so", () => {
        const lost = (severity: string, names: string, ends: string): string =>
            `kps: alertmanager.config: alerts of severity ${severity} (${names}) reach only ${ends}; route them to a receiver with slack_configs, email_configs or the like`;
        const quiet = {
            ...slack,
            route: { receiver: "null", routes: [{ receiver: "slack", matchers: ['severity = "critical"'] }] },
        };
        const judged = (config: Values, settings: object = {}, more: Values = {}): string[] =>
            messages(alerts, [prometheusRule(good), stack(config, more)], settings);
        assert.deepEqual(judged(quiet), [lost("warning", "the chart's own", '"null" (sends nothing)')]);
        assert.deepEqual(judged(quiet, { allSeverities: false }), []);
        assert.deepEqual(judged(quiet, {}, { defaultRules: { create: false } }), []);
        assert.deepEqual(judged({}), []);
        assert.deepEqual(judged({}, { requireReceiver: true }), [
            lost("critical", "Down, the chart's own", '"null" (sends nothing)'),
            lost("warning", "the chart's own", '"null" (sends nothing)'),
        ]);
    });

    it("walks the tree as Alertmanager does", () => {
        const routed = (routes: Values[]): string[] =>
            messages(alerts, [
                prometheusRule(good),
                stack({ ...slack, route: { receiver: "slack", routes } }, { defaultRules: { create: false } }),
            ]);
        // The first child that takes it decides, unless it continues.
        assert.equal(routed([{ receiver: "null", matchers: ["severity =~ critical|warning"] }]).length, 1);
        assert.equal(routed([{ receiver: "null", matchers: ['{severity="critical", alertname!="Other"}'] }]).length, 1);
        assert.equal(
            routed([
                { receiver: "null", matchers: ["severity = critical"], continue: true },
                { matchers: ["alertname = Down"] },
            ]).length,
            0,
        );
        assert.equal(routed([{ receiver: "null", matchers: ["severity != critical"] }]).length, 0);
        // Only the series will tell the namespace, and only Go this expression.
        assert.equal(routed([{ receiver: "null", matchers: ["namespace = kong"] }]).length, 0);
        assert.equal(routed([{ receiver: "null", matchers: ['severity =~ "(?i)CRITICAL"'] }]).length, 0);
    });

    it("wants every receiver that a route names, since Helm replaces the list", () => {
        const refused = (problem: string): string =>
            `kps: alertmanager.config.${problem}; such a configuration is refused, and no alert is sent`;
        const receivers = [
            { name: "slack", slack_configs: [{ channel: "#kong", text: "{{ .CommonAnnotations.summary }}" }] },
        ];
        assert.deepEqual(messages(alerts, [stack({ receivers })]), [
            refused('route.receiver is "null", which is not among receivers ("slack")'),
            refused('route.routes[0].receiver is "null", which is not among receivers ("slack")'),
        ]);
        assert.deepEqual(messages(alerts, [stack({ route: { receiver: "slak", routes: [] }, receivers })]), [
            refused('route.receiver is "slak", which is not among receivers ("slack")'),
        ]);
        assert.deepEqual(
            messages(alerts, [
                stack({ route: { receiver: "slack", routes: [] }, receivers: [...receivers, ...receivers] }),
            ]),
            [refused('receivers has "slack" twice')],
        );
        assert.deepEqual(messages(alerts, [stack({ route: { receiver: "slack", routes: [] }, receivers })]), []);
        assert.deepEqual(
            messages(alerts, [stack({ receivers: "[unknown]" }), stack({ receivers: [{ name: "[unknown]" }] })]),
            [],
        );
    });

    it("wants credentials from files, and never prints them", () => {
        const config = {
            ...slack,
            global: {
                slack_api_url: "https://hooks.slack.com/services/T0/B0/hush",
                smtp_auth_password: "hush",
                slack_api_url_file: "/etc/webhook",
            },
            receivers: [
                { name: "null" },
                {
                    name: "slack",
                    slack_configs: [
                        {
                            channel: "#a",
                            text: "x",
                            api_url: "https://hush",
                            http_config: { authorization: { credentials: "hush" } },
                        },
                    ],
                    pagerduty_configs: [{ routing_key: "hush" }],
                },
                {
                    name: "hook",
                    webhook_configs: [
                        { url: "http://relay.tools.svc/alerts" },
                        { url: "https://example.com/?token=hush" },
                    ],
                },
            ],
        };
        const said = messages(alerts, [stack(config)]);
        const says = (path: string, file: string): string =>
            `kps: alertmanager.config.${path} is a credential in plain text; use ${file}, the path of a file in a mounted Secret`;
        const post = ", or the setting alerts.receivers (docs/coming-from/004.md)";
        assert.deepEqual(said, [
            says("global.slack_api_url", "slack_api_url_file") + post,
            says("global.smtp_auth_password", "smtp_auth_password_file"),
            says("receivers[1].slack_configs[0].api_url", "api_url_file") + post,
            says("receivers[1].slack_configs[0].http_config.authorization.credentials", "credentials_file"),
            says("receivers[1].pagerduty_configs[0].routing_key", "routing_key_file"),
            says("receivers[2].webhook_configs[1].url", "url_file"),
        ]);
        assert.ok(!said.join().includes("hush"));
    });

    it("knows each key of Alertmanager's that holds a credential and has a twin for a file", () => {
        const fields = [
            ...["slack_api_url", "slack_app_token", "smtp_auth_password", "smtp_auth_secret", "opsgenie_api_key"],
            ...["victorops_api_key", "wechat_api_secret", "telegram_bot_token", "rocketchat_token"],
            ...["rocketchat_token_id", "mattermost_webhook_url", "auth_password", "auth_secret", "routing_key"],
            ...["service_key", "api_key", "api_secret", "app_token", "bot_token", "webhook_url", "token", "token_id"],
            ...["user_key", "alert_source_token", "password", "credentials", "bearer_token", "client_secret"],
        ];
        const global = Object.fromEntries(fields.map((field) => [field, "hush"]));
        const said = messages(alerts, [stack({ ...slack, global })]);
        assert.deepEqual(
            fields.filter((field) => !said.some((message) => message.includes(`use ${field}_file,`))),
            [],
        );
    });

    it("names no file for the keys of sigv4, which Alertmanager reads from none", () => {
        const sns_configs = [{ topic_arn: "arn:aws:sns:eu-central-1:123456789012:a", sigv4: { secret_key: "hush" } }];
        const receivers = [...slack.receivers, { name: "topic", sns_configs }];
        assert.deepEqual(messages(alerts, [stack({ ...slack, receivers })]), []);
    });

    it("wants a text in each message that would else be a title alone, whoever gives it", () => {
        const receivers = [{ name: "slack", slack_configs: [{ channel: "#kong" }, { channel: "#other", text: " " }] }];
        const route = { receiver: "slack", routes: [] };
        const judged = (config: Values, templateFiles?: Values): number => {
            const alertmanager = { config: { route, receivers, ...config }, ...(templateFiles && { templateFiles }) };
            return messages(alerts, [release("kube-prometheus-stack", { alertmanager }, { name: "kps" })]).length;
        };
        assert.deepEqual(messages(alerts, [stack({ route, receivers })]), [
            "kps: alertmanager.config.receivers[0].slack_configs[0] has no text, and Alertmanager's own is empty, so messages contain only the title; write text, or define slack.default.text in a template file",
            "kps: alertmanager.config.receivers[0].slack_configs[1] has no text, and Alertmanager's own is empty, so messages contain only the title; write text, or define slack.default.text in a template file",
        ]);
        const defined = { "slack.tmpl": '{{ define "slack.default.text" }}{{ .CommonAnnotations.summary }}{{ end }}' };
        assert.equal(judged({}, defined), 0);
        assert.equal(judged({}, { "slack.tmpl": '{{ define "slack.own.text" }}own{{ end }}' }), 2);
        assert.equal(judged({}, { "slack.txt": defined["slack.tmpl"] }), 2, "not loaded");
        assert.equal(judged({ templates: [] }, defined), 2, "none is loaded");
        assert.equal(judged({ templates: ["/etc/alertmanager/configmaps/own/*.tmpl"] }), 0, "cannot be seen");
        assert.equal(judged({}, { "slack.tmpl": "[unknown]" }), 0);
        assert.equal(
            judged({
                receivers: [
                    { name: "slack", slack_configs: [{ pretext: "own" }, { fields: [{ title: "a", value: "b" }] }] },
                ],
            }),
            0,
        );
        assert.equal(judged({ receivers: [{ name: "slack", rocketchat_configs: [{ channel: "#kong" }] }] }), 1);
        const plain = (data: Values): Seen =>
            kubernetes("v1", "ConfigMap", "own", {
                data: {
                    "alertmanager.yml": JSON.stringify({ route, receivers, templates: ["/etc/am/*.tmpl"] }),
                    ...data,
                },
            });
        assert.equal(messages(alerts, [plain(defined)]).length, 0);
        assert.equal(messages(alerts, [plain({ "own.tmpl": '{{ define "own" }}{{ end }}' })]).length, 2);
    });

    it("keeps the text of a receiver that an override brings", async () => {
        const receivers = [
            { name: "null" },
            {
                name: "default",
                slack_configs: [{ channel: "#own", api_url_file: "/etc/alertmanager/secrets/own/url" }],
            },
        ];
        const chartOverrides = (more: Values): Values => ({
            "kube-prometheus-stack": { alertmanager: { config: { receivers }, ...more } },
        });
        assert.deepEqual(messages(alerts, seenOf(await planWith("dev", { chartOverrides: chartOverrides({}) }))), []);
        assert.equal(
            messages(
                alerts,
                seenOf(
                    await planWith("dev", {
                        chartOverrides: chartOverrides({ templateFiles: { "slack.tmpl": null } }),
                    }),
                ),
            ).length,
            1,
        );
    });

    it("wants matchers, not match", () => {
        const route = {
            receiver: "slack",
            routes: [
                { receiver: "slack", match: { severity: "critical" } },
                { receiver: "slack", match_re: { severity: "warning|info" } },
            ],
        };
        assert.deepEqual(
            messages(alerts, [stack({ ...slack, route, inhibit_rules: [{ source_match: { severity: "critical" } }] })]),
            [
                `kps: alertmanager.config.route.routes[0].match is deprecated; write matchers: ['severity = "critical"']`,
                `kps: alertmanager.config.route.routes[1].match_re is deprecated; write matchers: ['severity =~ "warning|info"']`,
                `kps: alertmanager.config.inhibit_rules[0].source_match is deprecated; write source_matchers: ['severity = "critical"']`,
            ],
        );
    });
});
