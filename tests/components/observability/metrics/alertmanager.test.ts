import assert from "node:assert/strict";
import { type Alerting, alertmanagerConfig } from "../../../../components/observability/metrics/alertmanager/config";
import { mountedSecrets, type Receiver } from "../../../../components/observability/metrics/alertmanager/receivers";
import { planOf, valuesOf } from "../../../tools/plan/stacks";
import { quiet } from "../made";

describe("Alertmanager's configuration", () => {
    const hook: Receiver = {
        name: "hook",
        kind: "webhook",
        webhookUrl: "http://a.b.svc",
        maxAlerts: 0,
        sendResolved: true,
    };
    const chat: Receiver = {
        name: "chat",
        kind: "slack",
        channel: "#a",
        webhookUrl: { credential: "chat" },
        sendResolved: true,
    };
    const config = (more: Partial<Alerting>): ReturnType<typeof alertmanagerConfig> =>
        alertmanagerConfig({ ...quiet, ...more });

    it("holds no credential, only files of Secrets that are mounted", async () => {
        const { alertmanager } = valuesOf(await planOf("alerting"), "metrics-kube-prometheus-stack");
        const files = JSON.stringify(alertmanager.config).match(/\/etc\/alertmanager\/secrets\/[^"]+/g) ?? [];
        assert.equal(files.length, 9);
        assert.deepEqual([...new Set(files.map((file) => file.split("/")[4]))], alertmanager.alertmanagerSpec.secrets);
    });

    it("has the receiver nobody as the default where there is no other", () => {
        const { route, receivers } = config({ defaultReceiver: "nobody" });
        assert.ok(receivers.some(({ name }) => name === route.receiver));
    });

    it("names every receiver that a route leads to", () => {
        for (const routes of [[], [{ receiver: "nobody" }]]) {
            const all = routes.map((route) => ({
                matchers: [],
                continue: false,
                muteTimes: [],
                activeTimes: [],
                ...route,
            }));
            for (const defaultReceiver of [undefined, "hook", "nobody"]) {
                const { route, receivers } = config({ receivers: [hook], routes: all, defaultReceiver });
                const names = receivers.map(({ name }) => name);
                [route, ...route.routes].forEach(({ receiver }) => assert.ok(names.includes(receiver), receiver));
                assert.equal(new Set(names).size, names.length);
            }
        }
    });

    it("lets an override's Slack receiver do with a channel, and mounts each Secret once", () => {
        const own: Receiver = { ...chat, name: "own", webhookUrl: { secretName: "own", key: "url" } };
        const { global, receivers } = config({
            receivers: [chat, own, { ...chat, name: "again" }],
            defaultReceiver: "chat",
        });
        assert.equal(global.slack_api_url_file, "/etc/alertmanager/secrets/alertmanager-receivers/chat");
        assert.deepEqual(
            receivers.slice(1).map(({ slack_configs }) => slack_configs),
            [
                [{ channel: "#a", send_resolved: true }],
                [{ channel: "#a", api_url_file: "/etc/alertmanager/secrets/own/url", send_resolved: true }],
                [{ channel: "#a", send_resolved: true }],
            ],
        );
        assert.deepEqual(mountedSecrets([chat, own, chat]), ["alertmanager-receivers", "own"]);
    });

    it("sends Watchdog out more often than the dead man's switch waits, before it is thrown away", () => {
        const [first, second] = config({
            receivers: [hook],
            deadMansSwitch: { receiver: "hook", repeatInterval: "1m" },
        }).route.routes;
        assert.deepEqual(first, {
            receiver: "hook",
            matchers: ['alertname = "Watchdog"'],
            group_wait: "0s",
            group_interval: "15s",
            repeat_interval: "1m",
        });
        assert.equal(second?.receiver, "null");
    });
});
