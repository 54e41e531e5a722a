import assert from "node:assert/strict";
import { scraping } from "../../../../policy/rules/scraping/rule";
import { kubernetes, messages, release } from "../../helpers";
import { all, kongDp, monitor, prometheus } from "./made";

describe("policy scraping", () => {
    it("wants a monitor for each node of Kong, unless one of another make means it", () => {
        const off = (name: string, path = "serviceMonitor"): string =>
            `${name}: ${path}.enabled is not true, so nothing scrapes this node and its metrics do not exist; set it to true`;
        assert.deepEqual(messages(scraping, [prometheus(all), kongDp({ enabled: false })]), [off("kong-dp")]);
        assert.deepEqual(messages(scraping, [prometheus(all), release("kong", {}, { name: "kong-dp" })]), [
            off("kong-dp"),
        ]);
        assert.deepEqual(messages(scraping, [prometheus(all), release("ingress", { gateway: {} }, { name: "kong" })]), [
            off("kong", "gateway.serviceMonitor"),
        ]);
        const own = monitor(
            {},
            { selector: { matchLabels: { "app.kubernetes.io/instance": "kong-dp" } } },
            "PodMonitor",
        );
        assert.deepEqual(messages(scraping, [prometheus(all), own, kongDp({ enabled: false })]), []);
        assert.deepEqual(messages(scraping, [prometheus(all), kongDp({ enabled: "[unknown]" })]), []);
        assert.deepEqual(
            messages(scraping, [kongDp({ enabled: false })]),
            [],
            "a Prometheus elsewhere may find it otherwise",
        );
    });

    it("reads expressions of a selector as it reads labels, and what it leaves out as nothing that it means", () => {
        const selecting = (operator: string, key: string, values?: string[]): string[] =>
            messages(scraping, [
                prometheus(all),
                monitor({}, { selector: { matchExpressions: [{ key, operator, values }] } }, "PodMonitor"),
                kongDp({ enabled: false }),
            ]);
        assert.deepEqual(selecting("In", "app.kubernetes.io/instance", ["other", "kong-dp"]), []);
        assert.deepEqual(selecting("Exists", "enable-metrics"), []);
        assert.equal(selecting("In", "app.kubernetes.io/instance", ["other"]).length, 1);
        assert.equal(
            messages(scraping, [
                prometheus(all),
                monitor(
                    {},
                    {
                        selector: {
                            matchLabels: { app: "shop" },
                            matchExpressions: [{ key: "part-of", operator: "NotIn", values: ["kong"] }],
                        },
                    },
                    "PodMonitor",
                ),
                kongDp({ enabled: false }),
            ]).length,
            1,
        );
    });

    it("lets no monitor take any certificate, unless that is configured", () => {
        const tlsConfig = { insecureSkipVerify: true };
        const found = [
            prometheus(all),
            monitor({}, { endpoints: [{ port: "a" }, { port: "web", tlsConfig }] }),
            monitor({}, { podMetricsEndpoints: [{ port: "web", tlsConfig }] }, "PodMonitor"),
        ];
        const says = (key: string): string =>
            `echo: spec.${key}.tlsConfig.insecureSkipVerify is true, so a server that impersonates the target is trusted, and receives Prometheus' credentials; set tlsConfig.ca, and serverName where the certificate has another name`;
        assert.deepEqual(messages(scraping, found), [says("endpoints[1]"), says("podMetricsEndpoints[0]")]);
        assert.deepEqual(messages(scraping, found, { allowUnverified: true }), []);
    });

    it("takes what Prometheus finds by itself for a monitor, and no job for something else", () => {
        const kps = (prometheus: object): ReturnType<typeof release> =>
            release("kube-prometheus-stack", {
                prometheus: {
                    ...prometheus,
                    prometheusSpec: {
                        serviceMonitorSelectorNilUsesHelmValues: false,
                        podMonitorSelectorNilUsesHelmValues: false,
                        ...(prometheus as { prometheusSpec?: object }).prometheusSpec,
                    },
                },
            });
        const job = (additionalScrapeConfigs: unknown): ReturnType<typeof release> =>
            kps({ prometheusSpec: { additionalScrapeConfigs } });
        const selector = { matchLabels: { "app.kubernetes.io/name": "kong" } };
        const others = [
            [prometheus(all), monitor({}, { selector: {}, podMetricsEndpoints: [] }, "PodMonitor")],
            [kps({ additionalServiceMonitors: [{ name: "gateways", selector }] })],
            [kps({ additionalPodMonitors: [{ name: "gateways", selector }] })],
            [kps({ prometheusSpec: { additionalScrapeConfigsSecret: { enabled: true, name: "jobs" } } })],
            [job([{ job_name: "pods", kubernetes_sd_configs: [{ role: "pod" }] }])],
            [job("- job_name: gateways\n  static_configs: [{ targets: ['kong-dp:8100'] }]")],
            [
                prometheus(all),
                kubernetes("monitoring.coreos.com/v1alpha1", "ScrapeConfig", "pods", {
                    spec: { kubernetesSDConfigs: [{ role: "Pod" }] },
                }),
            ],
        ];
        for (const [index, other] of others.entries()) {
            assert.deepEqual(messages(scraping, [...other, kongDp({ enabled: false })]), [], String(index));
        }
        assert.equal(
            messages(scraping, [
                job([{ job_name: "shop", static_configs: [{ targets: ["shop:80"] }] }]),
                kongDp({ enabled: false }),
            ]).length,
            1,
        );
        assert.equal(
            messages(scraping, [
                kps({ additionalServiceMonitors: [{ name: "shop", selector: { matchLabels: { app: "shop" } } }] }),
                kongDp({ enabled: false }),
            ]).length,
            1,
        );
    });

    describe("targets", () => {
        const collector = kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
            spec: { config: {} },
        });
        const select = (matchLabels: object, spec: object = {}): object => ({
            selector: { matchLabels },
            endpoints: [{ port: "monitoring" }],
            ...spec,
        });
        const ours = {
            "app.kubernetes.io/instance": "kong.otel",
            "operator.opentelemetry.io/collector-service-type": "monitoring",
        };

        it("finds the Services that the operator makes", () => {
            assert.deepEqual(messages(scraping, [collector, monitor({}, select(ours))]), []);
            assert.deepEqual(
                messages(scraping, [collector, monitor({}, select(ours, { endpoints: [{ port: "metrics" }] }))]),
                ["echo: spec.endpoints[0].port is metrics, but otel-collector-monitoring has only monitoring"],
            );
            assert.deepEqual(
                messages(scraping, [
                    collector,
                    monitor({}, select(ours, { namespaceSelector: { matchNames: ["observability"] } })),
                ]),
                [
                    "echo: spec.namespaceSelector looks into observability, but otel-collector-monitoring, which the selector means, is in kong",
                ],
            );
            assert.deepEqual(
                messages(scraping, [collector, monitor({}, select({ ...ours, "app.kubernetes.io/instance": "otel" }))]),
                [
                    "echo: spec.selector matches nothing: no object in this system has the label operator.opentelemetry.io/collector-service-type: monitoring together with the others",
                ],
            );
            assert.deepEqual(
                messages(scraping, [collector, monitor({}, select(ours, { namespaceSelector: { any: true } }))]),
                [],
            );
        });

        it("knows that nothing serves a sidecar, and which labels are the collector's own", () => {
            const sidecar = kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
                spec: { config: {}, mode: "sidecar" },
            });
            assert.equal(messages(scraping, [sidecar, monitor({}, select(ours))]).length, 1);
            const labelled = kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
                metadata: { labels: { team: "shop", "app.kubernetes.io/component": "shop" } },
                spec: { config: {} },
            });
            const wrong = (labels: object): number =>
                messages(scraping, [labelled, monitor({}, select({ ...ours, ...labels }))]).length;
            assert.equal(wrong({ team: "shop" }), 0);
            assert.equal(wrong({ "app.kubernetes.io/component": "opentelemetry-collector" }), 0);
            assert.equal(wrong({ "app.kubernetes.io/component": "shop" }), 1);
        });

        it("finds Services that are objects, and says nothing of those that charts make", () => {
            const service = kubernetes("core/v1", "Service", "echo", {
                spec: { ports: [{ name: "http", port: 80 }] },
                metadata: { labels: { app: "echo" } },
            });
            assert.deepEqual(messages(scraping, [service, monitor({}, select({ app: "echo" }))]), [
                "echo: spec.endpoints[0].port is monitoring, but echo has only http",
            ]);
            assert.deepEqual(
                messages(scraping, [service, monitor({}, select({ "app.kubernetes.io/name": "loki" }))]),
                [],
            );
            assert.deepEqual(
                messages(scraping, [
                    service,
                    monitor(
                        {},
                        select({ service: "ambassador-admin" }, { namespaceSelector: { matchNames: ["ambassador"] } }),
                    ),
                ]),
                [],
                "what others run",
            );
        });

        it("finds the pods of a CloudNativePG cluster", () => {
            const pods = (cluster: string, port: string): ReturnType<typeof kubernetes> =>
                monitor(
                    {},
                    { selector: { matchLabels: { "cnpg.io/cluster": cluster } }, podMetricsEndpoints: [{ port }] },
                    "PodMonitor",
                );
            const cluster = kubernetes("postgresql.cnpg.io/v1", "Cluster", "kong-db", {});
            assert.deepEqual(messages(scraping, [cluster, pods("kong-db", "metrics")]), []);
            assert.deepEqual(messages(scraping, [cluster, pods("kong", "metrics")]), [
                "echo: spec.selector matches nothing: no object in this system has the label cnpg.io/cluster: kong together with the others",
            ]);
            assert.deepEqual(messages(scraping, [cluster, pods("kong-db", "http")]), [
                "echo: spec.podMetricsEndpoints[0].port is http, but kong-db has only postgresql, metrics, status",
            ]);
        });
    });
});
