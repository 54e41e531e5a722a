import assert from "node:assert/strict";
import path from "node:path";
import { type Plan, plan as evaluated, root } from "../../../tools/plan/evaluate";
import { isMandatory } from "../../../policy/judge";
import { judgePlan } from "../../../tools/plan/verdict";
import { find, ofType, planOf, planWith, releaseType } from "./stacks";

const sender = { name: "shop-us" };
const receive = (more: object = {}): Record<string, unknown> => ({
    collector: { receive: { senders: [sender], ...more } },
});
const service = (plan: Plan): Record<string, unknown> =>
    find(plan, "kubernetes:core/v1:Service", "collector-receiver").inputs.spec as Record<string, unknown>;

describe("a stack that takes telemetry of other clusters", () => {
    it("has an internal load balancer that leads to the ports with mTLS, and to no other", async () => {
        const plan = await planOf("central-telemetry");
        const { inputs } = find(plan, "kubernetes:core/v1:Service", "collector-receiver");
        assert.match(JSON.stringify(inputs.metadata), /aws-load-balancer-scheme":"internal"/);
        assert.match(JSON.stringify(inputs.metadata), /external-dns/);
        const ports = service(plan).ports as { port: number; targetPort: number }[];
        assert.deepEqual(
            ports.map(({ port, targetPort }) => [port, targetPort]),
            [
                [4317, 4417],
                [4318, 4418],
            ],
        );
        const namespace = find(plan, "kubernetes:core/v1:Namespace", "observability").inputs.metadata;
        assert.match(JSON.stringify(namespace), /elbv2.k8s.aws\/pod-readiness-gate-inject/);
    });

    it("lets only pods of the cluster reach the collector's other ports", async () => {
        const plan = await planOf("central-telemetry");
        const policy = find(plan, "kubernetes:networking.k8s.io/v1:NetworkPolicy", "collector-receiver");
        assert.deepEqual((policy.inputs.spec as { ingress: object[] }).ingress, [
            { from: [{ namespaceSelector: {} }] },
            { ports: [4417, 4418].map((port) => ({ port, protocol: "TCP" })) },
        ]);
        assert.deepEqual((policy.inputs.spec as { podSelector: object }).podSelector, {
            matchLabels: service(plan).selector,
        });
    });

    it("issues a certificate for each sender without an authority of its own, by an authority of its own", async () => {
        const plan = await planOf("central-telemetry");
        assert.deepEqual(
            ofType(plan, "tls:index/locallySignedCert:LocallySignedCert")
                .map(({ name, inputs }) => [name, (inputs.allowedUses as string[])[1]])
                .sort(),
            [
                ["collector-receiver", "server_auth"],
                ["collector-receiver-sender-shop-us", "client_auth"],
            ],
        );
        assert.deepEqual(
            ofType(plan, "tls:index/selfSignedCert:SelfSignedCert")
                .map(({ name }) => name)
                .filter((name) => name.startsWith("collector-")),
            ["collector-receiver-ca", "collector-receiver-sender-shop-us-ca"],
        );
        const request = find(plan, "tls:index/certRequest:CertRequest", "collector-receiver");
        assert.deepEqual(request.inputs.dnsNames, ["otlp.example.com", "opentelemetry-receiver.observability.svc"]);
    });

    it("says where and as whom to send, and gives the certificate as a secret alone", async () => {
        const { values } = (await planOf("central-telemetry")).outputs;
        const { central } = values.otlp as { central: Record<string, unknown> };
        assert.equal(central.grpc, "otlp.example.com:4317");
        assert.equal(central.http, "https://otlp.example.com:4318");
        assert.equal(central.serverName, "otlp.example.com");
        assert.deepEqual(central.senders, ["shop-us", "factory"]);
        assert.deepEqual(Object.keys(values.telemetrySenders as object), ["shop-us"]);
    });

    it("restarts the collector when a sender is taken out, which ends the connections that it holds", async () => {
        const plan = await planOf("central-telemetry");
        const { spec } = find(plan, "kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector", "collector").inputs;
        assert.ok("kong-observability/receiver" in (spec as { podAnnotations: object }).podAnnotations);
    });

    it("creates no load balancer with ClusterIP", async () => {
        const plan = await planWith("local", receive({ hostname: "a.example.com", service: { type: "ClusterIP" } }));
        assert.equal(service(plan).type, "ClusterIP");
        const { central } = plan.outputs.values.otlp as { central: Record<string, unknown> };
        assert.ok(!("loadBalancer" in central));
    });

    it("has none of it otherwise", async () => {
        const plan = await planOf("local");
        assert.doesNotMatch(JSON.stringify(plan), /otlp\/senders|opentelemetry-receiver|telemetrySenders/);
    });
});

describe("a stack whose telemetry is kept in another cluster", () => {
    const remote = (): Promise<Plan> =>
        evaluated("remote-cluster", path.join(root, "tests/fixtures/Pulumi.remote-cluster.yaml"));

    it("needs neither Loki nor Tempo, and breaks no rule", async () => {
        const plan = await remote();
        const charts = ofType(plan, releaseType).map(({ inputs }) => String(inputs.chart));
        assert.deepEqual(charts.filter((chart) => !["kong", "cloudnative-pg"].includes(chart)).sort(), [
            "kube-prometheus-stack",
            "opentelemetry-operator",
        ]);
        assert.deepEqual(judgePlan(plan, {}).filter(isMandatory), []);
    });

    it("shows its certificate from files, and has no key in what others may read", async () => {
        const plan = await remote();
        const { spec } = find(plan, "kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector", "collector").inputs;
        const { config, volumes } = spec as {
            config: { exporters: Record<string, { tls?: object }> };
            volumes: object[];
        };
        const files = "/etc/kong-observability";
        assert.deepEqual(config.exporters["otlp_http/central_traces"]?.tls, {
            ca_file: `${files}/ca/traces-central/ca.crt`,
            cert_file: `${files}/client/traces-central/tls.crt`,
            key_file: `${files}/client/traces-central/tls.key`,
            reload_interval: "10m",
        });
        assert.deepEqual(volumes[1], {
            name: "client-traces-central",
            projected: {
                sources: [
                    ["central-certificate", "tls.crt"],
                    ["central-key", "tls.key"],
                ].map(([key, file]) => ({ secret: { name: "collector-credentials", items: [{ key, path: file }] } })),
            },
        });
        const { values } = find(plan, releaseType, "metrics-kube-prometheus-stack").inputs;
        assert.match(JSON.stringify(values), /"tlsConfig":\{"cert":\{"secret":\{"key":"central-certificate"/);
    });

    it("has a check for `npm run verify` that the other cluster acknowledges what it is sent", async () => {
        const { checks = [] } = (await remote()).outputs.values.probe as {
            checks?: { signal: string; query: string }[];
        };
        const [check] = checks.filter(({ signal }) => signal === "log records at central");
        assert.match(check?.query ?? "", /otelcol_exporter_sent_log_records\{exporter="otlp_http\/central_agent"\}/);
    });
});

describe("a central stack with a gateway of its own", () => {
    it("takes no span of another cluster for a request of its own, nor for one of its own spans", async () => {
        const alerts = async (stack: string): Promise<string> =>
            JSON.stringify(
                find(await planOf(stack), "kubernetes:monitoring.coreos.com/v1:PrometheusRule", "kong-signals").inputs,
            );
        assert.match(await alerts("local"), /AccessLogsMissing.*traces_spanmetrics_calls_total/);
        assert.doesNotMatch(await alerts("central-telemetry"), /traces_spanmetrics_calls_total/);
        assert.match(await alerts("central-telemetry"), /otelcol_receiver_accepted_spans\{receiver=\\"otlp\\"\}/);
    });
});
