import assert from "node:assert/strict";
import { unknown } from "../../../../policy/library/resource";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { metricNames } from "../../../../model/promql";
import type { Plan } from "../../../../tools/plan/evaluate";
import {
    configMapType,
    ofType,
    planOf,
    type PlannedRule,
    rulesOf,
    besideFiles,
    stackFiles,
    valuesOf,
} from "../../../tools/plan/stacks";
import { queriesOf } from "../grafana/dashboards/model";
import { everySource } from "../made";

/** Every question to Prometheus in the dashboards of ours: those of panels, and what variables ask for. */
function questionsOf(plan: Plan): string[] {
    const files = ofType(plan, configMapType)
        .filter(({ inputs }) => JSON.stringify(inputs.metadata).includes("grafana_dashboard"))
        // A user's own is the user's own.
        .filter(({ name }) => !name.startsWith("metrics-dashboards"))
        .flatMap(({ inputs }) => Object.entries(inputs.data as Record<string, string>));
    return files
        .flatMap(([, text]) => queriesOf(JSON.parse(text) as Dashboard))
        .filter(({ language }) => language === "prometheus")
        .map(({ text }) => text);
}

/** What is pushed to Prometheus rather than scraped: the alert that compares it with what it is made of. */
const pushed: Record<string, string> = {
    kong_access_requests_total: "AccessLogsMissing",
    // The agents push this in one go with what they count of requests.
    kong_queue_dropped_entries_total: "TelemetryMetricsMissing",
    traces_spanmetrics_calls_total: "SpanMetricsMissing",
    traces_spanmetrics_latency_bucket: "SpanMetricsMissing",
    traces_service_graph_request_total: "SpanMetricsMissing",
};

/** What kube-prometheus-stack scrapes, and its own alert on that (charts' `defaultRules`). */
const ofChart: [names: RegExp, alert: string][] = [
    [/^kube_/, "KubeStateMetricsDown"],
    [/^(kubelet|container)_/, "KubeletDown"],
    [/^alertmanager_/, "PrometheusNotConnectedToAlertmanagers"],
];

/** Prometheus' own: of it Watchdog tells, which is silent when it is down. */
const ownOfPrometheus = /^(up|ALERTS|scrape_.+|prometheus_.+)$/;
/** The post's demo service, and services of one's own that count alike: nothing here knows which there should be. */
const ofApplications = ["http_request_total"];
const ofProbes = /^probe_/;

/** Whether the stack has an alert that tells when this metric is absent though its source is there. */
function isTold(
    name: string,
    rules: PlannedRule[],
    { disabled, counting }: { disabled: Record<string, unknown>; counting: string },
): boolean {
    const has = (alert: string): boolean => rules.some((rule) => rule.alert === alert);
    const chart = ofChart.find(([names]) => names.test(name));
    if (chart !== undefined) {
        return disabled[chart[1]] !== true;
    }
    if (ofProbes.test(name)) {
        return has("ProbesMissing");
    }
    if (name in pushed) {
        // Without agents nobody counts their lines.
        return has(pushed[name]!) || (name.startsWith("kong_") && !has("KongQueueDropping"));
    }
    if (name === "log_error_total") {
        // Whoever reads the lines counts them.
        return rules.some(({ alert, expr }) => alert === "TelemetryMetricsMissing" && expr.includes(counting));
    }
    // Where agents count requests, what Kong counts of them is compared with it, since it is not there at first.
    return everySource.some(
        ({ container, pods, always, later }) =>
            [...always, ...later].includes(name) &&
            rules.some(
                ({ alert = "", expr }) =>
                    alert.endsWith("MetricsMissing") &&
                    expr.includes(`container="${container}"`) &&
                    (pods === undefined || expr.includes(pods.split("-.+")[0]!) || pods.startsWith("(")) &&
                    (!always.includes(name) || metricNames(expr).includes(name)),
            ),
    );
}

describe("alerts of absence", () => {
    for (const stack of Object.keys({ ...stackFiles, ...besideFiles })) {
        it(`cover every metric that an alert or a panel of stack ${stack} reads`, async () => {
            const plan = await planOf(stack);
            const rules = rulesOf(plan);
            const there = plan.resources.some(({ type }) => type.endsWith(":ExistingPrometheus"));
            const values = (
                there ? { defaultRules: { disabled: {} } } : valuesOf(plan, "metrics-kube-prometheus-stack")
            ) as {
                defaultRules: { disabled: Record<string, unknown> };
            };
            const promtail = plan.resources.some((resource) => resource.name === "promtail-promtail");
            const counting = promtail ? 'container="promtail"' : "opentelemetry-agent-collector-.+";
            const { disabled } = values.defaultRules;
            const recorded = rules.flatMap(({ record }) => record ?? []);
            // When a certificate ends that is made by the `up` is not known before.
            const exprs = rules.map(({ expr }) => expr).filter((expr) => expr !== unknown);
            const read = new Set([...exprs, ...questionsOf(plan)].flatMap(metricNames));
            assert.ok(read.size >= 30, String(read.size));
            const untold = [...read].filter(
                (name) =>
                    !recorded.includes(name) &&
                    !ownOfPrometheus.test(name) &&
                    !ofApplications.includes(name) &&
                    // Node exporter and Tempo are then watched where they are.
                    !(there && /^(node_|traces_spanmetrics_)/.test(name)) &&
                    // In DeepFlow's own store, whose agent watches all that there is.
                    !name.startsWith("flow_metrics__") &&
                    !isTold(name, rules, { disabled, counting }),
            );
            assert.deepEqual(untold, []);
        });
    }

    it("tell what is there from the start from what comes with the first event", () => {
        const early = everySource.flatMap(({ always }) => always);
        assert.deepEqual(
            early.filter((name) => everySource.some(({ later }) => later.includes(name))),
            [],
        );
    });

    it("name no series that no alert and no panel of any stack reads", async () => {
        const read = new Set<string>();
        for (const stack of Object.keys(stackFiles)) {
            const plan = await planOf(stack);
            [...rulesOf(plan).map(({ expr }) => expr), ...questionsOf(plan)]
                .flatMap(metricNames)
                .forEach((name) => read.add(name));
        }
        const named = [...new Set(everySource.flatMap(({ always, later }) => [...always, ...later]))];
        assert.deepEqual(
            named.filter((name) => !read.has(name)),
            [],
        );
    });
});
