import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { metricNames, promqlProblem } from "../../model/promql";
import { alertGroups } from "../../tools/docs/alerts";
import { root } from "../../tools/plan/evaluate";
import { everySource } from "../components/observability/made";

const folder = path.join(root, "docs/runbooks");

const rules = alertGroups.flatMap(({ alerts, recordings = [] }) => [...alerts, ...recordings]);
const known = new Set([
    ...everySource.flatMap(({ always, later }) => [...always, ...later]),
    ...rules.flatMap(({ expr }) => metricNames(expr)),
    ...rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])),
]);

/** A query may name a histogram without `_bucket`, as Kong's documentation does. */
const isKnown = (name: string): boolean => known.has(name) || known.has(`${name}_bucket`);

/** The metrics that a page names, alone or in a query. Queries to Loki are no PromQL, exporters' ids would divide. */
function metricsIn(page: string): string[] {
    return [...page.matchAll(/`([^`]+)`/g)]
        .filter(([, text = ""]) => !/^\w+\/\w+$/.test(text))
        .flatMap(([, text = ""]) => (promqlProblem(text) === undefined ? metricNames(text) : []))
        .filter((name) => /^(kong|cnpg|ingress_controller|tempo|traces|loki|otelcol|kubelet|kube)[_:]/.test(name));
}

describe("runbooks", () => {
    it("ask Prometheus only for metrics that alerts, recording rules or sources of ours name", () => {
        const named = readdirSync(folder).flatMap((file) =>
            metricsIn(readFileSync(path.join(folder, file), "utf8")).map((metric) => ({ file, metric })),
        );
        assert.ok(named.length >= 20);
        assert.deepEqual(
            named.filter(({ metric }) => !isKnown(metric)),
            [],
        );
    });

    it("say where commands with default names come from, for stacks with others", () => {
        const pages = readdirSync(folder).filter((file) => file !== "README.md");
        const named = pages.filter((file) =>
            /-n (observability|kong)\b|\bkong-(cp|dp)\b|(statefulset|deployment|daemonset)\/[a-z]/.test(
                readFileSync(path.join(folder, file), "utf8"),
            ),
        );
        assert.ok(named.length >= 30);
        assert.deepEqual(
            named.filter((file) => !readFileSync(path.join(folder, file), "utf8").includes("#names-in-the-commands")),
            [],
        );
    });
});
