import assert from "node:assert/strict";
import { stringify } from "yaml";
import { datasources } from "../../../policy/rules/datasources/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, clusterPlugin, kubernetes, messages, release, seen, seenOf } from "../helpers";

const place = { namespace: "observability" };
const off = { sidecar: { datasources: { defaultDatasourceEnabled: false } } };
const grafana = (values: object = off): ReturnType<typeof release> =>
    release("kube-prometheus-stack", { grafana: values }, place);
const entry = (name: string, more: object = {}): object => ({
    name,
    uid: name.toLowerCase(),
    type: name.toLowerCase(),
    ...more,
});
const map = (name: string, entries: object[], metadata: object = {}): ReturnType<typeof kubernetes> =>
    kubernetes("core/v1", "ConfigMap", name, {
        data: { [`${name}.yaml`]: stringify({ datasources: entries }) },
        metadata: { ...place, labels: { grafana_datasource: "1" }, ...metadata },
    });
const prometheus = map("prometheus", [entry("Prometheus", { isDefault: true })]);
const serves = (service: string, ports: object): ReturnType<typeof seen> =>
    seen("kong-observability:release:ChartRelease", service, {
        serves: [{ service, namespace: "observability", ports }],
    });
const collector = (endpoint: string): ReturnType<typeof kubernetes> =>
    kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
        spec: { config: { exporters: { "otlphttp/loki": { endpoint } } } },
        metadata: place,
    });

describe("policy datasources", () => {
    it("passes with one default and links that lead somewhere", () => {
        const loki = map("loki", [
            entry("Loki", { jsonData: { derivedFields: [{ datasourceUid: "prometheus" }] }, url: "http://loki:3100" }),
        ]);
        assert.deepEqual(messages(datasources, [grafana(), prometheus, loki, serves("loki", { http: 3100 })]), []);
        assert.deepEqual(messages(datasources, [grafana({ additionalDataSources: [entry("Loki")] })]), []);
    });

    it("refuses seed 000's second default beside the chart's own, by Helm or Argo CD", () => {
        const values = {
            grafana: {
                datasources: {
                    "datasources.yaml": {
                        datasources: [
                            {
                                name: "Prometheus",
                                type: "prometheus",
                                url: "http://kube-prometheus-stack-prometheus:9090",
                                isDefault: true,
                            },
                        ],
                    },
                },
            },
        };
        const [defaults, names, ...others] = messages(datasources, [release("kube-prometheus-stack", values, place)]);
        const own = 'kube-prometheus-stack: grafana.datasources["datasources.yaml"].datasources[0]';
        assert.equal(
            defaults,
            `2 datasources are the default, and Grafana then refuses them all: Prometheus (${own}); Prometheus (kube-prometheus-stack: the chart's own Prometheus); keep one, and take out the chart's own Prometheus with grafana.sidecar.datasources.defaultDatasourceEnabled: false`,
        );
        assert.equal(
            names,
            `two datasources have the name Prometheus: ${own} and kube-prometheus-stack: the chart's own Prometheus; Grafana keeps one of them or neither`,
        );
        assert.deepEqual(others, []);
        assert.deepEqual(
            messages(datasources, [
                application("kube-prometheus-stack", {
                    chart: "kube-prometheus-stack",
                    helm: { values: stringify(values) },
                }),
            ]),
            [defaults, names],
        );
    });

    it("refuses loki-stack's own default", () => {
        const stack = (values: object): ReturnType<typeof release> => release("loki-stack", values as never, place);
        assert.deepEqual(messages(datasources, [grafana(), prometheus, stack({})]), [
            "2 datasources are the default, and Grafana then refuses them all: Loki (loki-stack: the chart's own Loki); Prometheus (prometheus: prometheus.yaml: datasources[0]); keep one, and take out the chart's own Loki with grafana.sidecar.datasources.enabled: false, or loki.isDefault: false",
        ]);
        assert.deepEqual(messages(datasources, [grafana(), prometheus, stack({ loki: { isDefault: false } })]), []);
        assert.deepEqual(
            messages(datasources, [
                grafana(),
                prometheus,
                stack({ grafana: { sidecar: { datasources: { enabled: false } } } }),
            ]),
            [],
        );
    });

    it("refuses datasources without a default", () => {
        assert.deepEqual(messages(datasources, [grafana(), map("loki", [entry("Loki")])]), [
            "none of the 1 datasources is the default; set isDefault: true on one of Loki",
        ]);
    });

    it("refuses UIDs, names and files that occur twice", () => {
        assert.deepEqual(
            messages(datasources, [
                grafana(),
                prometheus,
                map("a", [entry("A", { uid: "x" })]),
                map("b", [entry("B", { uid: "x" })]),
            ]),
            [
                "two datasources have the uid x: a: a.yaml: datasources[0] and b: b.yaml: datasources[0]; Grafana keeps one of them or neither",
            ],
        );
        assert.deepEqual(messages(datasources, [grafana(), prometheus, map("datasource", [entry("A")])]), [
            "two sources of datasources have a file datasource.yaml: kube-prometheus-stack: the chart's own and datasource; the sidecar writes both to one folder, and one overwrites the other: rename it",
        ]);
    });

    it("refuses what the sidecar never sees", () => {
        assert.deepEqual(
            messages(datasources, [grafana(), prometheus, map("loki", [entry("Loki")], { namespace: "kong" })]),
            [
                "loki: is in the namespace kong, but the sidecar of kube-prometheus-stack watches only observability; move it there, or set sidecar.datasources.searchNamespace: ALL",
            ],
        );
        assert.deepEqual(
            messages(datasources, [
                grafana({ sidecar: { datasources: { defaultDatasourceEnabled: false, searchNamespace: "ALL" } } }),
                prometheus,
                map("loki", [entry("Loki")], { namespace: "kong" }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(datasources, [
                grafana(),
                prometheus,
                map("loki", [entry("Loki")], { labels: { grafana_datasource: "true" } }),
            ]),
            [
                'loki: has grafana_datasource: true, but the sidecar of kube-prometheus-stack looks for "1", so Grafana never sees it',
            ],
        );
        assert.deepEqual(
            messages(datasources, [grafana({ sidecar: { datasources: { enabled: false } } }), prometheus]),
            [
                "prometheus: has the label grafana_datasource, but the sidecar of kube-prometheus-stack is off (sidecar.datasources.enabled), so Grafana never sees it",
            ],
        );
        assert.deepEqual(
            messages(datasources, [
                grafana({ sidecar: { datasources: { defaultDatasourceEnabled: false, label: "other" } } }),
                map("loki", [entry("Loki")]),
            ]),
            [
                "loki: has the label grafana_datasource, but the sidecar of kube-prometheus-stack looks for other, so Grafana never sees it",
            ],
        );
    });

    it("refuses correlations to nowhere", () => {
        const tempo = map("tempo", [
            entry("Tempo", {
                jsonData: {
                    tracesToLogsV2: { datasourceUid: "loki" },
                    serviceMap: { datasourceUid: "prometheus" },
                    nodeGraph: { datasourceUid: "${ds}" },
                },
                correlations: [{ targetUID: "x" }],
            }),
        ]);
        assert.deepEqual(messages(datasources, [grafana(), prometheus, tempo]), [
            "Tempo (tempo: tempo.yaml: datasources[0]): jsonData.tracesToLogsV2.datasourceUid refers to the UID loki, which no datasource has; there are prometheus, tempo",
            "Tempo (tempo: tempo.yaml: datasources[0]): correlations[0].targetUID refers to the UID x, which no datasource has; there are prometheus, tempo",
        ]);
        assert.deepEqual(messages(datasources, [grafana(), prometheus, tempo], { otherUids: ["loki", "x"] }), []);
    });

    it("refuses dashboards of datasources that do not exist", () => {
        const board = (datasource: unknown): ReturnType<typeof kubernetes> =>
            kubernetes("core/v1", "ConfigMap", "board", {
                data: {
                    "kong.json": JSON.stringify({
                        panels: [
                            { datasource },
                            { datasource: "${DS_PROMETHEUS}" },
                            { datasource: "-- Grafana --" },
                            { datasource: null },
                        ],
                    }),
                },
                metadata: { labels: { grafana_dashboard: "1" } },
            });
        assert.deepEqual(messages(datasources, [grafana(), prometheus, board({ uid: "mimir" })]), [
            "board: kong.json wants the datasource mimir, which does not exist; there are Prometheus",
        ]);
        assert.deepEqual(
            messages(datasources, [grafana(), prometheus, board("Prometheus"), board({ uid: "prometheus" })]),
            [],
        );
        const values = {
            ...off,
            dashboards: {
                kong: {
                    official: { gnetId: 7424, datasource: "Prom" },
                    listed: { gnetId: 1, datasource: [{ name: "DS", value: "Thanos" }] },
                    inline: { json: '{"panels":[{"datasource":"Mimir"}]}' },
                },
            },
        };
        assert.deepEqual(messages(datasources, [grafana(values), prometheus]), [
            "kube-prometheus-stack: grafana.dashboards.kong.official wants the datasource Prom, which does not exist; there are Prometheus",
            "kube-prometheus-stack: grafana.dashboards.kong.listed wants the datasource Thanos, which does not exist; there are Prometheus",
            "kube-prometheus-stack: grafana.dashboards.kong.inline wants the datasource Mimir, which does not exist; there are Prometheus",
        ]);
    });

    it("refuses seed 000's Tempo at 3100 by name", () => {
        assert.deepEqual(
            messages(datasources, [
                grafana({ additionalDataSources: [{ name: "Tempo", type: "tempo", url: "http://tempo:3100" }] }),
            ]),
            [
                "Tempo (kube-prometheus-stack: grafana.additionalDataSources[0]): url http://tempo:3100: Tempo answers at 3200; 3100 belonged to older charts",
            ],
        );
    });

    it("refuses URLs that lead nowhere", () => {
        const loki = (url: string): ReturnType<typeof kubernetes> => map("loki", [entry("Loki", { url })]);
        const judged = (url: string, config: object = {}): string[] =>
            messages(datasources, [grafana(), prometheus, loki(url), serves("loki", { http: 3100 })], config);
        const where = "Loki (loki: loki.yaml: datasources[0]): url";
        const outside = (service: string): string =>
            `; if it runs outside of this stack, set datasources.otherServices: ["${service}"] in the policy configuration`;
        assert.deepEqual(judged("http://loki.observability.svc.cluster.local:3100"), []);
        assert.deepEqual(judged("http://loki-stack:3100"), [
            `${where} http://loki-stack:3100 leads nowhere: there is no Service loki-stack in the namespace observability: there are loki${outside("loki-stack.observability")}`,
        ]);
        assert.deepEqual(judged("http://loki.kong.svc:3100"), [
            `${where} http://loki.kong.svc:3100 leads nowhere: there is no Service loki in the namespace kong: it is in observability`,
        ]);
        assert.deepEqual(judged("http://x.shop.svc:3100"), [
            `${where} http://x.shop.svc:3100 leads nowhere: there is no Service x in the namespace shop: no component serves anything there${outside("x.shop")}`,
        ]);
        assert.deepEqual(judged("http://loki.observability:80/"), [
            `${where} http://loki.observability:80/ leads nowhere: Service loki in the namespace observability has no port 80, only 3100`,
        ]);
        assert.deepEqual(judged("https://loki.observability"), [
            `${where} https://loki.observability leads nowhere: Service loki in the namespace observability has no port 443, only 3100`,
        ]);
        assert.deepEqual(judged("http://mimir.shop.svc:9009", { otherServices: ["mimir.shop"] }), []);
        for (const outside of [
            "https://logs.example.com",
            "http://example.com",
            "http://10.0.0.1:3100",
            "$LOKI_URL",
            "http://user:secret@loki.example.com",
            "[unknown]",
        ]) {
            assert.deepEqual(judged(outside), []);
        }
    });

    it("refuses OTLP logs to a Loki that knows no OTLP, as in seed 000", () => {
        const stack = (loki: object): ReturnType<typeof release> =>
            release("loki-stack", { loki, grafana: { sidecar: { datasources: { enabled: false } } } }, place);
        const sent =
            'otel: exporters["otlphttp/loki"].endpoint sends logs over OTLP to http://loki-stack:3100/otlp, but loki-stack';
        const judged = (loki: object): string[] =>
            messages(datasources, [collector("http://loki-stack:3100/otlp"), stack(loki)]);
        const v13 = { schema_config: { configs: [{ store: "tsdb", schema: "v13" }] } };
        assert.deepEqual(judged({ image: { tag: "2.9.3" } }), [
            `${sent} runs Loki 2.9.3 (loki.image.tag), and OTLP came with Loki 3.0: its answer is 404`,
        ]);
        assert.deepEqual(judged({}), [
            `${sent} runs Loki 2.6.1 (the chart's default), and OTLP came with Loki 3.0: its answer is 404`,
        ]);
        assert.deepEqual(judged({ image: { tag: "3.7.6" } }), [
            `${sent} has the chart's schema v11 on boltdb-shipper; OTLP needs v13 on tsdb (loki.config.schema_config)`,
        ]);
        assert.deepEqual(judged({ image: { tag: "3.7.6" }, config: v13 }), []);
        assert.deepEqual(
            judged({
                image: { tag: "3.7.6" },
                config: { ...v13, limits_config: { allow_structured_metadata: false } },
            }),
            [`${sent} has loki.config.limits_config.allow_structured_metadata: false; OTLP needs it`],
        );
        assert.deepEqual(judged({ image: { tag: "[unknown]" } }), []);
    });

    it("refuses it of the chart loki and of Kong's own plugin, too", () => {
        const loki = (version: string, values: object = {}): ReturnType<typeof release> =>
            release("loki", values as never, { ...place, version });
        const plugin = clusterPlugin("opentelemetry", {
            logs_endpoint: "http://loki-gateway.observability.svc/otlp/v1/logs",
        });
        assert.deepEqual(messages(datasources, [plugin, loki("2.9.1")]), [
            "config: logs_endpoint sends logs over OTLP to http://loki-gateway.observability.svc/otlp/v1/logs, but loki runs Loki 2.9 (the chart's default), and OTLP came with Loki 3.0: its answer is 404",
        ]);
        assert.deepEqual(messages(datasources, [plugin, loki("18.11.0")]), []);
        assert.deepEqual(
            messages(datasources, [
                collector("http://loki:3100/otlp"),
                loki("18.11.0", {
                    loki: {
                        auth_enabled: false,
                        schemaConfig: { configs: [{ store: "boltdb-shipper", schema: "v12" }] },
                    },
                }),
            ]),
            [
                'otel: exporters["otlphttp/loki"].endpoint sends logs over OTLP to http://loki:3100/otlp, but loki has schema v12 on boltdb-shipper (loki.schemaConfig); OTLP needs v13 on tsdb',
            ],
        );
    });

    it("wants a tenant named to a store that asks for one, by the chart's default too", () => {
        const store = (chart: string, values: object): ReturnType<typeof release> =>
            release(chart, values as never, { ...place, version: "18.11.0" });
        const refused = (who: string, install: string, asks: string): string =>
            `${who} sends no X-Scope-OrgID, but ${install} ${asks} and answers 401 without it; set that to false, or send the header`;
        const sender = collector("http://loki:3100/otlp");
        const reader = (jsonData: object): ReturnType<typeof kubernetes> =>
            map("stores", [entry("Loki", { type: "loki", url: "http://loki:3100", jsonData })]);
        for (const [values, asks] of [
            [{}, "does not set loki.auth_enabled, which is true by the chart's default,"],
            [{ loki: { auth_enabled: true } }, "has loki.auth_enabled: true"],
        ] as const) {
            assert.deepEqual(
                messages(datasources, [grafana(), prometheus, sender, reader({}), store("loki", values)]),
                [refused('otel: exporters["otlphttp/loki"]', "loki", asks), refused("datasource Loki", "loki", asks)],
            );
        }
        for (const values of [
            { auth_enabled: false },
            { auth_enabled: "[unknown]" },
            { tenants: [{ name: "kong" }] },
        ]) {
            assert.deepEqual(
                messages(datasources, [grafana(), prometheus, sender, reader({}), store("loki", { loki: values })]),
                [],
            );
        }
        assert.deepEqual(
            messages(datasources, [
                grafana(),
                prometheus,
                reader({ httpHeaderName1: "X-Scope-OrgID" }),
                store("loki", {}),
            ]),
            [],
        );
        // Also by `service.namespace`, and of two releases the one that is meant.
        const at = (service: string): ReturnType<typeof kubernetes> =>
            map("stores", [entry("Loki", { type: "loki", url: `http://${service}.observability:3100` })]);
        const two = [
            store("loki", {}),
            release("loki", { loki: { auth_enabled: false } }, { ...place, name: "loki-open", version: "18.11.0" }),
        ];
        const asks = "does not set loki.auth_enabled, which is true by the chart's default,";
        assert.deepEqual(messages(datasources, [grafana(), prometheus, at("loki-gateway"), ...two]), [
            refused("datasource Loki", "loki", asks),
        ]);
        assert.deepEqual(messages(datasources, [grafana(), prometheus, at("loki-open"), ...two]), []);
        const traces = map("stores", [entry("Tempo", { type: "tempo", url: "http://tempo:3200" })]);
        assert.deepEqual(messages(datasources, [grafana(), prometheus, traces, store("tempo", {})]), []);
        assert.deepEqual(
            messages(datasources, [
                grafana(),
                prometheus,
                traces,
                store("tempo", { tempo: { multitenancyEnabled: true } }),
            ]),
            [refused("datasource Tempo", "tempo", "has tempo.multitenancyEnabled: true")],
        );
    });

    it("says nothing of what is not known yet, or secret", () => {
        const hidden = kubernetes("core/v1", "Secret", "more", {
            stringData: "[secret]",
            metadata: { ...place, labels: { grafana_datasource: "1" } },
        });
        const tempo = map("tempo", [
            entry("Tempo", { url: "[unknown]", jsonData: { serviceMap: { datasourceUid: "loki" } } }),
        ]);
        assert.deepEqual(messages(datasources, [grafana(), tempo, hidden]), []);
        const later = kubernetes("core/v1", "ConfigMap", "more", {
            data: { "more.yaml": "[unknown]" },
            metadata: { ...place, labels: { grafana_datasource: "1" } },
        });
        assert.deepEqual(messages(datasources, [grafana(), tempo, later]), []);
        assert.deepEqual(messages(datasources, [grafana(), map("a", [entry("A", { isDefault: "[unknown]" })])]), []);
    });

    it("does not apply where nothing is provisioned, and leaves another stack's Grafana alone", () => {
        assert.deepEqual(
            messages(datasources, [release("loki", {}), kubernetes("core/v1", "ConfigMap", "x", { data: {} })]),
            [],
        );
        assert.deepEqual(
            messages(datasources, [
                map("tempo", [entry("Tempo", { jsonData: { serviceMap: { datasourceUid: "prometheus" } } })]),
            ]),
            [],
        );
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`finds nothing in the stack ${stack}`, async () =>
            assert.deepEqual(messages(datasources, seenOf(await planOf(stack))), []));
    }
});
