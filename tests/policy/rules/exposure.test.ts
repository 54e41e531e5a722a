import assert from "node:assert/strict";
import { exposure } from "../../../policy/rules/exposure/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { clusterPlugin, deckFile, kubernetes, messages, release, seenOf } from "../helpers";

type Resource = ReturnType<typeof release>;

const fix = "put an authentication proxy in front of it, as the setting access does, or remove it";
const stack = (values: object): Resource =>
    release("kube-prometheus-stack", values as Record<string, unknown>, { namespace: "observability" });
const ingress = (service: string, port: number, metadata: object = {}): Resource =>
    kubernetes("networking.k8s.io/v1", "Ingress", "pages", {
        metadata,
        spec: {
            rules: [
                {
                    host: "a.example.com",
                    http: { paths: [{ path: "/", backend: { service: { name: service, port: { number: port } } } }] },
                },
            ],
        },
    });
const service = (name: string, selector: object, type = "ClusterIP"): Resource =>
    kubernetes("core/v1", "Service", name, { spec: { type, selector, ports: [{ port: 80 }] } });

describe("policy exposure", () => {
    it("passes what stays inside", () => {
        assert.deepEqual(
            messages(exposure, [
                stack({
                    prometheus: { service: { type: "ClusterIP" } },
                    alertmanager: { ingress: { enabled: false } },
                    grafana: { ingress: { enabled: true } },
                }),
            ]),
            [],
        );
    });

    it("refuses an Ingress or a route to Prometheus or Alertmanager, by the names that charts and the operator make", () => {
        for (const [name, page] of [
            ["kube-prometheus-stack-prometheus", "Prometheus"],
            ["prometheus-operated", "Prometheus"],
            ["prometheus-server", "Prometheus"],
            ["kps-alertmanager", "Alertmanager"],
            ["alertmanager-operated", "Alertmanager"],
        ] as const) {
            assert.deepEqual(messages(exposure, [ingress(name, 9090)]), [
                `pages: the Ingress leads to ${name}:9090, which is ${page}, without authentication; ${fix}`,
            ]);
        }
        const route = kubernetes("gateway.networking.k8s.io/v1", "HTTPRoute", "pages", {
            spec: { rules: [{ backendRefs: [{ name: "prometheus-operated", port: 9090 }] }] },
        });
        assert.deepEqual(messages(exposure, [route]), [
            `pages: the HTTPRoute leads to prometheus-operated:9090, which is Prometheus, without authentication; ${fix}`,
        ]);
    });

    it("lets a Service be that has only its name of Prometheus", () => {
        assert.deepEqual(messages(exposure, [ingress("docs-prometheus", 80), ingress("shop-alertmanager", 8080)]), []);
        assert.equal(
            messages(exposure, [
                ingress("docs-prometheus", 9090),
                ingress("prometheus", 80),
                ingress("monitoring-stack-kube-prom-prometheus", 80),
            ]).length,
            3,
        );
    });

    it("tells by the pods that a Service selects, not by its name", () => {
        assert.deepEqual(
            messages(exposure, [
                ingress("access-prometheus", 80),
                service("access-prometheus", { "app.kubernetes.io/name": "access-proxy" }),
            ]),
            [],
        );
        assert.equal(
            messages(exposure, [ingress("metrics", 80), service("metrics", { "app.kubernetes.io/name": "prometheus" })])
                .length,
            1,
        );
        assert.equal(
            messages(exposure, [ingress("alerts", 80), service("alerts", { alertmanager: "main" })]).length,
            1,
        );
    });

    it("refuses Services that are reached from outside, the chart's and ours", () => {
        assert.deepEqual(
            messages(exposure, [
                stack({
                    prometheus: { service: { type: "NodePort" } },
                    alertmanager: { servicePerReplica: { enabled: true, type: "LoadBalancer" } },
                }),
            ]),
            [
                "kube-prometheus-stack: prometheus.service.type is NodePort, which publishes Prometheus without authentication; set it to ClusterIP",
                "kube-prometheus-stack: alertmanager.servicePerReplica.type is LoadBalancer, which publishes Alertmanager without authentication; set it to ClusterIP",
            ],
        );
        assert.equal(
            messages(exposure, [service("metrics", { "app.kubernetes.io/name": "prometheus" }, "LoadBalancer")]).length,
            1,
        );
        assert.deepEqual(messages(exposure, [service("shop", { app: "shop" }, "LoadBalancer")]), []);
    });

    it("refuses the chart's own Ingress and routes", () => {
        assert.deepEqual(
            messages(exposure, [
                stack({
                    prometheus: { ingress: { enabled: true } },
                    alertmanager: { route: { main: { enabled: true } } },
                }),
            ]),
            [
                `kube-prometheus-stack: prometheus.ingress.enabled publishes Prometheus without authentication; ${fix}`,
                `kube-prometheus-stack: alertmanager.route.main.enabled publishes Alertmanager without authentication; ${fix}`,
            ],
        );
        const annotations = { "nginx.ingress.kubernetes.io/auth-url": "https://login.example.com" };
        assert.deepEqual(messages(exposure, [stack({ prometheus: { ingress: { enabled: true, annotations } } })]), []);
    });

    it("refuses services of Kong, with or without an upstream between", () => {
        const way = (more: object): Resource =>
            deckFile({
                services: [
                    {
                        name: "metrics",
                        url: "http://kube-prometheus-stack-prometheus.observability.svc:9090",
                        routes: [{ name: "metrics", hosts: ["a.example.com"] }],
                        ...more,
                    },
                ],
            });
        assert.deepEqual(messages(exposure, [way({})]), [
            `kong.yaml: the service metrics leads to kube-prometheus-stack-prometheus.observability.svc:9090, which is Prometheus, without authentication; ${fix}`,
        ]);
        assert.deepEqual(messages(exposure, [way({ plugins: [{ name: "basic-auth" }] })]), []);
        assert.equal(
            messages(exposure, [way({ plugins: [{ name: "basic-auth", config: { anonymous: "everybody" } }] })]).length,
            1,
        );
        assert.equal(
            messages(exposure, [
                deckFile({
                    upstreams: [{ name: "up", targets: [{ target: "alertmanager-operated.observability.svc:9093" }] }],
                    services: [{ name: "alerts", host: "up" }],
                }),
            ]).length,
            1,
        );
    });

    it("takes authentication by plugin and by annotation", () => {
        const guarded = { annotations: { "konghq.com/plugins": "guard" } };
        const plugin = kubernetes("configuration.konghq.com/v1", "KongPlugin", "guard", { plugin: "openid-connect" });
        assert.deepEqual(messages(exposure, [ingress("prometheus-operated", 9090, guarded), plugin]), []);
        assert.equal(messages(exposure, [ingress("prometheus-operated", 9090, guarded)]).length, 1);
        assert.deepEqual(messages(exposure, [ingress("prometheus-operated", 9090), clusterPlugin("key-auth", {})]), []);
        assert.equal(
            messages(exposure, [ingress("prometheus-operated", 9090), clusterPlugin("key-auth", {})], {
                authenticationPlugins: ["openid-connect"],
            }).length,
            1,
        );
    });

    it("lets Grafana be published, but not with anonymous users", () => {
        assert.deepEqual(
            messages(exposure, [stack({ grafana: {} }), ingress("kube-prometheus-stack-grafana", 80)]),
            [],
        );
        const anonymous = { grafana: { "grafana.ini": { "auth.anonymous": { enabled: true } } } };
        assert.deepEqual(messages(exposure, [stack(anonymous), ingress("kube-prometheus-stack-grafana", 80)]), [
            `pages: the Ingress leads to kube-prometheus-stack-grafana:80, which is Grafana with anonymous users, without authentication; ${fix}`,
        ]);
        assert.deepEqual(
            messages(exposure, [stack({ grafana: { ...anonymous.grafana, ingress: { enabled: true } } })]),
            [
                `kube-prometheus-stack: grafana.ingress.enabled publishes Grafana with anonymous users without authentication; ${fix}`,
            ],
        );
    });

    for (const stackName of Object.keys(stackFiles)) {
        it(`finds nothing in ${stackName}`, async () => {
            assert.deepEqual(messages(exposure, seenOf(await planOf(stackName))), []);
        });
    }

    describe("receivers of a collector", () => {
        const tls = { cert_file: "a", key_file: "b", client_ca_file: "c" };
        const collector = (more: object = {}): Resource =>
            kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "opentelemetry", {
                metadata: { namespace: "observability" },
                spec: {
                    config: {
                        receivers: {
                            otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: {} } },
                            "otlp/senders": { protocols: { grpc: { endpoint: "0.0.0.0:4417", tls } } },
                            zipkin: { endpoint: "0.0.0.0:9411" },
                        },
                    },
                    ...more,
                },
            });
        const outside = (
            ports: object[],
            selector: object = { "app.kubernetes.io/instance": "observability.opentelemetry" },
        ) => kubernetes("core/v1", "Service", "outside", { spec: { type: "LoadBalancer", selector, ports } });
        const fixed =
            "use the receiver of collector.receive, which asks for a certificate, or put authentication in front of it";

        it("are published where they ask for certificates", () => {
            assert.deepEqual(messages(exposure, [collector(), outside([{ port: 4317, targetPort: 4417 }])]), []);
        });

        it("are not, where they take data from anyone", () => {
            const leads = (port: number, receiver: string): string =>
                `outside: spec.type is LoadBalancer, and its port ${port} leads to the receiver ${receiver} of opentelemetry, which asks for no certificate; ${fixed}`;
            for (const [targetPort, receiver] of [
                [4317, "otlp"],
                [4318, "otlp"],
                ["otlp-grpc", "otlp"],
                [9411, "zipkin"],
            ] as const) {
                assert.deepEqual(messages(exposure, [collector(), outside([{ port: 443, targetPort }])]), [
                    leads(443, receiver),
                ]);
            }
            const others = { "app.kubernetes.io/instance": "observability.opentelemetry-agent" };
            assert.deepEqual(messages(exposure, [collector(), outside([{ port: 4317 }], others)]), []);
            assert.deepEqual(messages(exposure, [collector(), outside([{ port: 8888 }])]), []);
        });

        it("are not by an Ingress, a route or decK either, without authentication", () => {
            const to = ingress("opentelemetry-collector", 4318);
            assert.deepEqual(messages(exposure, [collector(), to]), [
                `pages: the Ingress leads to opentelemetry-collector:4318, a receiver of a collector, without authentication; ${fixed}`,
            ]);
            assert.deepEqual(messages(exposure, [collector(), ingress("opentelemetry-collector", 4417)]), []);
            const url = "http://opentelemetry-collector.observability.svc:4318";
            const services = [{ name: "rum", url, routes: [{ name: "rum", paths: ["/rum"] }] }];
            assert.deepEqual(messages(exposure, [collector(), deckFile({ services })]), [
                `kong.yaml: the service rum leads to opentelemetry-collector.observability.svc:4318, a receiver of a collector, without authentication; ${fixed}`,
            ]);
            const guarded = services.map((one) => ({ ...one, plugins: [{ name: "key-auth" }] }));
            assert.deepEqual(messages(exposure, [collector(), deckFile({ services: guarded })]), []);
        });

        it("are not by the operator's own Ingress", () => {
            assert.deepEqual(messages(exposure, [collector({ ingress: { type: "ingress" } })]), [
                `opentelemetry: spec.ingress publishes the receiver otlp without authentication; ${fixed}`,
            ]);
        });
    });
});
