import assert from "node:assert/strict";
import type { Plan } from "../../../tools/plan/evaluate";
import { judgePlan } from "../../../tools/plan/verdict";
import { collectorType, datasourcesOf, find, ofType, planOf, planWith, releaseType, valuesOf } from "./stacks";

const otlp = { kind: "otlp", name: "vendor", endpoint: "https://otlp.vendor.example" };
const charts = (plan: Plan): string[] => ofType(plan, releaseType).map(({ inputs }) => String(inputs.chart));
const dashboardOf = (plan: Plan): string =>
    JSON.stringify(find(plan, "kubernetes:core/v1:ConfigMap", "gateway-dashboard").inputs.data);
const alertsOf = (plan: Plan): string =>
    JSON.stringify(ofType(plan, "kubernetes:monitoring.coreos.com/v1:PrometheusRule").filter(isOfSignals));
const isOfSignals = ({ name }: { name: string }): boolean => ["signal-alerts", "kong-signals"].includes(name);

describe("a stack whose signals go elsewhere", () => {
    it("installs no Tempo for no trace, and nothing looks for one", async () => {
        const plan = await planWith("local", { traces: { destinations: [otlp] } });
        assert.ok(!charts(plan).includes("tempo"));
        assert.deepEqual(
            datasourcesOf(plan).map(({ uid }) => String(uid)),
            ["alertmanager", "loki", "prometheus"],
        );
        assert.doesNotMatch(JSON.stringify(datasourcesOf(plan)), /tempo|derivedFields|exemplarTraceId/);
        assert.doesNotMatch(dashboardOf(plan), /tempo|traces_spanmetrics/);
        assert.doesNotMatch(alertsOf(plan), /tempo_|traces_spanmetrics/);
        assert.match(alertsOf(plan), /TracesMissing/);
        const { probe } = plan.outputs.values as { probe: { elsewhere: object } };
        assert.deepEqual(probe.elsewhere, { traces: "vendor (https://otlp.vendor.example)" });
    });

    it("installs no Loki for no line, and reads lines all the same", async () => {
        const plan = await planWith("local", { logs: { destinations: [otlp] } });
        assert.ok(!charts(plan).includes("loki"));
        assert.doesNotMatch(JSON.stringify(datasourcesOf(plan)), /loki/);
        assert.doesNotMatch(dashboardOf(plan), /"loki/);
        assert.deepEqual(
            ofType(plan, collectorType).map(({ name }) => name),
            ["collector-agent", "collector-events", "collector"],
        );
        assert.match(alertsOf(plan), /AccessLogsMissing/);
    });

    it("says so of spans that a plugin sends past the collector, whose absence then is no alarm", async () => {
        const config = { traces_endpoint: "https://u:hunter2@otlp.example.com/v1/traces?token=hunter2" };
        const plan = await planWith("local", { gateway: { plugins: [{ name: "opentelemetry", config }] } });
        const { probe } = plan.outputs.values as { probe: { elsewhere: object } };
        assert.deepEqual(probe.elsewhere, { traces: "https://otlp.example.com" });
        assert.doesNotMatch(alertsOf(plan), /TracesMissing/);
        const own = { traces_endpoint: "http://opentelemetry-collector.observability.svc:4318/v1/traces" };
        const same = await planWith("local", { gateway: { plugins: [{ name: "opentelemetry", config: own }] } });
        assert.match(alertsOf(same), /TracesMissing/);
        assert.equal((same.outputs.values as { probe: { elsewhere?: object } }).probe.elsewhere, undefined);
    });

    it("counts a route whose own plugin does that as not traced here", async () => {
        const route = (name: string, config?: object): object => ({
            name,
            paths: [`/${name}`],
            plugins: config === undefined ? [] : [{ name: "opentelemetry", config }],
        });
        const routes = [route("away", { traces_endpoint: "https://otlp.example.com/v1/traces" }), route("here")];
        const services = [{ name: "shop", url: "http://shop.shop.svc", routes }];
        const plan = await planWith("local", { sample: false, gateway: { services } });
        const { probe } = plan.outputs.values as { probe: { request: object } };
        assert.deepEqual(probe.request, { path: "/here" });
        assert.match(alertsOf(plan), /route!~.{0,40}\(away\)/);
    });

    it("has the secrets of its destinations in one Secret, and nowhere else", async () => {
        const plan = await planOf("destinations");
        const secret = find(plan, "kubernetes:core/v1:Secret", "collector-credentials");
        assert.deepEqual(secret.inputs.metadata, { name: "collector-credentials", namespace: "observability" });
        assert.ok(secret.secrets.length > 0);
        const text = JSON.stringify(plan.outputs.values);
        assert.match(text, /vendor \(https:\/\/otlp\.vendor\.example:4317\)/);
        assert.deepEqual(
            judgePlan(plan, {})
                .filter(({ level }) => level === "mandatory")
                .map(({ message }) => message),
            [],
        );
    });

    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- reads what was planned, whatever its shape
    const metricsOf = (plan: Plan): any => valuesOf(plan, "metrics-kube-prometheus-stack");

    it("has Prometheus write elsewhere what it keeps, with what it logs in with in Secrets", async () => {
        const plan = await planOf("destinations");
        const { prometheus, grafana } = metricsOf(plan);
        const ca = { ca: { secret: { name: "company-ca", key: "ca.crt" } } };
        assert.deepEqual(prometheus.prometheusSpec.remoteWrite, [
            {
                name: "mimir",
                url: "https://mimir.example/api/v1/push",
                basicAuth: {
                    username: { name: "metrics-remote-write-users", key: "mimir" },
                    password: { name: "metrics-credentials", key: "mimir" },
                },
                tlsConfig: ca,
            },
            {
                name: "vendor",
                url: "https://metrics.vendor.example/api/v1/write",
                authorization: { type: "Bearer", credentials: { name: "metrics-credentials", key: "vendor-key" } },
            },
            {
                name: "amp",
                url: "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-12345678-1234-1234-1234-123456789012/api/v1/remote_write",
                sigv4: { region: "eu-central-1" },
            },
        ]);
        const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/kong-metrics" };
        assert.deepEqual([prometheus.serviceAccount, grafana.serviceAccount], [{ annotations }, { annotations }]);
        const datasource = datasourcesOf(plan).find(({ uid }) => uid === "prometheus-amp");
        assert.deepEqual(
            [datasource.type, datasource.url, datasource.isDefault, datasource.jsonData.sigV4Region],
            [
                "grafana-amazonprometheus-datasource",
                "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-12345678-1234-1234-1234-123456789012",
                false,
                "eu-central-1",
            ],
        );
        assert.deepEqual(grafana.plugins, ["grafana-amazonprometheus-datasource@3.3.5"]);
        assert.equal(grafana["grafana.ini"].auth.sigv4_auth_enabled, true);
        // Otherwise Grafana 12.4 and later keep the role's variables from the plugin's process.
        assert.match(grafana["grafana.ini"].aws.forward_settings_to_plugins, /,grafana-amazonprometheus-datasource$/);
    });

    it("has roles of its own on EKS, each with no more than it needs, before the pods", async () => {
        const workspaceId = "ws-12345678-1234-1234-1234-123456789012";
        const amp = { kind: "amazon-managed-prometheus", name: "amp", workspaceId, region: "eu-central-1" };
        const destinations = [{ kind: "in-cluster" }, { ...amp, datasource: { pluginVersion: "3.3.5" } }];
        const plan = await planWith("dev", { metrics: { destinations } });
        const policies = ofType(plan, "aws:iam/rolePolicy:RolePolicy").filter(({ name }) => /workspaces/.test(name));
        const Resource = [`arn:aws:aps:eu-central-1:*:workspace/${workspaceId}`];
        const allow = (Action: string[]): object[] => [{ Effect: "Allow", Action, Resource }];
        assert.deepEqual(
            policies.map(({ inputs }) => (JSON.parse(String(inputs.policy)) as { Statement: object[] }).Statement),
            [
                allow(["aps:QueryMetrics", "aps:GetSeries", "aps:GetLabels", "aps:GetMetricMetadata"]),
                allow(["aps:RemoteWrite"]),
            ],
        );
        const associations = ofType(plan, "aws:eks/podIdentityAssociation:PodIdentityAssociation");
        const accounts = associations
            .filter(({ name }) => /workspaces/.test(name))
            .map(({ inputs }) => `${String(inputs.namespace)}/${String(inputs.serviceAccount)}`);
        assert.deepEqual(accounts, [
            "observability/kube-prometheus-stack-grafana",
            "observability/kube-prometheus-stack-prometheus",
        ]);
        assert.equal(metricsOf(plan).prometheus.serviceAccount, undefined);
    });
});
