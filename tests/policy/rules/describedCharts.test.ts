import assert from "node:assert/strict";
import { chartNames, charts } from "../../../charts";
import { describedCharts } from "../../../policy/rules/describedCharts/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, messages, release, seenOf } from "../helpers";

const redis = "redis: the chart redis has no description, so no rule checks its monitors, workloads, stores and images";

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

    it("names what of an Application no rule sees, which is not taken for right", () => {
        const kong = { chart: "kong", repoURL: "https://charts.konghq.com", targetRevision: "3.4.1" };
        const files = application("kong-dp", { ...kong, helm: { valueFiles: ["$values/dp.yaml"] } });
        assert.deepEqual(messages(describedCharts, [files]), [
            "kong-dp: the chart kong also takes values from helm.valueFiles ($values/dp.yaml), which no rule sees; rules judge it by the others alone",
        ]);
        const git = application("edge", { repoURL: "https://git.example.com/apps", path: "edge", kustomize: {} });
        assert.deepEqual(messages(describedCharts, [git]), [
            "edge: the source https://git.example.com/apps, path edge, is made by Kustomize; no rule sees what it installs",
        ]);
        assert.deepEqual(messages(describedCharts, [files, git], { allowed: ["kong", "edge"] }), []);
    });

    it("lets through what the configuration allows", () => {
        assert.deepEqual(messages(describedCharts, [release("redis", {})], { allowed: ["redis"] }), []);
        assert.deepEqual(messages(describedCharts, [release("grafana", {})], { allowed: ["grafana"] }), []);
    });

    it("names a chart of others of which only single facts are known", () => {
        const [message, ...others] = messages(describedCharts, [release("tempo-distributed", {})]);
        assert.deepEqual(others, []);
        assert.match(
            message ?? "",
            /^tempo-distributed: the chart tempo-distributed is described only in part \(tenancy\), so no rule checks its .*monitors, .*stores/,
        );
    });

    for (const chart of chartNames) {
        it(`names ${chart} where its description lacks a kind of fact`, () => {
            const description = charts[chart] as unknown as Record<string, unknown>;
            for (const kind of Object.keys(description)) {
                const facts = description[kind];
                delete description[kind];
                try {
                    const [message = ""] = messages(describedCharts, [release(chart, {})]);
                    assert.match(message, new RegExp(`^${chart}: the chart ${chart} is described only in part .*`));
                    assert.ok(message.endsWith(`, so no rule checks its ${kind}`), message);
                } finally {
                    description[kind] = facts;
                }
            }
        });
    }

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(messages(describedCharts, [release("[unknown]", {})]), []);
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`passes stack ${stack}`, async () => {
            assert.deepEqual(messages(describedCharts, seenOf(await planOf(stack))), []);
        });
    }
});
