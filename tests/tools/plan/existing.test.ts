import assert from "node:assert/strict";
import { isMandatory, judge } from "../../../policy/judge";
import { rules } from "../../../policy/rules";
import { wiring, unserved } from "../../../policy/library/wiring/wires";
import type { Plan } from "../../../tools/plan/evaluate";
import { judgePlan, seenOf } from "../../../tools/plan/verdict";
import { planOf, planWith, valuesOf } from "./stacks";

const prometheus = {
    namespace: "monitoring",
    monitorLabels: { team: "platform" },
    url: "http://prometheus-operated.monitoring.svc:9090",
};
const parts = {
    prometheus,
    loki: { url: "http://loki-gateway.logging.svc", tenant: "platform" },
    tempo: { url: "http://tempo.tracing.svc:3200", otlpEndpoint: "http://tempo.tracing.svc:4317" },
    grafana: { namespace: "monitoring", url: "https://grafana.example", has: ["prometheus"] },
    otlp: { endpoint: "http://otel.telemetry.svc:4318", cutsQueryStrings: true },
};
const everything = { ...parts, tempo: { url: parts.tempo.url } };

const beside = (existing: object): Promise<Plan> =>
    planWith("existing-prometheus", { observability: { existing }, networkPolicies: {} });
const found = ({ resources }: Plan, type: string): Plan["resources"] =>
    resources.filter((resource) => resource.type.endsWith(`:${type}`));
const charts = (plan: Plan): string[] =>
    found(plan, "Release").map(({ inputs: { chart } }) => String(chart).replace(/.*\//, ""));
const mandatory = (plan: Plan): string[] =>
    judgePlan(plan, {})
        .filter(isMandatory)
        .map(({ policy, message }) => `${policy}: ${message}`);

/** What is planned, whatever exists. */
function sound(plan: Plan): void {
    assert.deepEqual(mandatory(plan), []);
    assert.deepEqual(
        wiring(plan.resources).filter(({ to }) => to === undefined),
        [],
        unserved,
    );
}

describe("a stack beside what runs already", () => {
    const installed: [keyof typeof parts, string[]][] = [
        ["prometheus", []],
        ["loki", ["loki"]],
        ["tempo", ["tempo"]],
        ["grafana", []],
        ["otlp", ["loki", "tempo", "opentelemetry-operator"]],
    ];
    for (const [name, without] of installed) {
        it(`is whole with ${name} alone`, async () => {
            const plan = await beside({ [name]: parts[name] });
            sound(plan);
            const all = charts(plan);
            for (const chart of ["loki", "tempo", "opentelemetry-operator"]) {
                assert.equal(all.includes(chart), !without.includes(chart), chart);
            }
            assert.ok(all.includes("kube-prometheus-stack"));
        });
    }

    it("is whole with all of them, and installs Kong and its database alone", async () => {
        const plan = await beside(everything);
        sound(plan);
        assert.deepEqual(charts(plan).sort(), ["cloudnative-pg", "kong", "kong"]);
        const kinds = plan.resources.filter(({ type }) => /:Existing(?!Cluster)/.test(type)).map(({ type }) => type);
        assert.equal(kinds.length, 5);
    });

    it("installs no second operator, and Grafana alone out of its chart", async () => {
        const values = valuesOf(await beside({ prometheus }), "grafana-kube-prometheus-stack") as Record<
            string,
            { enabled?: boolean }
        >;
        for (const part of ["crds", "prometheusOperator", "prometheus", "alertmanager", "nodeExporter"]) {
            assert.equal(values[part]?.enabled, false, part);
        }
        const without = valuesOf(await beside({ grafana: parts.grafana }), "metrics-kube-prometheus-stack");
        assert.equal((without as { grafana: { enabled: boolean } }).grafana.enabled, false);
    });

    it("labels each monitor and rule as that Prometheus selects them, and lets its scrapes in", async () => {
        const plan = await beside({ prometheus });
        const objects = ["ServiceMonitor", "PodMonitor", "PrometheusRule"].flatMap((kind) => found(plan, kind));
        assert.ok(objects.length > 8);
        for (const { name, inputs } of objects) {
            assert.deepEqual((inputs.metadata as { labels: object }).labels, prometheus.monitorLabels, name);
        }
        const controlPlane = found(plan, "NetworkPolicy").map(({ inputs }) => JSON.stringify(inputs));
        assert.ok(controlPlane.some((text) => text.includes('"kubernetes.io/metadata.name":"monitoring"')));
        assert.ok(plan.notices.some((text) => /Whether the Prometheus in monitoring selects/.test(text)));
    });

    it("has a monitor without its labels refused", async () => {
        const changed = seenOf(await beside({ prometheus })).map((resource) =>
            resource.name === "collector-monitor"
                ? { ...resource, inputs: { ...resource.inputs, metadata: { name: "x", namespace: "observability" } } }
                : resource,
        );
        const [verdict] = judge(rules, changed, {}).filter(({ policy }) => policy === "scraping");
        assert.match(verdict?.message ?? "", /lacks team: platform/);
    });

    it("asks for nothing that such a Prometheus does not take", async () => {
        const bare = JSON.stringify(await planOf("existing-prometheus"));
        for (const absent of ["kong_access_requests_total", "traces_spanmetrics_", "KongQueueDropping"]) {
            const alerts = (await planOf("existing-prometheus")).resources.filter(({ type }) =>
                type.endsWith(":PrometheusRule"),
            );
            assert.ok(!JSON.stringify(alerts).includes(absent), absent);
        }
        assert.ok(!bare.includes("otlp_http/prometheus"));
        assert.ok(bare.includes("TracesMissing"));
        // Nobody here counts what a collector that exists took.
        const alerts = found(await beside({ otlp: parts.otlp }), "PrometheusRule");
        assert.ok(!JSON.stringify(alerts).includes("otelcol_receiver_accepted_spans"));
    });

    it("sends Kong's signals to the endpoint that exists, which policies then hold it to", async () => {
        const plan = await planOf("existing-otlp");
        const file = String(
            (
                found(plan, "ConfigMap").find(({ name }) => name === "kong-gateway")?.inputs.data as Record<
                    string,
                    string
                >
            )["kong.yaml"],
        );
        assert.match(file, /traces_endpoint: http:\/\/otel-gateway\.telemetry\.svc:4318\/v1\/traces/);
        assert.match(file, /X-Scope-OrgID: platform/);
        const moved = seenOf(plan).map((resource) =>
            resource.name === "kong-gateway" && resource.type.endsWith(":ConfigMap")
                ? {
                      ...resource,
                      inputs: {
                          ...resource.inputs,
                          data: { "kong.yaml": file.replaceAll("otel-gateway.telemetry", "other.telemetry") },
                      },
                  }
                : resource,
        );
        assert.ok(judge(rules, moved, {}).some(({ policy }) => policy === "plugin-settings"));
    });

    it("puts datasources where a Grafana that exists finds them, those with secrets as Secrets", async () => {
        const { resources } = await planOf("existing");
        const provisioned = resources.filter(({ name }) => name.startsWith("datasources-"));
        assert.deepEqual(provisioned.map(({ name, type }) => `${type.replace(/.*:/, "")} ${name}`).sort(), [
            "ConfigMap datasources-tempo",
            "Secret datasources-loki",
        ]);
        for (const { inputs } of provisioned) {
            assert.deepEqual(
                [(inputs.metadata as { namespace: string }).namespace, (inputs.metadata as { labels: object }).labels],
                ["monitoring", { grafana_datasource: "1" }],
            );
        }
        const [tempo] = provisioned.filter(({ name }) => name === "datasources-tempo");
        assert.match(JSON.stringify(tempo?.inputs.data), /isDefault: false.*name: Tempo \(observability\)/);
    });
});
