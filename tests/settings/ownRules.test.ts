import assert from "node:assert/strict";
import { ownRuleGroups } from "../../components/observability/alerts/ownRules";
import { check, problems } from "./helpers";

const good = {
    alert: "ApplicationError",
    expr: "sum by (namespace) (increase(log_error_total[5m])) > 0",
    labels: { severity: "critical" },
    annotations: { summary: "Errors", runbook_url: "https://wiki.example.com/errors" },
};
const rules = (...list: object[]): Record<string, unknown> => ({ alerts: { rules: [{ name: "own", rules: list }] } });
const at = "p:alerts.rules[0].rules[0]";

describe("settings of rules of one's own", () => {
    const wrong: [string, object, string][] = [
        [
            "the post's alert, which never ends",
            { ...good, expr: "count (promtail_custom_log_error_total) > 0" },
            `${at}.expr: got "count (promtail_custom_log_error_total) > 0"; allowed: what becomes false again: promtail_custom_log_error_total only grows, so the alert would never end; write increase(promtail_custom_log_error_total[5m]) > 0`,
        ],
        [
            "what is no PromQL",
            { ...good, expr: "sum(rate(a[5m]) > 1" },
            `${at}.expr: got "sum(rate(a[5m]) > 1"; allowed: PromQL; at character 20, its end, something is missing`,
        ],
        [
            "a metric of Kong 2",
            { ...good, expr: "rate(kong_http_status[5m]) > 1" },
            `${at}.expr: got "rate(kong_http_status[5m]) > 1"; allowed: what Kong 3 has; instead of kong_http_status kong_http_requests_total`,
        ],
        [
            "another severity",
            { ...good, labels: { severity: "page" } },
            `${at}.labels.severity: got "page"; allowed: critical, warning, info`,
        ],
        [
            "no summary",
            { ...good, annotations: { message: "Errors" } },
            `${at}.annotations.summary: missing; allowed: one line that says what is wrong, as message did (docs/coming-from/004.md)`,
        ],
        [
            "no summary, and nothing in its place",
            { ...good, annotations: {} },
            `${at}.annotations.summary: missing; allowed: one line that says what is wrong`,
        ],
        [
            "a duration of a recording",
            { record: "a:b", expr: "a", for: "5m" },
            `${at}.for: got "5m"; allowed: nothing here, which is for alerts only`,
        ],
    ];
    for (const [what, rule, message] of wrong) {
        it(`refuse ${what}`, () => assert.deepEqual(problems(rules(rule)), [message]));
    }

    it("refuse what is neither alert nor recording, and both at once", () => {
        for (const rule of [{ expr: "a" }, { ...good, record: "a:b" }]) {
            assert.match(problems(rules(rule)).join(), /allowed: either alert or record$/);
        }
    });

    it("become the operator's own form", () => {
        const given = rules({ ...good, for: "1m", keepFiringFor: "10m" }, { record: "a:b", expr: "sum(a)" });
        const { settings, problems: found } = check(given);
        assert.deepEqual(found, []);
        assert.deepEqual(ownRuleGroups(settings.alerts?.rules ?? []), [
            {
                name: "own",
                rules: [
                    { ...good, for: "1m", keep_firing_for: "10m" },
                    { record: "a:b", expr: "sum(a)" },
                ],
            },
        ]);
    });
});
