import assert from "node:assert/strict";
import { lineLabels } from "../../../../components/observability/grafana/dashboards/facts";
import { find, planOf, valuesOf } from "../../../tools/plan/stacks";
import { problems } from "../../../settings/helpers";

interface Values {
    image: object;
    serviceMonitor: { labels: object; metricRelabelings: { sourceLabels?: string[]; targetLabel?: string }[] };
    config: {
        clients: { url: string }[];
        snippets: { pipelineStages: Record<string, unknown>[]; extraRelabelConfigs: object[] };
    };
}

describe("promtail beside chart loki", () => {
    it("reads in the agents' place, and never what they read", async () => {
        const planned = await planOf("promtail");
        const { config } = valuesOf(planned, "promtail-promtail") as Values;
        assert.deepEqual(config.clients, [{ url: "http://loki.observability.svc:3100/loki/api/v1/push" }]);
        assert.deepEqual(config.snippets.extraRelabelConfigs[0], {
            action: "drop",
            source_labels: ["__meta_kubernetes_namespace", "__meta_kubernetes_pod_container_name"],
            separator: "/",
            regex: "kong/proxy",
        });
        const { spec } = find(planned, "kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector", "collector-agent")
            .inputs as { spec: { config: { receivers: object } } };
        assert.deepEqual(Object.keys(spec.config.receivers), ["file_log", "file_log/drops"]);
        assert.ok(planned.notices.some((notice) => /promtail 6.17.1 is deprecated/.test(notice)));
    });

    it("makes the level a label, structured metadata of the rest, and counts errors under the agents' name", async () => {
        const { config, serviceMonitor } = valuesOf(await planOf("promtail"), "promtail-promtail") as Values;
        const [, , post] = config.snippets.pipelineStages as { match: { selector: string; stages: object[] } }[];
        assert.equal(post!.match.selector, '{namespace=~".+", asked_app=~"demo-.*"} |~ "^[{]"');
        assert.ok(
            config.snippets.extraRelabelConfigs.some(
                (step) => (step as { target_label?: string }).target_label === "asked_app",
            ),
        );
        const [json, template, , , metadata] = post!.match.stages;
        assert.deepEqual(Object.keys((json as { json: { expressions: object } }).json.expressions), [
            ...["dt", "id", "level", "method", "severity", "spanId", "span_id", "traceId", "trace_id", "url"],
        ]);
        assert.deepEqual(template, {
            template: { source: "level", template: '{{ or (index . "level") (index . "severity") "" }}' },
        });
        assert.deepEqual(metadata, {
            structured_metadata: {
                ...{ trace_id: "trace_id", span_id: "span_id" },
                ...{ id: "id", dt: "dt", url: "url", method: "method" },
            },
        });
        assert.deepEqual(config.snippets.pipelineStages[3], { labels: { level: "level" } });
        assert.deepEqual(
            config.snippets.pipelineStages.filter((stage) => "metrics" in stage).length,
            1,
            "a line counts once",
        );
        assert.deepEqual(serviceMonitor.labels, { release: "kube-prometheus-stack" });
        assert.ok(
            serviceMonitor.metricRelabelings.some(
                (step) =>
                    step.targetLabel === "__name__" &&
                    (step as { replacement?: string }).replacement === "log_error_total",
            ),
        );
    });

    it("names what links and dashboards ask for as the agents do, once errors are counted", async () => {
        const { config } = valuesOf(await planOf("promtail"), "promtail-promtail") as Values;
        const { pipelineStages: stages } = config.snippets;
        const [, , post] = stages as { match: { stages: object[] } }[];
        assert.deepEqual(post!.match.stages.slice(2, 4), [
            { template: { source: "trace_id", template: '{{ or (index . "trace_id") (index . "traceId") "" }}' } },
            { template: { source: "span_id", template: '{{ or (index . "span_id") (index . "spanId") "" }}' } },
        ]);
        const counter = stages.findIndex((stage) => "metrics" in stage);
        assert.deepEqual(stages.slice(counter + 1, counter + 3), [
            { labels: { k8s_namespace_name: "namespace", k8s_container_name: "container" } },
            { structured_metadata: { pod: "pod", k8s_pod_name: "pod" } },
        ]);
        // Loki itself makes service_name of the label app.
        const { namespace, app } = lineLabels("otlp");
        assert.deepEqual([namespace, app], ["k8s_namespace_name", "service_name"]);
    });

    it("takes no setting that it has nothing for", () => {
        const logs = { chart: "loki", shipper: "promtail", containers: { queueSize: "2Gi" } };
        assert.deepEqual(problems({ logs }), [
            'p:logs.containers.queueSize: got "2Gi"; allowed: nothing here, since logs.shipper promtail knows nothing like it',
        ]);
    });
});
