import assert from "node:assert/strict";
import { stringify } from "yaml";
import { datasources } from "../../../../policy/rules/datasources/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { application, kubernetes, messages, release, seenOf } from "../../helpers";
import { entry, grafana, map, off, place, prometheus, serves } from "./made";

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
            "Tempo (tempo: tempo.yaml: datasources[0]): jsonData.tracesToLogsV2.datasourceUid refers to the UID loki, which no datasource has; existing: prometheus, tempo",
            "Tempo (tempo: tempo.yaml: datasources[0]): correlations[0].targetUID refers to the UID x, which no datasource has; existing: prometheus, tempo",
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
            "board: kong.json refers to the datasource mimir, which does not exist; existing: Prometheus",
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
            "kube-prometheus-stack: grafana.dashboards.kong.official refers to the datasource Prom, which does not exist; existing: Prometheus",
            "kube-prometheus-stack: grafana.dashboards.kong.listed refers to the datasource Thanos, which does not exist; existing: Prometheus",
            "kube-prometheus-stack: grafana.dashboards.kong.inline refers to the datasource Mimir, which does not exist; existing: Prometheus",
        ]);
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
