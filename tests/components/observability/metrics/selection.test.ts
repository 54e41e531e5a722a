import assert from "node:assert/strict";
import { unselected } from "../../../../components/observability/metrics/selection";
import type { LabelSelector, LivePrometheus } from "../../../../components/release/guard/live";

const ours = {
    namespace: "monitoring",
    monitorLabels: { release: "prom" },
    namespaces: {
        observability: { "kubernetes.io/metadata.name": "observability", monitored: "yes" },
        kong: { "kubernetes.io/metadata.name": "kong", monitored: "yes" },
    },
};
const prometheus = (objects?: LabelSelector, namespaces?: LabelSelector): LivePrometheus => {
    const selection = { ...(objects && { objects }), ...(namespaces && { namespaces }) };
    return { name: "k8s", serviceMonitor: selection, podMonitor: selection, rule: selection };
};
const keys = (...live: LivePrometheus[]): string[] =>
    unselected(ours, live).map((text) => text.split(":")[0]!.replace("observability.existing.prometheus.", ""));

describe("what a Prometheus that exists selects", () => {
    const all = {};
    const byRelease = { matchLabels: { release: "prom" } };

    it("is ours by its labels, or where it selects all", () => {
        assert.deepEqual(keys(prometheus(byRelease, all)), []);
        assert.deepEqual(keys(prometheus(all, { matchLabels: { monitored: "yes" } })), []);
        const named = {
            key: "kubernetes.io/metadata.name",
            operator: "In" as const,
            values: ["observability", "kong"],
        };
        assert.deepEqual(keys(prometheus(all, { matchExpressions: [named] })), []);
        const without: LabelSelector[] = [
            { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] },
            { matchExpressions: [{ key: "release", operator: "NotIn", values: ["other"] }] },
            { matchExpressions: [{ key: "release", operator: "Exists" }] },
        ];
        assert.deepEqual(keys(...without.map((one) => prometheus(one, all))), []);
    });

    it("is not ours by other labels, without a selector, or in other namespaces: each kind is named", () => {
        const labels = ["monitorLabels", "monitorLabels", "monitorLabels"];
        assert.deepEqual(keys(prometheus({ matchLabels: { release: "other" } }, all)), labels);
        assert.deepEqual(keys(prometheus(undefined, all)), labels);
        const [first] = unselected(ours, [{ ...prometheus(all, all), rule: { objects: all } }]);
        assert.equal(
            first,
            'observability.existing.prometheus.namespaceLabels: namespace observability has {"kubernetes.io/metadata.name":"observability","monitored":"yes"}, ' +
                "by which Prometheus monitoring/k8s looks for no PrometheusRules there: its ruleNamespaceSelector is not set",
        );
        const only = { matchExpressions: [{ key: "monitored", operator: "In" as const, values: ["no"] }] };
        assert.equal(keys(prometheus(all, only)).length, 6);
    });

    it("is what one of several selects, and there must be one", () => {
        assert.deepEqual(keys(prometheus(), prometheus(byRelease, all)), []);
        assert.deepEqual(keys(), ["namespace"]);
    });
});
