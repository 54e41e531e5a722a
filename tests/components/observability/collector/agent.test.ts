import assert from "node:assert/strict";
import { agentConfig } from "../../../../components/observability/collector/agent/config";
import { uncounted } from "../../../../components/observability/collector/agent/uncounted";
import { collectorType, find, planWith } from "../../../tools/plan/stacks";
import { containerLogs, readGateway } from "../../../real/agent/agent";

const configOf = (
    said: Parameters<typeof containerLogs>[0],
    gateways = [readGateway()],
): ReturnType<typeof agentConfig> =>
    agentConfig({
        endpoint: "http://collector:4319",
        prometheusOtlpUrls: ["http://prometheus:9090/api/v1/otlp"],
        gateways,
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

    it("counts nothing without a Prometheus, and has no exporter that nothing uses", () => {
        const config = agentConfig({
            endpoint: "http://collector:4319",
            prometheusOtlpUrls: [],
            gateways: [],
            ownGateway: "kong",
            environment: "dev",
            namespace: "observability",
            containers: undefined,
        });
        const { exporters, service } = uncounted(config);
        assert.deepEqual(
            Object.keys(service.pipelines).filter((name) => name.startsWith("metrics")),
            [],
        );
        assert.deepEqual(Object.keys(exporters), service.pipelines.logs.exporters);
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

describe("the agent of several gateways", () => {
    const other = { namespace: "kong-b", environment: "b", resourceAttributes: { team: "shop" }, accessLines: false };
    const { receivers, service } = configOf({}, [readGateway(), other]) as unknown as {
        receivers: Record<
            string,
            { include: string[]; exclude: string[]; resource?: object; operators: { expr?: string }[] }
        >;
        service: ReturnType<typeof agentConfig>["service"];
    };

    it("has receivers for each, under the names that those of the stack's own always had", () => {
        assert.deepEqual(Object.keys(receivers), [
            ...["file_log", "file_log/drops", "file_log/gateway_kong-b", "file_log/drops_kong-b"],
            "file_log/containers",
        ]);
        assert.deepEqual(service.pipelines.logs.receivers, ["file_log", "file_log/gateway_kong-b"]);
        assert.deepEqual(service.pipelines["logs/drops"].receivers, ["file_log/drops", "file_log/drops_kong-b"]);
        assert.deepEqual(receivers["file_log/gateway_kong-b"]?.include, ["/var/log/pods/kong-b_*/proxy/*.log"]);
    });

    it("gives lines the environment and attributes of their gateway, and none that the collector gives anyway", () => {
        assert.deepEqual(receivers["file_log/gateway_kong-b"]?.resource, {
            "deployment.environment.name": "b",
            team: "shop",
        });
        assert.equal(receivers.file_log?.resource, undefined);
    });

    it("reads access lines where they are written, and the same lines nowhere else", () => {
        const kept = (name: string): boolean => /startsWith/.test(JSON.stringify(receivers[name]?.operators));
        assert.deepEqual([kept("file_log"), kept("file_log/gateway_kong-b")], [true, false]);
        const apart = ["/var/log/pods/kong_*_*/proxy/*.log", "/var/log/pods/kong-b_*_*/proxy/*.log"];
        assert.ok(apart.every((files) => receivers["file_log/containers"]?.exclude.includes(files)));
    });
});
