import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { hybridAlerts } from "../../../../components/gateway/hybrid/alerts";
import { ingressControllerAlerts } from "../../../../components/gateway/ingressController/alerts";
import { clusterAlerts } from "../../../../components/observability/metrics/defaultRules";
import { signalAlerts } from "../made";
import { increaseOf } from "../../../../components/shared/promql";
import { type Plan, root } from "../../../../tools/plan/evaluate";
import { probeAlerts } from "../../../../components/observability/probes/probeAlerts";
import { ofType, planOf, planWith } from "../../../tools/plan/stacks";

const all = [
    ...hybridAlerts("kong"),
    ...ingressControllerAlerts("kong"),
    ...clusterAlerts,
    ...probeAlerts,
    ...signalAlerts({ gatewayNamespace: "kong", samplingRate: 1, agents: true, accessLines: true }),
];

describe("alerts", () => {
    it("each have a name of their own, a severity, a duration, a summary and a chapter that says what to do", () => {
        const runbook = readFileSync(path.join(root, "docs/alerts.md"), "utf8");
        for (const { alert, for: wait, labels, annotations } of all) {
            assert.match(labels.severity, /^(critical|warning)$/, alert);
            assert.match(wait, /^\d+(m|h)$/, alert);
            assert.ok(annotations.summary.length > 20 && annotations.description.length > 40, alert);
            assert.equal(annotations.runbook, `docs/alerts.md#${alert.toLowerCase()}`);
            assert.ok(runbook.includes(`\n## ${alert}\n`), alert);
        }
        assert.equal(new Set(all.map(({ alert }) => alert)).size, all.length);
        const chapters = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
        assert.deepEqual(
            chapters.filter((name) => all.every(({ alert }) => alert !== name)),
            [],
        );
    });

    for (const stack of ["dev", "ingress-controller"]) {
        it(`link to their chapters in stack ${stack} once somebody says where those are read`, async () => {
            type Rule = { alert: string; annotations: { runbook: string; runbook_url?: string } };
            const type = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";
            const rules = (plan: Plan): Rule[] =>
                ofType(plan, type).flatMap(({ inputs }) =>
                    (inputs.spec as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
                );
            const runbookBaseUrl = "https://git.example.com/kong/blob/main/";
            const linked = rules(await planWith(stack, { metrics: { runbookBaseUrl } }));
            assert.ok(linked.length >= 8);
            for (const { alert, annotations } of linked) {
                assert.equal(
                    annotations.runbook_url,
                    `https://git.example.com/kong/blob/main/docs/alerts.md#${alert.toLowerCase()}`,
                );
            }
            assert.ok(
                rules(await planOf(stack)).every(
                    ({ annotations }) => annotations.runbook_url === undefined && annotations.runbook !== "",
                ),
            );
        });
    }

    it("ask for the growth of each counter as increaseOf does, which sees the first event of a series", () => {
        const growth = /\b(?:increase|rate|irate|delta|idelta|resets|changes)\(([^[\]]*)\[(\w+)\]\)/g;
        const asked = all.flatMap(({ alert, expr }) =>
            [...expr.matchAll(growth)].map(([, counter, window]) => ({ alert, expr, counter, window })),
        );
        assert.ok(asked.length >= 8);
        for (const { alert, expr, counter, window } of asked) {
            assert.ok(
                expr.includes(increaseOf(counter!, window!)),
                `${alert} sees nothing of the first event of ${counter}`,
            );
        }
    });

    /** Of these a single event is no trouble: tried again every few seconds, past mending, or a stranger. */
    const going = ["KongConfigurationPushFailing", "SpanMetricsIncomplete", "RequestsWithoutRoute"];

    it("wait no longer than one event stays in sight", () => {
        for (const { alert, expr, for: wait } of all) {
            for (const [, minutes] of going.includes(alert) ? [] : expr.matchAll(/increase\([^[\]]*\[(\d+)m\]\)/g)) {
                assert.ok(
                    Number(minutes) > parseInt(wait),
                    `${alert} waits ${wait} for what is seen for ${minutes} minutes`,
                );
            }
        }
    });

    it("take nothing for missing by its absence alone, which a first install would be judged by", () => {
        for (const { alert, expr } of all) {
            // Between the two of `and` the other side says that it should be there.
            assert.doesNotMatch(expr, /\babsent(_over_time)?\(/, alert);
            assert.ok(!/\bor vector\(/.test(expr) || /^\(?sum\(.*\) > \d+\)? and /.test(expr), alert);
        }
    });
});
