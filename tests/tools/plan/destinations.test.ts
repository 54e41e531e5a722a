import assert from "node:assert/strict";
import type { Plan } from "../../../tools/plan/evaluate";
import { judgePlan } from "../../../tools/plan/verdict";
import { datasourcesOf, find, ofType, planOf, planWith, releaseType } from "./stacks";

const otlp = { kind: "otlp", name: "vendor", endpoint: "https://otlp.vendor.example" };
const charts = (plan: Plan): string[] => ofType(plan, releaseType).map(({ inputs }) => String(inputs.chart));
const dashboardOf = (plan: Plan): string =>
    JSON.stringify(find(plan, "kubernetes:core/v1:ConfigMap", "gateway-dashboard").inputs.data);
const alertsOf = (plan: Plan): string =>
    JSON.stringify(find(plan, "kubernetes:monitoring.coreos.com/v1:PrometheusRule", "signal-alerts").inputs);

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
        const type = "kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector";
        assert.deepEqual(
            ofType(plan, type).map(({ name }) => name),
            ["collector-agent", "collector"],
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
});
