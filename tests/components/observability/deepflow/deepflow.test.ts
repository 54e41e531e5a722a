import assert from "node:assert/strict";
import {
    collectorType,
    datasourcesOf,
    find,
    ofType,
    planOf,
    planWith,
    releaseType,
    valuesOf,
} from "../../../tools/plan/stacks";
import type { Plan } from "../../../../tools/plan/evaluate";

const agent = "http://deepflow-agent.observability.svc:80";

interface CollectorInputs {
    spec: {
        config: { exporters: Record<string, object>; service: { pipelines: { traces: { exporters: string[] } } } };
    };
}

const collectorOf = (planned: Plan): CollectorInputs["spec"]["config"] =>
    (find(planned, collectorType, "collector").inputs as unknown as CollectorInputs).spec.config;

describe("DeepFlow", () => {
    it("is not in a stack that does not ask for it", async () => {
        const planned = await planOf("dev");
        assert.ok(!JSON.stringify(planned.resources).toLowerCase().includes("deepflow"));
    });

    it("opens no port of a node, and has neither the chart's Grafana, nor China's time, nor its registry", async () => {
        const values = valuesOf(await planOf("deepflow"), "deepflow");
        assert.deepEqual(values.server.service, { type: "ClusterIP" });
        assert.deepEqual(values.grafana, { enabled: false });
        assert.equal(values.global.timezone, "Europe/Berlin");
        assert.equal(values.global.ntpServer, "time.aws.com");
        assert.ok(!JSON.stringify(values).includes("aliyun"));
    });

    it("gets passwords that are made for it, which no plan shows", async () => {
        const planned = await planOf("deepflow");
        const made = ofType(planned, "random:index/randomPassword:RandomPassword").map(({ name }) => name);
        assert.ok(made.includes("deepflow-mysql") && made.includes("deepflow-clickhouse"));
        const { global } = valuesOf(planned, "deepflow");
        assert.deepEqual(global.password, { mysql: "[unknown]", clickhouse: "[unknown]" });
    });

    it("gives up MySQL's volume with its password, and has the sizes of the settings", async () => {
        const { mysql, clickhouse } = valuesOf(await planOf("deepflow"), "deepflow");
        assert.deepEqual(mysql.storageConfig.persistence, {
            size: "10Gi",
            annotations: { "helm.sh/resource-policy": null },
        });
        assert.deepEqual(
            clickhouse.storageConfig.persistence.map(({ name, size }: { name: string; size: string }) => [name, size]),
            [
                ["clickhouse-path", "20Gi"],
                ["clickhouse-storage-path", "200Gi"],
            ],
        );
    });

    it("is sent traces beside Tempo, at the path of its agents", async () => {
        const { exporters, service } = collectorOf(await planOf("deepflow"));
        assert.deepEqual(service.pipelines.traces.exporters, ["otlp_grpc/tempo", "otlp_http/deepflow_traces"]);
        const { endpoint, traces_endpoint, compression } = exporters["otlp_http/deepflow_traces"] as Record<
            string,
            unknown
        >;
        assert.deepEqual([endpoint, traces_endpoint, compression], [agent, `${agent}/api/v1/otel/trace`, "gzip"]);
    });

    it("is sent traces alone: no Tempo then, and nothing that asks it", async () => {
        const planned = await planWith("deepflow", { traces: { destinations: [{ kind: "deepflow" }] } });
        assert.deepEqual(collectorOf(planned).service.pipelines.traces.exporters, ["otlp_http/deepflow_traces"]);
        assert.ok(!ofType(planned, releaseType).some(({ name }) => name === "traces-tempo"));
        const uids = datasourcesOf(planned).map(({ uid }: { uid: string }) => uid);
        assert.ok(!uids.includes("tempo") && uids.includes("deepflow"));
    });

    it("is sent none unless that is asked for", async () => {
        const planned = await planWith("deepflow", { traces: {}, metrics: {} });
        assert.deepEqual(collectorOf(planned).service.pipelines.traces.exporters, ["otlp_grpc/tempo"]);
        const { prometheus } = valuesOf(planned, "metrics-kube-prometheus-stack");
        assert.equal(prometheus.prometheusSpec.remoteWrite, undefined);
    });

    it("is sent what Prometheus scrapes", async () => {
        const { prometheus } = valuesOf(await planOf("deepflow"), "metrics-kube-prometheus-stack");
        assert.deepEqual(prometheus.prometheusSpec.remoteWrite, [
            { name: "deepflow", url: `${agent}/api/v1/prometheus` },
        ]);
    });

    it("is closed to the rest of the cluster with the other stores, but for its agents", async () => {
        const planned = await planOf("deepflow");
        const policies = ofType(planned, "kubernetes:networking.k8s.io/v1:NetworkPolicy");
        const selected = policies.map(({ inputs }) => (inputs.spec as { podSelector: unknown }).podSelector);
        for (const component of ["deepflow-server", "clickhouse", "mysql"]) {
            const selector = { matchLabels: { app: "deepflow", component } };
            assert.ok(
                selected.some((one) => JSON.stringify(one) === JSON.stringify(selector)),
                component,
            );
        }
        assert.ok(!JSON.stringify(selected).includes("deepflow-agent"));
    });

    it("is installed by Helm whoever delivers the other charts, since its values hold passwords", async () => {
        const planned = await planWith("deepflow", { delivery: "argocd" });
        assert.deepEqual(
            ofType(planned, releaseType).map(({ name }) => name),
            ["deepflow"],
        );
        assert.ok(
            !ofType(planned, "kubernetes:argoproj.io/v1alpha1:Application").some(({ name }) => name === "deepflow"),
        );
    });

    it("is asked by Grafana in PromQL", async () => {
        const found = datasourcesOf(await planOf("deepflow")).find(({ uid }: { uid: string }) => uid === "deepflow");
        assert.equal(found.type, "prometheus");
        assert.equal(found.url, "http://deepflow-server.observability.svc:20416/prom");
        assert.equal(found.isDefault, false);
    });

    it("brings Grafana its plugins from a pinned image, and no other plugin may be unsigned", async () => {
        const { grafana } = valuesOf(await planOf("deepflow"), "metrics-kube-prometheus-stack");
        assert.equal(
            grafana["grafana.ini"].plugins.allow_loading_unsigned_plugins,
            "deepflowio-deepflow-datasource,deepflowio-tracing-panel,deepflowio-topo-panel",
        );
        assert.equal(grafana["grafana.ini"].plugins.preinstall_disabled, true);
        const [init] = grafana.extraInitContainers;
        assert.equal(init.image, "docker.io/deepflowce/deepflowio-init-grafana:v7.0.7");
        assert.deepEqual(init.volumeMounts, grafana.extraEmptyDirMounts);
        const { grafana: without } = valuesOf(
            await planWith("deepflow", { deepflow: { enabled: true } }),
            "metrics-kube-prometheus-stack",
        );
        assert.equal(without["grafana.ini"].plugins.allow_loading_unsigned_plugins, undefined);
        assert.equal(without.extraInitContainers, undefined);
    });
});
