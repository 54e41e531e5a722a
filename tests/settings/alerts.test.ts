import assert from "node:assert/strict";
import { check, problems } from "./helpers";

const hook = { name: "hook", kind: "webhook", webhookUrl: "http://bot.chat.svc:8080/alerts" };
const chat = { name: "chat", kind: "slack", channel: "#kong", webhookUrl: { secretName: "chat", key: "url" } };
const credentials = { mail: "pass-of-mail" };

/** What is said of these alerts, beside what `valid` has. */
const said = (alerts: object, more: object = {}): string[] => problems({ metrics: {}, alerts, ...more });

describe("settings of alerts", () => {
    it("take the post's route, critical alerts only to Slack, as one line", () => {
        const routes = [{ receiver: "chat", severity: "critical" }];
        const { settings, problems: found } = check({ metrics: {}, alerts: { receivers: [chat], routes } });
        assert.deepEqual(found, []);
        const { groupBy, groupWait, groupInterval, repeatInterval } = settings.alerts!;
        assert.deepEqual(
            [groupBy, groupWait, groupInterval, repeatInterval],
            [["alertname", "namespace"], "30s", "5m", "12h"],
        );
    });

    const wrong: [what: string, alerts: object, expected: RegExp, more?: object][] = [
        [
            "a route to a receiver that is not there",
            { receivers: [chat], defaultReceiver: "chat", routes: [{ receiver: "chatt" }] },
            /^p:alerts\.routes\[0\]\.receiver: got "chatt", which is no receiver, did you mean "chat"\?$/,
        ],
        [
            "a default that is not there",
            { defaultReceiver: "pager" },
            /^p:alerts\.defaultReceiver: got "pager", which is no receiver; allowed: nobody$/,
        ],
        [
            "a receiver to which nothing goes",
            { receivers: [chat, hook], defaultReceiver: "chat" },
            /^p:alerts\.receivers\[1\]\.name: got "hook", which no alert reaches; allowed: a receiver that /,
        ],
        [
            "two receivers of one name",
            { receivers: [chat, chat], defaultReceiver: "chat" },
            /^p:alerts\.receivers\[1\]\.name: got "chat"; allowed: a name that no other receiver has$/,
        ],
        [
            "a name that is ours",
            { receivers: [{ ...chat, name: "null" }] },
            /^p:alerts\.receivers\[0\]\.name: got "null"; allowed: any name but null, default, nobody$/,
        ],
        [
            "a route that is never reached",
            {
                receivers: [chat, hook],
                routes: [
                    { receiver: "chat", severity: ["critical", "warning"] },
                    { receiver: "hook", severity: "warning", namespaces: ["shop"] },
                ],
            },
            /^p:alerts\.routes\[1\]: never reached, since routes\[0\] matches everything that it would/,
        ],
        [
            "a mute time that nothing mutes",
            {
                receivers: [chat],
                defaultReceiver: "chat",
                muteTimes: [{ name: "night", intervals: [{ weekdays: ["sunday"] }] }],
            },
            /^p:alerts\.muteTimes\[0\]\.name: got "night", which mutes nothing/,
        ],
        [
            "a mute time that is not there",
            { receivers: [chat], routes: [{ receiver: "chat", muteTimes: ["night"] }] },
            /^p:alerts\.routes\[0\]\.muteTimes\[0\]: got "night", which is no mute time$/,
        ],
        [
            "a time across midnight",
            { muteTimes: [{ name: "night", intervals: [{ times: [{ from: "22:00", to: "06:00" }] }] }] },
            /^p:alerts\.muteTimes\[0\]\.intervals\[0\]\.times\[0\]: got .*; allowed: a time of one day: what crosses midnight is two/,
        ],
        [
            "a time zone that is none",
            { muteTimes: [{ name: "night", intervals: [{ location: "Berlin" }] }] },
            /location: got "Berlin"; allowed: a time zone such as Europe\/Berlin$/,
        ],
        [
            "a quote that never closes",
            { receivers: [chat], routes: [{ receiver: "chat", matchers: ['team="shop'] }] },
            /^p:alerts\.routes\[0\]\.matchers\[0\]: got .*; allowed: a condition on a label such as team = "shop"/,
        ],
        [
            "Slack without an address",
            { receivers: [{ name: "chat", kind: "slack", channel: "#kong" }], defaultReceiver: "chat" },
            /^p:alerts\.receivers\[0\]\.webhookUrl: missing; allowed: one of webhookUrl and botToken$/,
        ],
        [
            "two ways to log in to a webhook",
            {
                receivers: [
                    {
                        ...hook,
                        bearerToken: { credential: "mail" },
                        basicAuth: { username: "a", password: { credential: "mail" } },
                    },
                ],
                defaultReceiver: "hook",
            },
            /^p:alerts\.receivers\[0\]\.basicAuth: set beside bearerToken/,
            { credentials },
        ],
        [
            "an address that opens something in plain text",
            { receivers: [{ ...hook, webhookUrl: "https://hooks.example.com/T0/hush" }], defaultReceiver: "hook" },
            /^p:alerts\.receivers\[0\]\.webhookUrl: got "\[secret\]"; allowed: an address inside the cluster such as \S+, or \{ credential: NAME \} with any other$/,
        ],
        [
            "a mail server without its port",
            {
                receivers: [
                    {
                        name: "mail",
                        kind: "email",
                        to: ["a@example.com"],
                        from: "b@example.com",
                        smarthost: "smtp.example.com",
                    },
                ],
                defaultReceiver: "mail",
            },
            /smarthost: got "smtp\.example\.com"; allowed: host and port such as smtp\.example\.com:587$/,
        ],
        [
            "a dead man's switch that pages",
            { receivers: [chat], deadMansSwitch: { receiver: "chat" } },
            /^p:alerts\.deadMansSwitch\.receiver: got "chat" of kind slack; allowed: one of kind webhook or sns/,
        ],
        [
            "a dead man's switch inside the cluster",
            { receivers: [hook], deadMansSwitch: { receiver: "hook" } },
            /^p:alerts\.deadMansSwitch\.receiver: got "hook", which is inside the cluster; allowed: one outside/,
        ],
        [
            "the short form beside the long one",
            { receivers: [chat], defaultReceiver: "chat" },
            /^p:metrics\.slack: set beside p:alerts\.defaultReceiver; allowed: one of the two/,
            { metrics: { slack: { channel: "#kong" } } },
        ],
        [
            "the older name of the runbooks' address beside it",
            { runbookBaseUrl: "https://a.dev" },
            /^p:metrics\.runbookBaseUrl: set beside p:alerts\.runbookBaseUrl, which is its name now; allowed: one of the two$/,
            { metrics: { runbookBaseUrl: "https://a.dev" } },
        ],
        [
            "errors of applications that nobody counts",
            { applicationErrors: { severity: "critical" } },
            /^p:alerts\.applicationErrors: got .*; allowed: nothing here, since with logs\.containers\.enabled false nobody/,
            { logs: { containers: { enabled: false } } },
        ],
        [
            "a namespace that cannot be one",
            { applicationErrors: { namespaces: { exclude: ["Kube"] } } },
            /exclude\[0\]: got "Kube"; allowed: a name, in which \* stands for any characters$/,
        ],
        [
            "a role where one is made",
            {
                receivers: [
                    {
                        name: "topic",
                        kind: "sns",
                        topicArn: "arn:aws:sns:eu-central-1:123456789012:a",
                        roleArn: "arn:aws:iam::123456789012:role/a",
                    },
                ],
                defaultReceiver: "topic",
            },
            /^p:alerts\.receivers\[0\]\.roleArn: got .*; allowed: nothing here with cluster\.kind eks/,
        ],
        [
            "a name of no credential",
            { receivers: [{ ...chat, webhookUrl: { credential: "slak" } }], defaultReceiver: "chat" },
            /^p:alerts\.receivers\[0\]\.webhookUrl\.credential: got a name that is not in the secret credentials/,
        ],
    ];
    for (const [what, alerts, expected, more] of wrong) {
        it(`refuse ${what}`, () => {
            const found = said(alerts, more);
            assert.equal(found.filter((line) => expected.test(line)).length, 1, found.join("\n"));
        });
    }

    it("let a route continue to one that would else never be reached", () => {
        const routes = [
            { receiver: "chat", severity: "critical", continue: true },
            { receiver: "hook", severity: "critical" },
        ];
        assert.deepEqual(said({ receivers: [chat, hook], routes }), []);
    });
});
