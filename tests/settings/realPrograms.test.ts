import assert from "node:assert/strict";
import { problems } from "./helpers";

const hook = { name: "hook", kind: "webhook", webhookUrl: "http://bot.chat.svc:8080/alerts" };
const chat = { name: "chat", kind: "slack", channel: "#kong", webhookUrl: { secretName: "chat", key: "url" } };
const mail = { name: "mail", kind: "email", to: ["a@b.example"], from: "c@b.example", smarthost: "b.example:587" };
const topic = { name: "topic", kind: "sns", topicArn: "arn:aws:sns:eu-central-1:123456789012:alerts" };
const rule = {
    alert: "Down",
    expr: "up == 0",
    labels: { severity: "warning" },
    annotations: { summary: "down", runbook_url: "https://runbooks.example.com/down" },
};

const said = (alerts: object): string[] => problems({ metrics: {}, alerts });
const sentTo = (receiver: { name: string }): object => ({ receivers: [receiver], defaultReceiver: receiver.name });
const routed = (route: object): object => ({ receivers: [hook], routes: [{ receiver: "hook", ...route }] });
const muted = (interval: object): object => ({
    ...routed({ severity: "warning", muteTimes: ["quiet"] }),
    muteTimes: [{ name: "quiet", intervals: [interval] }],
});
const ruled = (more: object): object => ({ rules: [{ name: "own", rules: [{ ...rule, ...more }] }] });

/** Most were refused by `amtool check-config` or `promtool check rules`; the others fail with the first message. */
const refused: [what: string, alerts: object, expected: RegExp][] = [
    ["a matcher that is no expression", routed({ matchers: ['team =~ "("'] }), /matchers\[0\]: .*RE2/],
    ["a matcher with lookahead", routed({ matchers: ['team !~ "(?!x)"'] }), /matchers\[0\]: .*RE2/],
    ["a label twice in a group", routed({ groupBy: ["team", "team"] }), /groupBy: .*each label once/],
    ["all labels and one more", routed({ groupBy: ["...", "team"] }), /groupBy: .*\.\.\. alone/],
    ["a wait of ages", { ...sentTo(hook), groupWait: "99999999d" }, /groupWait: .*no more than 36500d/],
    ["days across the week's end", muted({ weekdays: ["friday:monday"] }), /weekdays\[0\]: .*ends no earlier/],
    ["days backwards", muted({ daysOfMonth: ["5:1"] }), /daysOfMonth\[0\]: .*ends no earlier/],
    ["days from the end to the start", muted({ daysOfMonth: ["-1:5"] }), /daysOfMonth\[0\]: .*ends no earlier/],
    ["days from the last to the last", muted({ daysOfMonth: ["-31:31"] }), /daysOfMonth\[0\]: .*ends no earlier/],
    ["days that meet in no month", muted({ daysOfMonth: ["28:-5"] }), /daysOfMonth\[0\]: .*ends no earlier/],
    ["months across the year's end", muted({ months: ["december:january"] }), /months\[0\]: .*ends no earlier/],
    ["years backwards", muted({ years: ["2027:2026"] }), /years\[0\]: .*ends no earlier/],
    [
        "a time zone in small letters",
        muted({ weekdays: ["sunday"], location: "europe/berlin" }),
        /location: .*time zone/,
    ],
    ["a mute time that is always", muted({}), /intervals\[0\]: .*at least one of times/],
    ["a mute time of no times", muted({ times: [] }), /times: .*at least one/],
    [
        "a channel that is half a template",
        sentTo({ ...chat, channel: "#{{.Labels.x" } as never),
        /channel: .*templates/,
    ],
    ["a name with a function that is not there", sentTo({ ...chat, username: "{{ bad }}" } as never), /username: /],
    ["a subject with an open quote", sentTo({ ...topic, subject: '{{ print "x }}' } as never), /subject: .*templates/],
    ["a mail address that is a template", sentTo({ ...mail, to: ["{{x@b.example"] } as never), /to\[0\]: /],
    ["a greeting that is a template", sentTo({ ...mail, hello: "{{ x" } as never), /hello: /],
    [
        "a mail server's port beyond all",
        sentTo({ ...mail, smarthost: "b.example:99999" } as never),
        /smarthost: .*port/,
    ],
    ["a port beyond all", sentTo({ ...hook, webhookUrl: "http://bot.chat.svc:99999/" } as never), /webhookUrl: .*port/],
    [
        "a Secret's key that is a folder",
        sentTo({ ...chat, webhookUrl: { secretName: "a", key: ".." } } as never),
        /key: /,
    ],
    [
        "a Secret with two dots",
        sentTo({ ...chat, webhookUrl: { secretName: "a..b", key: "c" } } as never),
        /secretName: /,
    ],
    ["a summary that never closes", ruled({ annotations: { summary: "{{ $labels.x" } }), /summary: .*templates/],
    [
        "a label with a function of nobody",
        ruled({ labels: { severity: "info", x: "{{ bad 1 }}" } }),
        /labels\.x: .*templat/,
    ],
    ["a label that is the series' name", ruled({ labels: { severity: "info", __name__: "x" } }), /labels: .*__name__/],
    [
        "a label that is the alert's name",
        ruled({ labels: { severity: "info", alertname: "x" } }),
        /labels: .*alertname/,
    ],
    ["an expression with half a regular one", ruled({ expr: 'up{job=~"("} == 0' }), /expr: .*character 4 .*RE2/],
    ["a selector of every series", ruled({ expr: '{job=~".*"} == 0' }), /expr: .*character 1 any series/],
    ["a selector of nothing", ruled({ expr: "{} == 0" }), /expr: .*character 1 any series/],
    [
        "two groups of one name",
        {
            rules: [
                { name: "own", rules: [rule] },
                { name: "own", rules: [{ ...rule, alert: "Other" }] },
            ],
        },
        /rules: .*groups of different names/,
    ],
];

const taken: [what: string, alerts: object][] = [
    ["expressions of RE2", routed({ matchers: ['team =~ "(?i)shop-\\\\d{1,3}|(?P<x>a.b)"'] })],
    ["days counted from the end", muted({ daysOfMonth: ["-5:-1", "1:-1", "28:-4"] })],
    ["all of a week", muted({ weekdays: ["sunday:saturday"], months: ["6:8", "december"], location: "US/Eastern" })],
    [
        "Alertmanager's templates",
        sentTo({ ...topic, subject: "{{ .Status | toUpper }}: {{- with .Labels.x }} }{{ end }}" } as never),
    ],
    [
        "Prometheus' templates",
        ruled({
            annotations: {
                ...rule.annotations,
                summary: '{{ with $x := query "up" }}{{ . | first | value | humanize }}{{ end }} {{/* any word */}}',
            },
        }),
    ],
    ["a selector by what is not empty", ruled({ expr: '{__name__=~"kong_.+", job!=""} == 0' })],
];

describe("settings of what Alertmanager and Prometheus read", () => {
    for (const [what, alerts, expected] of refused) {
        it(`refuse ${what}`, () => {
            const found = said(alerts);
            assert.ok(found.length === 1 && expected.test(found[0]!), found.join("\n"));
        });
    }
    for (const [what, alerts] of taken) {
        it(`take ${what}`, () => assert.deepEqual(said(alerts), []));
    }
});
