import assert from "node:assert/strict";
import { deprecatedCharts } from "../../../policy/rules/deprecatedCharts/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, messages, release, seenOf, verdicts } from "../helpers";

const lokiStack = "logs-loki-stack: the chart loki-stack 2.10.3 is deprecated; move to the chart loki";
const promtail =
    "logs-loki-stack: promtail.enabled installs promtail, which is deprecated; set it to false and use the collector's filelog receiver (logs.shipper: agent, with the chart loki), or Grafana Alloy";

describe("policy deprecated-charts", () => {
    it("passes maintained charts", () => {
        assert.deepEqual(
            messages(deprecatedCharts, [release("loki", { promtail: { enabled: true } }), release("kong", {})]),
            [],
        );
    });

    it("finds loki-stack, and promtail within it", () => {
        assert.deepEqual(
            messages(deprecatedCharts, [release("loki-stack", {}, { name: "logs-loki-stack", version: "2.10.3" })]),
            [lokiStack, promtail],
        );
        assert.deepEqual(
            messages(deprecatedCharts, [
                release("loki-stack", { promtail: { enabled: false } }, { name: "logs-loki-stack", version: "2.10.3" }),
            ]),
            [lokiStack],
        );
    });

    it("finds promtail by Argo CD, as in seed 004, and the operator of seed 001", () => {
        assert.deepEqual(
            messages(deprecatedCharts, [
                application("promtail", { chart: "promtail", targetRevision: "3.11.0" }),
                release("prometheus-operator", {}, { version: "8.5.0" }),
            ]),
            [
                "promtail: the chart promtail 3.11.0 is deprecated; move to the collector's filelog receiver (logs.shipper: agent, with the chart loki), or Grafana Alloy",
                "prometheus-operator: the chart prometheus-operator 8.5.0 is deprecated; move to the chart kube-prometheus-stack",
            ],
        );
    });

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(messages(deprecatedCharts, [release("[unknown]", {})]), []);
        assert.equal(
            messages(deprecatedCharts, [release("loki-stack", { promtail: { enabled: "[unknown]" } })]).length,
            1,
        );
    });

    it("lets stay what the configuration allows, each by its own name", () => {
        const resources = [release("loki-stack", {}, { name: "logs-loki-stack", version: "2.10.3" })];
        assert.deepEqual(messages(deprecatedCharts, resources, { allowed: ["loki-stack"] }), [promtail]);
        assert.deepEqual(messages(deprecatedCharts, resources, { allowed: ["loki-stack", "promtail"] }), []);
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`advises where ${stack} installs an old chart, and stops it only where that is configured`, async () => {
            const plan = await planOf(stack);
            const old: Record<string, string[]> = {
                "loki-stack": [lokiStack, promtail],
                external: [lokiStack],
                promtail: [
                    "promtail-promtail: the chart promtail 6.17.1 is deprecated; move to the collector's filelog receiver (logs.shipper: agent, with the chart loki), or Grafana Alloy",
                ],
            };
            const expected = old[stack] ?? [];
            assert.deepEqual(
                verdicts([deprecatedCharts], plan, {}).map(({ level, message }) => [level, message]),
                expected.map((message) => ["advisory", message]),
            );
            assert.deepEqual(
                verdicts([deprecatedCharts], plan, { "deprecated-charts": "mandatory" }).map(({ level }) => level),
                expected.map(() => "mandatory"),
            );
            assert.deepEqual(messages(deprecatedCharts, seenOf(plan), { allowed: ["loki-stack", "promtail"] }), []);
        });
    }
});
