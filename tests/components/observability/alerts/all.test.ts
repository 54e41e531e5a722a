import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { alertGroups } from "../../../../tools/docs/alerts";
import { increaseOf } from "../../../../components/shared/promql";
import { promqlProblem } from "../../../../model/promql";
import { homepage } from "../../../../package.json";
import { root } from "../../../../tools/plan/evaluate";
import { cases } from "../../../real/alerts/cases";
import { planOf, planWith, rulesOf, stackFiles } from "../../../tools/plan/stacks";

const all = alertGroups.flatMap(({ alerts }) => alerts);
const runbooks = path.join(root, "docs/runbooks");
const beside = ["README", "kube-prometheus-stack"];

describe("alerts", () => {
    for (const { alert, for: wait, labels, annotations } of all) {
        it(`${alert} has a severity, a duration, a summary, and a page that says what to do`, () => {
            assert.match(labels.severity, /^(critical|warning)$/);
            assert.match(wait, /^\d+(m|h)$/);
            assert.ok(annotations.summary.length > 20 && annotations.description.length > 40);
            const page = readFileSync(path.join(runbooks, `${alert}.md`), "utf8");
            const parts = page.split(/^#+ (.*)$/m);
            assert.deepEqual(
                parts.filter((_, index) => index % 2 === 1),
                [alert, "What it means", "Look here", "Do this"],
            );
            for (const [index, text] of parts.entries()) {
                assert.ok(index % 2 === 1 || index < 3 || text.trim().length > 30, parts[index - 1]);
            }
        });
    }

    for (const { alert } of all) {
        it(`${alert} has a history in which it fires, one in which it does not, and one in which it ends`, () => {
            const { fires, quiet, resolves } = cases[alert] ?? assert.fail("tests/real/alerts/cases has none");
            assert.ok(fires.at > 0 && quiet.at > 0 && resolves.to > resolves.from);
        });
    }

    it("each have a name of their own, and each page an alert", () => {
        const names = all.map(({ alert }) => alert);
        assert.equal(new Set(names).size, names.length);
        const pages = readdirSync(runbooks).map((file) => path.parse(file).name);
        assert.deepEqual(
            pages.filter((page) => ![...names, ...beside].includes(page)),
            [],
        );
        assert.deepEqual(
            Object.keys(cases).filter((name) => !names.includes(name)),
            [],
        );
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`of stack ${stack} are all listed, and link to their pages`, async () => {
            const set = /runbookBaseUrl: (\S+)/.exec(readFileSync(stackFiles[stack]!, "utf8"))?.[1];
            const base = set ?? `${homepage}/blob/main`;
            const rules = rulesOf(await planOf(stack)).filter(({ alert }) => alert !== undefined);
            assert.ok(rules.length >= 8);
            for (const { alert, annotations } of rules) {
                assert.ok(
                    all.some((listed) => listed.alert === alert),
                    alert,
                );
                assert.equal(annotations?.runbook_url, `${base}/docs/runbooks/${alert}.md`);
            }
        });
    }

    for (const key of ["alerts", "metrics"]) {
        it(`link to the copy of this repository that a stack names in ${key}.runbookBaseUrl`, async () => {
            const runbookBaseUrl = "https://git.kong.dev/kong/blob/main/";
            const planned = await planWith("dev", { [key]: { runbookBaseUrl } });
            for (const { alert, annotations } of rulesOf(planned).filter((rule) => rule.alert !== undefined)) {
                assert.equal(annotations?.runbook_url, `${runbookBaseUrl}docs/runbooks/${alert}.md`);
            }
            assert.deepEqual(
                planned.notices.filter((notice) => notice.includes("runbooks")),
                [],
            );
        });
    }

    it("say on screen that their links lead nowhere as long as they are a placeholder's", async () => {
        const said = (await planOf("prod")).notices.filter((notice) => notice.includes("runbooks"));
        assert.equal(said.length, 1);
        assert.match(
            said[0]!,
            /at https:\/\/git\.example\.com\/.*, a placeholder; set alerts\.runbookBaseUrl, or homepage/,
        );
    });

    it("are expressions that Prometheus' grammar takes", () => {
        const recorded = alertGroups.flatMap(({ recordings = [] }) => recordings);
        for (const { expr, ...rule } of [...all, ...recorded]) {
            assert.equal(promqlProblem(expr), undefined, JSON.stringify(rule));
        }
    });

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
    const going = [
        "KongConfigurationPushFailing",
        "SpanMetricsIncomplete",
        "RequestsWithoutRoute",
        "UpstreamUnreachable",
    ];

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
