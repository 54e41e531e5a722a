import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { lineLabels } from "../../../../components/shared/dashboards/lines";
import { stages } from "../../../../components/observability/logs/promtail/stages";
import { containers } from "../../../../settings/schema/containers";
import { collectorType, find, planOf, valuesOf } from "../../../tools/plan/stacks";
import { problems } from "../../../settings/helpers";

interface Values {
    image: object;
    serviceMonitor: { labels: object; metricRelabelings: { sourceLabels?: string[]; targetLabel?: string }[] };
    config: {
        clients: { url: string; backoff_config: { max_retries: number } }[];
        positions: { filename: string };
        snippets: { pipelineStages: Record<string, unknown>[]; extraRelabelConfigs: object[] };
    };
}

describe("promtail beside chart loki", () => {
    it("reads in the agents' place, and never what they read", async () => {
        const planned = await planOf("promtail");
        const { config } = valuesOf(planned, "promtail-promtail") as Values;
        assert.equal(config.clients[0]?.url, "http://loki.observability.svc:3100/loki/api/v1/push");
        assert.deepEqual(config.snippets.extraRelabelConfigs[0], {
            action: "drop",
            source_labels: ["__meta_kubernetes_namespace", "__meta_kubernetes_pod_container_name"],
            separator: "/",
            regex: "kong/proxy",
        });
        const { spec } = find(planned, collectorType, "collector-agent").inputs as {
            spec: { config: { receivers: object } };
        };
        assert.deepEqual(Object.keys(spec.config.receivers), ["file_log", "file_log/drops"]);
        assert.ok(planned.notices.some((notice) => /promtail 6.17.1 is deprecated/.test(notice)));
    });

    it("gives lines the labels of the agents' lines, and the post's, so that a query finds whichever read them", async () => {
        const { config } = valuesOf(await planOf("promtail"), "promtail-promtail") as Values;
        const made = (config.snippets.extraRelabelConfigs as { target_label?: string }[]).flatMap(
            ({ target_label }) => target_label ?? [],
        );
        assert.deepEqual(made, [
            "k8s_pod_label_app",
            ...["k8s_namespace_name", "k8s_pod_name", "k8s_container_name", "__tmp_workload", "service_name"],
        ]);
        const { namespace, app } = lineLabels("otlp");
        assert.ok([namespace, app].every((label) => made.includes(label)));
        const last = config.snippets.pipelineStages.slice(-2);
        assert.deepEqual(last, [
            {
                structured_metadata: Object.fromEntries(
                    ["pod", "trace_id", "span_id", "k8s_pod_label_app"].map((key) => [key, key]),
                ),
            },
            { labeldrop: ["filename", "pod", "node_name", "instance", "component", "k8s_pod_label_app"] },
        ]);
        assert.ok(
            config.snippets.pipelineStages.some((stage) => isDeepStrictEqual(stage, { labels: { level: "level" } })),
        );
    });

    it("reads of JSON what was asked for, under names that no label has", async () => {
        const { config } = valuesOf(await planOf("promtail"), "promtail-promtail") as Values;
        const matches = config.snippets.pipelineStages.flatMap(
            ({ match }) => (match as { selector: string; stages: object[] } | undefined) ?? [],
        );
        const post = matches.find(({ stages }) => "json" in stages[0]!);
        assert.equal(
            post?.selector,
            '{namespace=~".+", k8s_pod_label_app!="", k8s_pod_label_app=~"demo-.*"} |~ "^[{]"',
        );
        const [json, level] = post.stages;
        const { expressions } = (json as { json: { expressions: Record<string, string> } }).json;
        const fields = ["level", "severity", "trace_id", "traceId", "span_id", "spanId", "id", "dt", "url", "method"];
        assert.deepEqual(expressions, Object.fromEntries(fields.map((name) => [`field ${name}`, `"${name}"`])));
        assert.deepEqual(level, {
            template: {
                source: "level",
                template: '{{ or (index . "field level") (index . "field severity") (index . "level") "" }}',
            },
        });
    });

    it("writes a field whose name no label may have as Loki does, since promtail would not start", () => {
        const [json] = [containers.parse({ json: [{ attributes: ["http.status-code"] }] })];
        assert.match(JSON.stringify(stages(json, false)), /"http_status_code":"field http.status-code"/);
    });

    it("cuts query strings and credentials out of everybody's lines, and credentials alone where the others stay", () => {
        const cut = (queryStrings: boolean): number =>
            JSON.stringify(stages(containers.parse({ multiline: { enabled: false } }), queryStrings)).split(
                '"replace":{',
            ).length - 1;
        assert.deepEqual([cut(false), cut(true)], [6, 2]);
    });

    it("counts a line's error once, under the agents' name and labels", async () => {
        const { config, serviceMonitor } = valuesOf(await planOf("promtail"), "promtail-promtail") as Values;
        assert.equal(config.snippets.pipelineStages.filter((stage) => "metrics" in stage).length, 1);
        assert.deepEqual(serviceMonitor.labels, { release: "kube-prometheus-stack" });
        assert.ok(
            serviceMonitor.metricRelabelings.some(
                (step) =>
                    step.targetLabel === "__name__" &&
                    (step as { replacement?: string }).replacement === "log_error_total",
            ),
        );
    });

    it("keeps how far it has read on the node's disk, and gives nothing up that Loki may still take", async () => {
        const values = valuesOf(await planOf("promtail"), "promtail-promtail") as Values & {
            extraVolumes: { hostPath: { path: string } }[];
        };
        const [{ hostPath } = { hostPath: { path: "" } }] = values.extraVolumes;
        assert.ok(values.config.positions.filename.startsWith(`${hostPath.path}/`));
        assert.ok(!hostPath.path.startsWith("/run"));
        assert.equal(values.config.clients[0]?.backoff_config.max_retries, 0);
    });

    it("takes no setting that it has nothing for", () => {
        const json = [{}, { time: { field: "ts", layout: "%s" } }];
        const logs = { chart: "loki", shipper: "promtail", containers: { queueSize: "2Gi", json } };
        assert.deepEqual(problems({ logs }), [
            'p:logs.containers.queueSize: got "2Gi"; allowed: nothing here, since logs.shipper promtail does not support it',
            'p:logs.containers.json[1].time: got {"field":"ts","layout":"%s"}; allowed: nothing here, since logs.shipper promtail does not support it',
        ]);
        const heeded = { labels: ["team"], multiline: { wait: "3s" }, json: [{ traceId: ["tid"], spanId: ["sid"] }] };
        assert.deepEqual(problems({ logs: { ...logs, containers: heeded } }), []);
    });
});
