import assert from "node:assert/strict";
import { configMapType, find, ofType, planOf, valuesOf } from "./stacks";

const monitoring = "kubernetes:monitoring.coreos.com/v1";
const rbac = "kubernetes:rbac.authorization.k8s.io/v1";

describe("a stack with what users bring", () => {
    it("scrapes Ambassador as the post does: beside Prometheus, by its label, in Ambassador's namespace", async () => {
        const { inputs } = find(
            await planOf("additions"),
            `${monitoring}:ServiceMonitor`,
            "metrics-monitors-service-ambassador",
        );
        assert.deepEqual(inputs.metadata, {
            labels: { release: "kube-prometheus-stack" },
            name: "own-ambassador",
            namespace: "observability",
        });
        assert.deepEqual(inputs.spec, {
            endpoints: [{ interval: "10s", path: "/metrics", port: "ambassador-admin", scheme: "http" }],
            namespaceSelector: { matchNames: ["ambassador"] },
            selector: { matchLabels: { service: "ambassador-admin" } },
        });
    });

    it("scrapes pods that no Service leads to", async () => {
        const { inputs } = find(await planOf("additions"), `${monitoring}:PodMonitor`, "metrics-monitors-pod-batch");
        assert.deepEqual(inputs.spec, {
            namespaceSelector: { matchNames: ["jobs"] },
            podMetricsEndpoints: [{ path: "/stats", port: "metrics", scheme: "http", scrapeTimeout: "5s" }],
            selector: { matchLabels: { app: "batch" } },
        });
    });

    it("lets Prometheus' account find targets by one Role a namespace, where asked, and no more than find", async () => {
        const planned = await planOf("additions");
        const roles = ofType(planned, `${rbac}:Role`).filter(({ name }) => name.startsWith("metrics-monitors"));
        assert.deepEqual(
            roles.map(({ inputs }) => (inputs.metadata as { namespace: string }).namespace),
            ["ambassador"],
        );
        const { rules } = roles[0]!.inputs as { rules: { resources: string[]; verbs: string[] }[] };
        assert.deepEqual(
            rules.flatMap(({ resources }) => resources),
            ["services", "endpoints", "pods", "endpointslices"],
        );
        assert.deepEqual([...new Set(rules.flatMap(({ verbs }) => verbs))], ["get", "list", "watch"]);
        const { inputs } = find(planned, `${rbac}:RoleBinding`, "metrics-monitors-ambassador");
        assert.deepEqual(inputs.subjects, [
            { kind: "ServiceAccount", name: "kube-prometheus-stack-prometheus", namespace: "observability" },
        ]);
    });

    it("hands a dashboard's file to Grafana's sidecar, in its folder, with our datasource", async () => {
        const planned = await planOf("additions");
        const { inputs } = find(planned, configMapType, "metrics-dashboards-ambassador");
        assert.deepEqual(inputs.metadata, {
            annotations: { grafana_folder: "API gateways" },
            labels: { grafana_dashboard: "1" },
            name: "grafana-dashboard-ambassador",
            namespace: "observability",
        });
        const dashboard = JSON.parse((inputs.data as Record<string, string>)["ambassador.json"]!);
        assert.deepEqual(
            [dashboard.uid, dashboard.id, dashboard.__inputs, dashboard.panels[0].datasource.uid],
            ["ambassador", undefined, undefined, "prometheus"],
        );
        const { dashboards } = valuesOf(planned, "metrics-kube-prometheus-stack").grafana.sidecar;
        assert.deepEqual(
            [dashboards.enabled, dashboards.folderAnnotation, dashboards.provider.foldersFromFilesStructure],
            [true, "grafana_folder", true],
        );
    });

    it("has Grafana fetch dashboards of grafana.com at their revisions", async () => {
        const { dashboards } = valuesOf(await planOf("additions"), "metrics-kube-prometheus-stack").grafana;
        assert.deepEqual(
            Object.entries(dashboards).flatMap(([provider, files]) =>
                Object.entries(files as object).map(([name, { gnetId, revision }]) => [
                    provider,
                    name,
                    gnetId,
                    revision,
                ]),
            ),
            [
                ["api-gateways", "ambassador", 4698, 1],
                ["kong", "kong-official", 7424, 11],
                ["root", "envoy", 11021, 1],
            ],
        );
    });

    it("serves on the post's node ports with two gateways, which keep apart", async () => {
        const { proxy, replicaCount, podDisruptionBudget } = valuesOf(await planOf("additions"), "kong-dp");
        assert.deepEqual(
            [proxy.type, proxy.http.nodePort, proxy.tls.nodePort, replicaCount],
            ["NodePort", 32080, 32443, 2],
        );
        assert.deepEqual(podDisruptionBudget, { enabled: true, maxUnavailable: 1 });
    });
});
