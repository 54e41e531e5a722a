import assert from "node:assert/strict";
import { chartPin } from "../../../../charts";
import type { Values } from "../../../../policy/library/resource";
import { alerts } from "../../../../policy/rules/alerts/rule";
import fields from "../../../../policy/rules/alerts/fields.json";
import { kubernetes, messages } from "../../helpers";
import { stack } from "./made";

const receivers = [{ name: "null" }];
const refused = (config: Values): string[] => {
    const judged = messages(alerts, [stack({ receivers, ...config })]);
    return judged.map((text) => text.replace("kps: alertmanager.config.", "")).sort();
};
const tail = ": such a configuration is refused, and no alert is sent";

describe("policy alerts, on a configuration that nothing takes", () => {
    it("finds a key that nobody knows at any depth, with the nearest one", () => {
        const webhook = { url: "http://a.b.svc:80", send_resolve: true, http_config: { tls_confg: {} } };
        assert.deepEqual(
            refused({
                glob: {},
                route: { receiver: "null", repeat_inteval: "5s", routes: [{ receiver: "null", groupby: ["a"] }] },
                receivers: [{ name: "null", webhook_configs: [webhook] }],
                time_intervals: [{ name: "night", time_intervals: [{ week_days: ["monday"] }] }],
                inhibit_rules: [{ source_matcher: ["a = b"] }],
            }),
            [
                `glob is no key of Alertmanager's${tail}, did you mean "global"?`,
                `inhibit_rules[0].source_matcher is no key of Alertmanager's${tail}, did you mean "source_matchers"?`,
                `receivers[0].webhook_configs[0].http_config.tls_confg is no key of Alertmanager's${tail}, did you mean "tls_config"?`,
                `receivers[0].webhook_configs[0].send_resolve is no key of Alertmanager's${tail}, did you mean "send_resolved"?`,
                `route.repeat_inteval is no key of Alertmanager's${tail}, did you mean "repeat_interval"?`,
                `route.routes[0].groupby is no key of Alertmanager's${tail}, did you mean "group_by"?`,
                `time_intervals[0].time_intervals[0].week_days is no key of Alertmanager's${tail}, did you mean "weekdays"?`,
            ],
        );
    });

    it("finds what the operator does not know although Alertmanager does, and only where the operator reads it", () => {
        const config = {
            route: { receiver: "chat" },
            receivers: [{ name: "null" }, { name: "chat", discord_configs: [{ webhook_url_file: "/etc/a" }] }],
        };
        assert.deepEqual(refused(config), [
            `receivers[1].discord_configs[0].webhook_url_file is a key that Prometheus' operator does not know${tail}, did you mean "webhook_url"?`,
        ]);
        const plain = kubernetes("v1", "ConfigMap", "am", { data: { "alertmanager.yml": JSON.stringify(config) } });
        assert.deepEqual(messages(alerts, [plain]), []);
    });

    it("leaves alone what takes any key", () => {
        const pagerduty = { routing_key_file: "/etc/a", details: { anything: "x" } };
        const slack = { channel: "#a", text: "x", http_config: { http_headers: { "X-Any": { values: ["a"] } } } };
        const all = [{ name: "null" }, { name: "p", pagerduty_configs: [pagerduty], slack_configs: [slack] }];
        assert.deepEqual(refused({ route: { receiver: "p" }, receivers: all }), []);
    });

    it("finds conditions and times that cannot be read", () => {
        assert.deepEqual(
            refused({
                route: { receiver: "null", group_wait: "30 seconds", routes: [{ matchers: ['severity="critical'] }] },
                inhibit_rules: [{ source_matchers: ["severity"], target_matchers: ["a = b"] }],
            }),
            [
                `inhibit_rules[0].source_matchers[0] is "severity", which has no =, !=, =~ or !~${tail}; write a condition such as severity = "critical"`,
                `route.group_wait is "30 seconds", which is no duration${tail}; write it as 5m or 1h30m`,
                `route.routes[0].matchers[0] is "severity=\\"critical", which has a quote that never closes${tail}; write a condition such as severity = "critical"`,
            ],
        );
    });

    it("wants of mail a server with its port, a sender and somebody to read it", () => {
        const mail = (email: Values, global: Values = {}): string[] =>
            refused({
                global,
                route: { receiver: "mail" },
                receivers: [{ name: "null" }, { name: "mail", email_configs: [email] }],
            });
        const path = "receivers[1].email_configs[0]";
        const global = { smtp_from: "a@b.c", smtp_smarthost: "mail.b.c:587" };
        assert.deepEqual(mail({ to: "x@b.c" }, global), []);
        assert.deepEqual(mail({ to: "x@b.c" }, { ...global, smtp_smarthost: "mail.b.c" }), [
            `global.smtp_smarthost is "mail.b.c", which has no port${tail}; write mail.b.c:587`,
        ]);
        assert.deepEqual(mail({ to: "x@b.c", from: "a@b.c", smarthost: "mail.b.c:" }), [
            `${path}.smarthost is "mail.b.c:", which has no port${tail}; write mail.b.c:587`,
        ]);
        assert.deepEqual(mail({}), [
            `${path}.from is missing${tail}; set it or global.smtp_from`,
            `${path}.smarthost is missing${tail}; set it or global.smtp_smarthost`,
            `${path}.to is missing${tail}; set it`,
        ]);
    });

    it("wants no receiver in Alertmanager's own pod, unless something else may run there", () => {
        const config = {
            route: { receiver: "bot" },
            receivers: [{ name: "null" }, { name: "bot", webhook_configs: [{ url: "http://localhost:5001/a" }] }],
        };
        const said = (at: string): string =>
            `${at}.receivers[1].webhook_configs[0].url is in Alertmanager's own pod, where nothing else listens; write http://SERVICE.NAMESPACE.svc:PORT`;
        assert.deepEqual(messages(alerts, [stack(config)]), [said("kps: alertmanager.config")]);
        const alertmanagerSpec = { containers: [{ name: "bot" }] };
        assert.deepEqual(messages(alerts, [stack(undefined, { alertmanager: { config, alertmanagerSpec } })]), []);
        const plain = kubernetes("v1", "ConfigMap", "am", {
            metadata: { name: "am" },
            data: { "alertmanager.yml": JSON.stringify(config) },
        });
        const workload = (containers: object[]): ReturnType<typeof kubernetes> =>
            kubernetes("apps/v1", "Deployment", "am", {
                spec: { template: { spec: { containers, volumes: [{ name: "c", configMap: { name: "am" } }] } } },
            });
        const [alertmanager, bot] = [{ name: "alertmanager" }, { name: "bot" }];
        assert.deepEqual(messages(alerts, [plain, workload([alertmanager])]), [said("am: alertmanager.yml")]);
        assert.deepEqual(messages(alerts, [plain, workload([alertmanager, bot])]), []);
    });

    it("leads from the post's Secret to settings, unless an Alertmanager reads it", () => {
        const secret = kubernetes("v1", "Secret", "am", { metadata: { name: "alertmanager-main" } });
        const said =
            "am: Secret alertmanager-main is read only by an Alertmanager called main, and there is none; set alerts.receivers and alerts.routes (docs/coming-from/004.md)";
        assert.deepEqual(messages(alerts, [secret]), [said]);
        const main = kubernetes("monitoring.coreos.com/v1", "Alertmanager", "main", { metadata: { name: "main" } });
        assert.deepEqual(messages(alerts, [secret, main]), []);
        const alertmanagerSpec = { configSecret: "alertmanager-main" };
        assert.deepEqual(messages(alerts, [secret, stack(undefined, { alertmanager: { alertmanagerSpec } })]), []);
    });

    it("knows the keys of the pinned versions: npm run fields writes them", () => {
        const { images, appVersion } = chartPin("kube-prometheus-stack");
        assert.equal(fields.alertmanager.version, images.alertmanager?.split(":")[1]);
        assert.equal(fields.operator.version, appVersion);
    });
});
