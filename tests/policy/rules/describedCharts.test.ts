import assert from "node:assert/strict";
import { chartNames } from "../../../charts";
import { describedCharts } from "../../../policy/rules/describedCharts/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, messages, release, seenOf } from "../helpers";

const redis =
    "redis: the chart redis has no description, so its monitors, workloads, stores and images are judged by no rule";

describe("policy described-charts", () => {
    it("passes every chart of ours, also from a mirror", () => {
        assert.deepEqual(
            messages(
                describedCharts,
                chartNames.map((chart) => release(`oci://registry.example.com/charts/${chart}`, {})),
            ),
            [],
        );
    });

    it("names a chart that nothing is known of, by Helm or by Argo CD", () => {
        assert.deepEqual(messages(describedCharts, [release("redis", {})]), [redis]);
        assert.deepEqual(messages(describedCharts, [application("redis", { chart: "redis" })]), [redis]);
    });

    it("lets through what the configuration allows, and what is known of charts of others", () => {
        assert.deepEqual(messages(describedCharts, [release("redis", {})], { allowed: ["redis"] }), []);
        assert.deepEqual(messages(describedCharts, [release("promtail", {})]), []);
    });

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(messages(describedCharts, [release("[unknown]", {})]), []);
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`passes stack ${stack}`, async () => {
            assert.deepEqual(messages(describedCharts, seenOf(await planOf(stack))), []);
        });
    }
});
