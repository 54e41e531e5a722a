import assert from "node:assert/strict";
import { agentConfig } from "../../../../components/observability/collector/agent/config";
import { collectorType, find, planWith } from "../../../tools/plan/stacks";
import { containerLogs, readGateway } from "../../../real/agent/agent";

const configOf = (said: Parameters<typeof containerLogs>[0]): ReturnType<typeof agentConfig> =>
    agentConfig({
        endpoint: "http://collector:4319",
        prometheusOtlpUrls: ["http://prometheus:9090/api/v1/otlp"],
        gateways: [readGateway()],
        ownGateway: "kong",
        environment: "dev",
        namespace: "observability",
        containers: containerLogs(said),
    });

describe("the agent", () => {
    const kongAlone = configOf({ enabled: false });
    const all = configOf({});

    it("reads the gateway's lines in the same way, whether or not it reads all others", () => {
        assert.deepEqual(Object.keys(kongAlone.receivers), ["file_log", "file_log/drops"]);
        assert.deepEqual({ ...all.receivers, ...kongAlone.receivers }, all.receivers);
        assert.deepEqual({ ...all.processors, ...kongAlone.processors }, all.processors);
        assert.deepEqual({ ...all.exporters, ...kongAlone.exporters }, all.exporters);
        const { metrics, ...pipelines } = kongAlone.service.pipelines;
        assert.deepEqual({ ...all.service.pipelines, ...pipelines }, all.service.pipelines);
        assert.deepEqual(
            [metrics.receivers, all.service.pipelines.metrics.receivers],
            [["count"], ["count", "count/errors"]],
        );
    });

    it("asks the API for the pods of its own node, and for the labels that anything asks for", () => {
        const config = configOf({
            labels: ["a"],
            pods: { include: { b: "x" }, exclude: { c: "y" } },
            json: [{ labels: { b: "z" } }],
        });
        const { filter, extract } = config.processors.k8s_attributes as {
            filter: object;
            extract: { labels: { key: string; tag_name: string }[] };
        };
        assert.deepEqual(filter, { node_from_env_var: "KUBE_NODE_NAME" });
        assert.deepEqual(
            extract.labels.map(({ key, tag_name: name }) => [key, name]),
            [
                ["a", "k8s.pod.label.a"],
                ["b", "k8s.pod.label.b"],
                ["c", "k8s.pod.label.c"],
            ],
        );
    });

    it("may read pods and nothing else of the cluster, has what the rate takes, and neither where it reads Kong alone", async () => {
        const stack = async (containers: object): Promise<Record<string, unknown>[]> => {
            const planned = await planWith("local", { logs: { containers } });
            const spec = find(planned, collectorType, "collector-agent").inputs.spec as Record<string, unknown>;
            const roles = planned.resources.filter(
                ({ type, name }) => type.endsWith(":ClusterRole") && name === "collector-agent",
            );
            return [spec, ...roles.map(({ inputs }) => inputs as Record<string, unknown>)];
        };
        const [spec, role] = await stack({ linesPerSecond: 5000 });
        assert.deepEqual(role?.rules, [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }]);
        assert.equal(spec?.serviceAccount, "opentelemetry-agent");
        assert.deepEqual(spec?.env, [
            { name: "KUBE_NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
        ]);
        assert.deepEqual(spec?.resources, { requests: { cpu: "340m", memory: "192Mi" }, limits: { memory: "384Mi" } });
        const [alone, none] = await stack({ enabled: false });
        assert.deepEqual(
            [none, alone?.serviceAccount, alone?.env, alone?.resources],
            [
                undefined,
                undefined,
                undefined,
                { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "384Mi" } },
            ],
        );
    });
});
