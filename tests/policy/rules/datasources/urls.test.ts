import assert from "node:assert/strict";
import { datasources } from "../../../../policy/rules/datasources/rule";
import { clusterPlugin, kubernetes, messages, release } from "../../helpers";
import { entry, grafana, map, place, prometheus, serves } from "./made";

const collector = (endpoint: string): ReturnType<typeof kubernetes> =>
    kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
        spec: { config: { exporters: { "otlphttp/loki": { endpoint } } } },
        metadata: place,
    });

describe("policy datasources, on where they lead", () => {
    it("refuses seed 000's Tempo at 3100 by name", () => {
        assert.deepEqual(
            messages(datasources, [
                grafana({ additionalDataSources: [{ name: "Tempo", type: "tempo", url: "http://tempo:3100" }] }),
            ]),
            [
                "Tempo (kube-prometheus-stack: grafana.additionalDataSources[0]): url http://tempo:3100: Tempo listens on 3200; 3100 is the port of older charts",
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
});
