import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Plan, plan, root } from "../../tools/plan/evaluate";
import { rules } from "../../policy/rules";
import { verdicts } from "../policy/helpers";
import { problems } from "../settings/helpers";
import { find, ofType, rulesOf, valuesOf } from "../tools/plan/stacks";

const folder = "docs/coming-from";
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** A stack file that a page has, planned as it stands. */
async function planned(text: string): Promise<Plan> {
    const here = mkdtempSync(path.join(tmpdir(), "stack-"));
    try {
        const file = path.join(here, "Pulumi.post.yaml");
        writeFileSync(file, text);
        return await plan("post", file);
    } finally {
        rmSync(here, { recursive: true });
    }
}

/** What a page calls a setting: `a.b`, `a[].b`, where `a` is a key of stack files. */
const setting =
    /`((?:access|alerts|cluster|collector|gateway|kong|logs|metrics|probes|traces)(?:\.\w+(?:\[\])?)+)[:`]/g;

for (const page of readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`)) {
    describe(page, () => {
        const text = read(page);
        const [example = ""] = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);

        it("names only settings that there are", () => {
            const known = read("docs/configuration.md");
            const named = [...text.matchAll(setting)].map(([, name = ""]) => name);
            assert.ok(named.length > 5);
            assert.deepEqual(
                named.filter((name) => !known.includes(`| \`${name}\` |`)),
                [],
            );
        });

        it("has a stack file that is planned without a mandatory violation", async () => {
            const found = verdicts(rules, await planned(example), {});
            assert.deepEqual(
                found.filter(({ level }) => level === "mandatory"),
                [],
            );
        });
    });
}

describe("the stack file of docs/coming-from/004.md", () => {
    let post: Plan;
    before(async () => {
        const [, example = ""] = /^```yaml\n([\s\S]*?)^```/m.exec(read("docs/coming-from/004.md")) ?? [];
        post = await planned(example);
    });

    it("has what the post has: pairs, the demo service and its monitors, lines with their fields, Loki on S3", () => {
        const { prometheus, alertmanager } = valuesOf(post, "metrics-kube-prometheus-stack");
        assert.deepEqual([prometheus.prometheusSpec.replicas, alertmanager.alertmanagerSpec.replicas], [2, 2]);
        const { spec } = find(
            post,
            "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
            "metrics-monitors-service-my-service",
        ).inputs as {
            spec: object;
        };
        assert.deepEqual(spec, {
            selector: { matchLabels: { app: "my-service" } },
            namespaceSelector: { matchNames: ["default"] },
            endpoints: [{ port: "http", path: "/metrics", scheme: "http", interval: "30s" }],
        });
        assert.equal(valuesOf(post, "logs-loki").loki.storage.type, "s3");
        const agent = JSON.stringify(
            find(post, "kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector", "collector-agent").inputs,
        );
        for (const field of ["dt", "id", "url", "method"]) {
            assert.ok(agent.includes(`log.attributes[\\"${field}\\"]`), field);
        }
    });

    it("tells Slack of errors that applications log, and of nothing that is less than critical", () => {
        const [alert, ...more] = rulesOf(post).filter((rule) => rule.alert === "ApplicationError");
        assert.deepEqual(more, []);
        assert.equal((alert as unknown as { labels: { severity: string } }).labels.severity, "critical");
        const { route, receivers } = valuesOf(post, "metrics-kube-prometheus-stack").alertmanager.config;
        assert.deepEqual(route.group_by, ["namespace"]);
        assert.deepEqual([route.group_wait, route.group_interval, route.repeat_interval], ["30s", "5m", "12h"]);
        assert.ok(JSON.stringify(route.routes).includes("slack_notifications"));
        assert.ok(!JSON.stringify(receivers).includes("hooks.slack.com"));
        assert.deepEqual(
            ofType(post, "kubernetes:core/v1:Secret").filter(({ name }) => name === "alertmanager-main"),
            [],
        );
    });

    it("is where errors lead that the post's habits raise", () => {
        const said = problems({
            metrics: {
                serviceMonitors: [
                    { name: "a", namespace: "b", port: "c", selector: { d: "e" }, endpoints: [{ port: "http" }] },
                ],
            },
            alerts: {
                slack_api_url: "x",
                rules: [
                    {
                        name: "r",
                        rules: [
                            {
                                alert: "A",
                                expr: "up == 0",
                                labels: { severity: "critical" },
                                annotations: { message: "m" },
                            },
                        ],
                    },
                ],
            },
            logs: { persistence: { enabled: true } },
        });
        assert.equal(said.length, 4);
        for (const problem of said) {
            assert.ok(problem.includes("docs/coming-from/004.md"), problem);
        }
        // What is no habit of a post's is only not known.
        assert.ok(
            !problems({ logs: { retentoin: "1d" } })
                .join()
                .includes("coming-from"),
        );
    });
});
