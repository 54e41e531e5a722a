import assert from "node:assert/strict";
import { scraping } from "../../../../policy/rules/scraping/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { application, kubernetes, messages, release, seen, seenOf } from "../../helpers";
import { all, kongDp, monitor, prometheus } from "./made";

describe("policy scraping", () => {
    it("passes where the label is there, or where everything is selected", () => {
        assert.deepEqual(
            messages(scraping, [prometheus(), monitor({ release: "kps" }), kongDp({ labels: { release: "kps" } })]),
            [],
        );
        assert.deepEqual(
            messages(scraping, [prometheus(all), monitor({}), monitor({}, {}, "PrometheusRule"), kongDp({})]),
            [],
        );
        assert.deepEqual(
            messages(scraping, [
                prometheus({
                    serviceMonitorSelector: { matchExpressions: [{ key: "team", operator: "In", values: ["kong"] }] },
                }),
                monitor({ team: "kong" }),
            ]),
            [],
        );
    });

    it("wants the label that the chart selects by default, on each kind", () => {
        for (const kind of ["ServiceMonitor", "PodMonitor"]) {
            assert.deepEqual(
                messages(scraping, [prometheus(), monitor({ release: "prometheus-operator" }, {}, kind)]),
                [
                    `echo: metadata.labels lacks release: kps (it has release: prometheus-operator), by which the Prometheus kps selects each ${kind}; without it nothing is scraped`,
                ],
            );
        }
        assert.deepEqual(messages(scraping, [prometheus(), monitor({}, {}, "PrometheusRule")]), [
            "echo: metadata.labels lacks release: kps, by which the Prometheus kps selects each PrometheusRule; without it nothing of it is evaluated",
        ]);
        assert.deepEqual(
            messages(scraping, [
                prometheus({ serviceMonitorSelector: { matchLabels: { team: "kong" } } }),
                monitor({ release: "kps" }),
            ]),
            [
                "echo: metadata.labels lacks team: kong, by which the Prometheus kps selects each ServiceMonitor; without it nothing is scraped",
            ],
        );
        assert.equal(
            messages(scraping, [
                prometheus({
                    serviceMonitorSelector: {
                        matchExpressions: [
                            { key: "a", operator: "NotIn", values: ["b"] },
                            { key: "c", operator: "Exists" },
                            { key: "a", operator: "DoesNotExist" },
                        ],
                    },
                }),
                monitor({ a: "b" }),
            ]).length,
            1,
        );
    });

    it("wants it in chart values too, by Helm or Argo CD", () => {
        const values = { serviceMonitor: { enabled: true } };
        const asked: [string, object, string][] = [
            ["tempo", values, "serviceMonitor.additionalLabels"],
            ["loki", { monitoring: values }, "monitoring.serviceMonitor.labels"],
            ["promtail", values, "serviceMonitor.labels"],
            ["opentelemetry-operator", { manager: values }, "manager.serviceMonitor.extraLabels"],
            ["aws-load-balancer-controller", values, "serviceMonitor.additionalLabels"],
        ];
        for (const [chart, given, path] of asked) {
            assert.deepEqual(messages(scraping, [prometheus(), release(chart, given as never)]), [
                `${chart}: ${path} lacks release: kps, by which the Prometheus kps selects each ServiceMonitor; without it nothing is scraped`,
            ]);
        }
        assert.deepEqual(
            messages(scraping, [prometheus(), release("cloudnative-pg", { monitoring: { podMonitorEnabled: true } })]),
            [
                "cloudnative-pg: monitoring.podMonitorAdditionalLabels lacks release: kps, by which the Prometheus kps selects each PodMonitor; without it nothing is scraped",
            ],
        );
        assert.equal(
            messages(scraping, [
                prometheus(),
                application("promtail", { chart: "promtail", helm: { values: "serviceMonitor:\n  enabled: true\n" } }),
            ]).length,
            1,
        );
        assert.deepEqual(
            messages(scraping, [prometheus(), release("tempo", { serviceMonitor: { enabled: false } })]),
            [],
        );
    });

    it("knows that loki-stack labels its monitor itself", () => {
        const stack = (additionalLabels: object): ReturnType<typeof release> =>
            release("loki-stack", { loki: { serviceMonitor: { enabled: true, additionalLabels } } });
        assert.deepEqual(messages(scraping, [prometheus(), stack({})]), [
            "loki-stack: the chart itself labels this ServiceMonitor release: loki-stack, but the Prometheus kps selects by release: kps; let it select all (serviceMonitorSelectorNilUsesHelmValues: false)",
        ]);
        assert.deepEqual(messages(scraping, [prometheus(all), stack({ release: "kps" })]), [
            "loki-stack: loki.serviceMonitor.additionalLabels.release would duplicate the chart's own label release, and YAML with a duplicate key is not valid; leave it out",
        ]);
        assert.deepEqual(messages(scraping, [prometheus(all), stack({})]), []);
    });

    it("wants the labels on a collector whose operator makes the monitors", () => {
        const collector = (extraLabels: object): ReturnType<typeof kubernetes> =>
            kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
                spec: { observability: { metrics: { enableMetrics: true, extraLabels } } },
            });
        assert.deepEqual(messages(scraping, [prometheus(), collector({})]), [
            "otel: spec.observability.metrics.extraLabels lacks release: kps, by which the Prometheus kps selects each ServiceMonitor; without it nothing is scraped",
        ]);
        assert.deepEqual(messages(scraping, [prometheus(), collector({ release: "kps" })]), []);
    });

    it("wants a namespace that Prometheus looks into", () => {
        const picky = prometheus({ ...all, serviceMonitorNamespaceSelector: { matchLabels: { monitored: "true" } } });
        const namespace = (labels: object): ReturnType<typeof kubernetes> =>
            kubernetes("core/v1", "Namespace", "kong", { metadata: { labels } });
        assert.deepEqual(messages(scraping, [picky, monitor({}), namespace({})]), [
            "echo: the ServiceMonitor echo is in the namespace kong, where the Prometheus kps does not look: it looks only in namespaces with monitored: true",
        ]);
        assert.deepEqual(messages(scraping, [picky, monitor({}), namespace({ monitored: "true" })]), []);
        // Whose labels others set.
        assert.deepEqual(messages(scraping, [picky, monitor({})]), []);
        const bare = (spec: object): ReturnType<typeof kubernetes> =>
            kubernetes("monitoring.coreos.com/v1", "Prometheus", "p", {
                spec,
                metadata: { namespace: "observability" },
            });
        assert.deepEqual(messages(scraping, [bare({ serviceMonitorSelector: {} }), monitor({})]), [
            "echo: the ServiceMonitor echo is in the namespace kong, where the Prometheus p does not look: it looks only in its own namespace, observability",
        ]);
        assert.deepEqual(messages(scraping, [bare({}), monitor({})]), [
            "echo: the Prometheus p selects no ServiceMonitor at all, since it has no selector for them; give it an empty one, {}",
        ]);
        assert.deepEqual(
            messages(scraping, [
                bare({ serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} }),
                monitor({}),
            ]),
            [],
        );
    });

    it("wants Kong's monitor to be made, and to select one Service", () => {
        assert.deepEqual(messages(scraping, [prometheus(all), kongDp({ trustCRDsExist: false })]), [
            "kong-dp: serviceMonitor.trustCRDsExist is not true, so the chart leaves the ServiceMonitor out, without an error, wherever it cannot see its CRD; set it to true",
        ]);
        assert.deepEqual(
            messages(scraping, [prometheus(all), kongDp({}, { proxy: { enabled: false }, admin: { enabled: true } })]),
            [
                'kong-dp: serviceMonitor selects nothing, since no Service has the label enable-metrics: "true" (only the proxy has it by default); set it on one, such as admin.labels',
            ],
        );
        assert.deepEqual(
            messages(scraping, [
                prometheus(all),
                kongDp({}, { admin: { enabled: true, labels: { "enable-metrics": "true" } } }),
            ]),
            [
                'kong-dp: the Services proxy and admin all have the label enable-metrics: "true", so serviceMonitor scrapes each pod 2 times; keep it on one',
            ],
        );
    });

    it("wants the label without which the ingress controller's monitor selects nothing", () => {
        const ingress = (ingressController: object): ReturnType<typeof release> =>
            release(
                "ingress",
                {
                    controller: { serviceMonitor: { enabled: true, trustCRDsExist: true }, ingressController },
                    gateway: { serviceMonitor: { enabled: true, trustCRDsExist: true } },
                },
                { name: "kong" },
            );
        assert.deepEqual(messages(scraping, [prometheus(all), ingress({})]), [
            'kong: controller.serviceMonitor selects nothing, since the Service of the controller\'s metrics lacks its label; set controller.ingressController.labels to enable-metrics: "true" (a text)',
        ]);
        assert.deepEqual(messages(scraping, [prometheus(all), ingress({ labels: { "enable-metrics": "true" } })]), []);
    });

    it("finds seed 001's and seed 000's monitors without the label or the CRD", () => {
        const seed001 = (labels: object): ReturnType<typeof release> =>
            release(
                "kong",
                { serviceMonitor: { enabled: true, namespace: "monitoring", labels, interval: "10s" } },
                { name: "gateway" },
            );
        const trust =
            "gateway: serviceMonitor.trustCRDsExist is not true, so the chart leaves the ServiceMonitor out, without an error, wherever it cannot see its CRD; set it to true";
        assert.deepEqual(messages(scraping, [prometheus(), seed001({ release: "kps" })]), [trust]);
        assert.deepEqual(messages(scraping, [prometheus(), seed001({ release: "prometheus" })]), [
            "gateway: serviceMonitor.labels lacks release: kps (it has release: prometheus), by which the Prometheus kps selects each ServiceMonitor; without it nothing is scraped",
            trust,
        ]);
        assert.equal(
            messages(scraping, [
                prometheus(),
                release("ingress", { gateway: { serviceMonitor: { enabled: true, labels: { release: "kps" } } } }),
            ]).length,
            1,
        );
    });

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(
            messages(scraping, [
                prometheus({ serviceMonitorSelector: "[unknown]", serviceMonitorNamespaceSelector: "[unknown]" }),
                monitor({}),
            ]),
            [],
        );
        assert.deepEqual(messages(scraping, [prometheus(), monitor({ release: "[unknown]" })]), []);
        assert.deepEqual(
            messages(scraping, [prometheus({ serviceMonitorSelectorNilUsesHelmValues: "[unknown]" }), monitor({})]),
            [],
        );
        assert.deepEqual(messages(scraping, [prometheus(all), kongDp({ trustCRDsExist: "[unknown]" })]), []);
    });

    it("does not apply without a Prometheus, unless the configuration says what one elsewhere selects by", () => {
        assert.deepEqual(messages(scraping, [monitor({}), release("tempo", {})]), []);
        assert.deepEqual(messages(scraping, [monitor({})], { requiredLabels: ["release=central"] }), [
            "echo: metadata.labels lacks release: central, by which the Prometheus outside of this stack selects each ServiceMonitor; without it nothing is scraped",
        ]);
    });

    it("takes the labels that another stack hands on for those of its Prometheus", () => {
        const name = "acme/observability/prod";
        const layers = { observability: { rules: { monitorLabels: { release: "central" } } } };
        const type = "kong-observability:stack:OtherStack";
        const other = seen(type, name, { stack: name, layers, serves: [] });
        assert.match(messages(scraping, [other, monitor({})]).join(), /^echo: metadata\.labels lacks release: central/);
        assert.deepEqual(messages(scraping, [other, monitor({ release: "central" })]), []);
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`finds nothing in the stack ${stack}`, async () =>
            assert.deepEqual(messages(scraping, seenOf(await planOf(stack))), []));
    }
});
