import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { hybridAlerts } from "../../components/gateway/hybrid/alerts";
import { homepage } from "../../package.json";
import type { MetricsValues } from "../../components/observability/metrics/values";
import { planOf, valuesOf } from "../tools/plan/stacks";
import { type FiredAlert, type SlackMessage, startAlertmanager } from "./verify/servers/alertmanager";

const inside = (server: string, port: number): string => `http://kube-prometheus-stack-${server}.observability:${port}`;
const graph = (base: string): string => `${base}/graph?g0.expr=up+%3D%3D+0&g0.tab=1`;

/** One of ours, as Prometheus sends it once the operator has filled in the labels. */
function disconnected(pod: string, more: Partial<FiredAlert> = {}): FiredAlert {
    const rule = hybridAlerts("kong").find(({ alert }) => alert === "KongDataPlaneDisconnected")!;
    const filled = (text: string): string => text.replaceAll("{{ $labels.pod }}", pod);
    const { summary, description } = rule.annotations;
    const runbook_url = `${homepage}/blob/main/docs/runbooks/${rule.alert}.md`;
    return {
        labels: { alertname: rule.alert, namespace: "kong", pod, cluster: "kong-observability-prod", ...rule.labels },
        annotations: { summary: filled(summary), description: filled(description), runbook_url },
        generatorURL: graph(inside("prometheus", 9090)),
        startsAt: new Date(Date.UTC(2026, 0, 2, 3, 4)).toISOString(),
        ...more,
    };
}

/** One of the chart's. */
const crashLooping: FiredAlert = {
    labels: {
        alertname: "KubePodCrashLooping",
        namespace: "shop",
        severity: "warning",
        cluster: "kong-observability-prod",
    },
    annotations: {
        summary: "Pod is crash looping.",
        description: 'Pod shop/basket (app) is in waiting state (reason: "CrashLoopBackOff") <& more>.',
        runbook_url: "https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepodcrashlooping",
    },
    generatorURL: graph("https://prometheus.example.com"),
    startsAt: new Date(Date.UTC(2026, 0, 2, 3, 4)).toISOString(),
};

async function eventually(
    messages: SlackMessage[],
    wanted: (message: SlackMessage["attachments"][number]) => boolean,
): Promise<SlackMessage["attachments"][number]> {
    for (const until = Date.now() + 15_000; Date.now() < until; await sleep(50)) {
        const found = messages.flatMap(({ attachments }) => attachments).find(wanted);
        if (found !== undefined) {
            return found;
        }
    }
    assert.fail(`no such message among ${JSON.stringify(messages, undefined, 2)}`);
}

describe("a real Alertmanager's message to Slack", function () {
    this.timeout(60_000);
    let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;
    let values: MetricsValues["alertmanager"];

    before(async () => {
        values = (valuesOf(await planOf("enterprise"), "metrics-kube-prometheus-stack") as MetricsValues).alertmanager;
    });

    describe("where no page has an address", () => {
        before(async () => (alertmanager = await startAlertmanager(values, inside("alertmanager", 9093))));
        after(() => alertmanager.stop());

        it("says what is wrong and what to do, and leads to no name that only the cluster knows", async () => {
            await alertmanager.fire([disconnected("kong-dp-a")]);
            const message = await eventually(alertmanager.messages, ({ text }) => text.includes("kong-dp-a"));
            assert.equal(message.title, "[FIRING 1] KongDataPlaneDisconnected in kong on kong-observability-prod");
            assert.equal(message.color, "danger");
            assert.equal(
                message.text,
                [
                    "*Configuration does not reach data plane kong-dp-a*",
                    "critical, since 2026-01-02 03:04 UTC",
                    disconnected("kong-dp-a").annotations.description,
                    `<${homepage}/blob/main/docs/runbooks/KongDataPlaneDisconnected.md|Runbook>`,
                    "",
                    "Look closer: `kubectl --namespace observability port-forward service/kube-prometheus-stack-prometheus 9090`, then http://localhost:9090/alerts",
                    "Silence: `kubectl --namespace observability port-forward service/kube-prometheus-stack-alertmanager 9093`, then http://localhost:9093",
                    "",
                ].join("\n"),
            );
            assert.doesNotMatch(JSON.stringify(message), /\.observability[:/.]/);
            assert.equal(alertmanager.messages[0]?.channel, "#kong-alerts");
        });

        it("says that it is over", async () => {
            await alertmanager.fire([disconnected("kong-dp-a", { endsAt: new Date().toISOString() })]);
            const message = await eventually(alertmanager.messages, ({ title }) => title.startsWith("[RESOLVED]"));
            assert.equal(message.title, "[RESOLVED] KongDataPlaneDisconnected in kong on kong-observability-prod");
            assert.equal(message.color, "good");
            assert.match(
                message.text,
                /^:white_check_mark: Configuration does not reach data plane kong-dp-a, ended \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/,
            );
        });

        it("stays short where many fire at once", async () => {
            const long = { summary: "s".repeat(3000), description: "d".repeat(30_000), runbook_url: homepage };
            const labels = (pod: number): Record<string, string> => ({
                alertname: "Many",
                namespace: "kong",
                pod: `p${pod}`,
                severity: "warning",
            });
            await alertmanager.fire(
                Array.from({ length: 60 }, (_, pod) => disconnected("", { labels: labels(pod), annotations: long })),
            );
            const { title, text, color } = await eventually(alertmanager.messages, (message) =>
                message.title.startsWith("[FIRING 60]"),
            );
            assert.match(title, /^\[FIRING 60\] Many in kong/);
            assert.equal(color, "warning");
            assert.ok(text.includes("60 are firing; these are the first 5."));
            assert.ok(text.length < 8000, String(text.length));
        });
    });

    describe("where the pages have addresses", () => {
        before(async () => (alertmanager = await startAlertmanager(values, "https://alertmanager.example.com")));
        after(() => alertmanager.stop());

        it("links to the runbook, the source and Alertmanager, and lets no text become markup", async () => {
            await alertmanager.fire([crashLooping]);
            const message = await eventually(alertmanager.messages, ({ title }) =>
                title.includes("KubePodCrashLooping"),
            );
            assert.equal(message.title_link, "https://alertmanager.example.com/#/alerts?receiver=default");
            assert.equal(
                message.text,
                [
                    "*Pod is crash looping.*",
                    "warning, since 2026-01-02 03:04 UTC",
                    'Pod shop/basket (app) is in waiting state (reason: "CrashLoopBackOff") &lt;&amp; more&gt;.',
                    "<https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepodcrashlooping|Runbook>",
                    "<https://prometheus.example.com/graph?g0.expr=up+%3D%3D+0&g0.tab=1|Source>",
                    "",
                    "",
                ].join("\n"),
            );
        });
    });

    it("says the same by a receiver that an override brings with nothing but a channel", async () => {
        const receivers = [
            { name: "null" },
            { name: "default", slack_configs: [{ channel: "#own", send_resolved: true as const }] },
        ];
        const other = await startAlertmanager(
            { ...values, config: { ...values.config, receivers } },
            inside("alertmanager", 9093),
        );
        try {
            await other.fire([disconnected("kong-dp-b")]);
            assert.match(
                (await eventually(other.messages, () => true)).text,
                /^\*Configuration does not reach data plane kong-dp-b\*/,
            );
        } finally {
            await other.stop();
        }
    });
});
