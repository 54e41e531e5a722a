import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import type { Alert, Recording } from "../../components/shared/alertRules";

/** Prometheus' own tool for rules. Where it is missing the tests fail: they are run on purpose. */
export function promtool(command: string[], files: Record<string, unknown>): void {
    const folder = mkdtempSync(path.join(tmpdir(), "promtool-"));
    try {
        for (const [name, content] of Object.entries(files)) {
            writeFileSync(path.join(folder, name), stringify(content));
        }
        execFileSync("promtool", command, { cwd: folder, stdio: "pipe" });
    } catch (error) {
        const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
        const said = `${String(stdout)}${String(stderr)}${stdout === undefined ? String(error) : ""}`;
        assert.fail(`promtool ${command.join(" ")}: ${said}`);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** Rules as Prometheus takes them: which dashboard shows an alert is ours alone. */
export const ruleFile = (rules: object[]): object => ({
    groups: [
        {
            name: "tested",
            rules: rules.map((rule) => Object.fromEntries(Object.entries(rule).filter(([key]) => key !== "dashboard"))),
        },
    ],
});

/**
 * Whether an alert fires at a time of a history, in minutes. Series have a sample a minute in promtool's notation:
 * `0+60x30` grows by 60, `_x10` is ten without a sample, `stale` is what a scrape that failed leaves behind.
 */
export function fires(
    rules: readonly (Alert | Recording)[],
    alert: string,
    minutes: number,
    series: Record<string, string>,
): boolean {
    const tested = rules.filter((rule) => "record" in rule || rule.alert === alert);
    assert.equal(tested.filter((rule) => "alert" in rule).length, 1, `there is no alert ${alert}`);
    const firing = `count(ALERTS{alertname="${alert}", alertstate="firing"}) > bool 0 or vector(0)`;
    const test = {
        rule_files: ["rules.yaml"],
        evaluation_interval: "1m",
        tests: [
            {
                interval: "1m",
                input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
                promql_expr_test: [
                    { expr: firing, eval_time: `${minutes}m`, exp_samples: [{ labels: "{}", value: 1 }] },
                ],
            },
        ],
    };
    try {
        promtool(["test", "rules", "test.yaml"], { "rules.yaml": ruleFile(tested), "test.yaml": test });
        return true;
    } catch (error) {
        // Any other failure is not an answer.
        assert.match(String(error), /got:"?\{\} 0E\+00|\{\} 0E\+00/);
        return false;
    }
}
