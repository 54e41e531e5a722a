import assert from "node:assert/strict";
import { parse } from "yaml";
import { collector } from "../../../../policy/rules/collector/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { messages, release, seen, seenOf } from "../../helpers";
import { config, judged, make, traces } from "./made";

const tempo = seen("kong-observability:release:ChartRelease", "tempo", {
    serves: [{ service: "tempo", namespace: "observability", ports: { otlpGrpc: 4317 } }],
});

describe("policy collector", () => {
    it("passes a whole pipeline, in either version of the resource", () => {
        assert.deepEqual(messages(collector, [make(config()), tempo]), []);
        assert.deepEqual(
            messages(collector, [make(JSON.stringify(config()), {}, "opentelemetry.io/v1alpha1"), tempo]),
            [],
        );
    });

    it("wants every component defined", () => {
        assert.deepEqual(
            judged({
                pipelines: {
                    traces: {
                        receivers: ["otlp", "jaeger"],
                        processors: ["memory_limiter", "k8s_attributes", "batch"],
                        exporters: ["otlp_grpc/tempo", "otlp_http/loki"],
                    },
                },
                extensions: ["health_check"],
            }),
            [
                "otel: pipelines.traces.receivers has jaeger, which is not defined; define it, or use one of otlp",
                "otel: pipelines.traces.processors has k8s_attributes, which is not defined; define it, or use one of memory_limiter, batch",
                "otel: pipelines.traces.exporters has otlp_http/loki, which is not defined; define it, or use one of otlp_grpc/tempo",
                "otel: service.extensions has health_check, which is not defined",
            ],
        );
        assert.deepEqual(judged({ pipelines: {} }), [
            "otel: service.pipelines is empty, so the collector does not start",
        ]);
        assert.deepEqual(judged({ pipelines: { traces: { ...traces, receivers: [] } } }), [
            "otel: pipelines.traces has no receivers, so the collector does not start",
        ]);
    });

    it("wants every exporter used, and connectors at both ends", () => {
        assert.deepEqual(judged({ exporters: { "otlp_grpc/tempo": {}, "otlp_http/loki": {} } }), [
            'otel: exporters["otlp_http/loki"] is in no pipeline, so nothing is ever sent there; add it to one, or remove it',
        ]);
        const connectors = { span_metrics: {} };
        const metrics = { receivers: ["span_metrics"], processors: ["batch"], exporters: ["otlp_grpc/tempo"] };
        assert.deepEqual(
            judged({
                connectors,
                pipelines: { traces: { ...traces, exporters: ["otlp_grpc/tempo", "span_metrics"] }, metrics },
            }),
            [],
        );
        assert.deepEqual(judged({ connectors, pipelines: { traces, metrics } }), [
            'otel: connectors["span_metrics"] must be an exporter of one pipeline and a receiver of another, but is no exporter anywhere',
        ]);
        assert.deepEqual(judged({ connectors }), [
            'otel: connectors["span_metrics"] must be an exporter of one pipeline and a receiver of another',
        ]);
    });

    it("wants the extension that a receiver or a queue keeps its place in", () => {
        const receivers = { otlp: { protocols: { grpc: null } }, file_log: { storage: "file_storage" } };
        const exporters = { "otlp_grpc/tempo": { sending_queue: { storage: "file_storage/queue" } } };
        const end = "which is not in service.extensions, and the collector does not start; add it there";
        assert.deepEqual(judged({ receivers, exporters }), [
            `otel: receivers["file_log"].storage is file_storage, ${end}`,
            `otel: exporters["otlp_grpc/tempo"].sending_queue.storage is file_storage/queue, ${end}`,
        ]);
        const made = config({ receivers, exporters, extensions: ["file_storage", "file_storage/queue"] });
        const extensions = { file_storage: null, "file_storage/queue": null };
        assert.deepEqual(messages(collector, [make({ ...made, extensions })]), []);
    });

    it("wants Prometheus to take what is pushed to it, by the names that alerts know", () => {
        const endpoint = "http://kube-prometheus-stack-prometheus.observability.svc:9090/api/v1/otlp";
        const exporters = { "otlp_grpc/tempo": {}, "otlp_http/prometheus": { endpoint } };
        const pipelines = { traces, metrics: { ...traces, exporters: ["otlp_http/prometheus"] } };
        const problems = (prometheusSpec: object, name = "kube-prometheus-stack"): string[] => {
            const stack = release("kube-prometheus-stack", { prometheus: { prometheusSpec } }, { name });
            return messages(collector, [make(config({ exporters, pipelines })), stack]);
        };
        const sends =
            'otel: exporters["otlp_http/prometheus"] sends to Prometheus by OTLP, which kube-prometheus-stack';
        assert.deepEqual(problems({ enableOTLPReceiver: true }), []);
        assert.deepEqual(problems({}), [
            `${sends} does not take; set prometheus.prometheusSpec.enableOTLPReceiver: true there`,
        ]);
        // A release that is not named like its chart: the Service is called after both, cut to 26 characters.
        const other = "http://monitoring-kube-prometheus-prometheus.observability.svc:9090/api/v1/otlp";
        exporters["otlp_http/prometheus"].endpoint = other;
        assert.match(problems({}, "monitoring").join(), /by OTLP, which monitoring does not take/);
        assert.deepEqual(problems({ enableOTLPReceiver: true }, "monitoring"), []);
        exporters["otlp_http/prometheus"].endpoint = endpoint;
        assert.deepEqual(
            problems({ enableOTLPReceiver: true, otlp: { translationStrategy: "NoUTF8EscapingWithSuffixes" } }),
            [
                `${sends} gives names that no alert of ours knows; leave otlp.translationStrategy at UnderscoreEscapingWithSuffixes`,
            ],
        );
    });

    it("wants batching in the pipeline or the queue", () => {
        const pipelines = { traces: { ...traces, processors: ["memory_limiter"] } };
        assert.deepEqual(judged({ pipelines }), [
            "otel: pipelines.traces sends to otlp_grpc/tempo without batching; add the processor batch last, or sending_queue.batch to the exporter",
        ]);
        assert.deepEqual(
            judged({ pipelines, exporters: { "otlp_grpc/tempo": { sending_queue: { batch: { min_size: 1000 } } } } }),
            [],
        );
    });

    it("wants queue and retry", () => {
        const off = { sending_queue: { enabled: false }, retry_on_failure: { enabled: false } };
        const complaints = (path: string): string[] => [
            `otel: exporters${path}.sending_queue is off, so a slow backend blocks the gateway's data; leave it on`,
            `otel: exporters${path}.retry_on_failure is off, so data are lost whenever the backend is unavailable; leave it on`,
        ];
        assert.deepEqual(judged({ exporters: { "otlp_grpc/tempo": off } }), complaints('["otlp_grpc/tempo"]'));
        const tier = {
            exporters: { load_balancing: { protocol: { otlp: off } } },
            pipelines: { traces: { ...traces, exporters: ["load_balancing"] } },
        };
        assert.deepEqual(judged(tier), complaints('["load_balancing"].protocol.otlp'));
    });

    it("wants endpoints that lead somewhere, over the right protocol", () => {
        const to = (id: string, settings: object, more: object = {}): string[] =>
            messages(
                collector,
                [
                    make(
                        config({
                            exporters: { [id]: settings },
                            pipelines: { traces: { ...traces, exporters: [id] } },
                        }),
                    ),
                    tempo,
                ],
                more,
            );
        assert.deepEqual(to("otlp_grpc", { endpoint: "tempo.kong.svc:4317" }), [
            'otel: exporters["otlp_grpc"].endpoint tempo.kong.svc:4317 leads nowhere: there is no Service tempo in the namespace kong: it is in observability',
        ]);
        assert.deepEqual(to("otlp_http", { traces_endpoint: "http://tempo:3100/v1/traces" }), [
            'otel: exporters["otlp_http"].traces_endpoint http://tempo:3100/v1/traces leads nowhere: Service tempo in the namespace observability has no port 3100, only 4317',
        ]);
        assert.deepEqual(to("otlp_http", { endpoint: "http://tempo:4317" }), [
            'otel: exporters["otlp_http"].endpoint http://tempo:4317: 4317 takes OTLP over gRPC, and this exporter speaks HTTP; use 4318, or otlp_grpc',
        ]);
        assert.deepEqual(to("otlp_grpc", { endpoint: "tempo:4318" }), [
            'otel: exporters["otlp_grpc"].endpoint tempo:4318: 4318 takes OTLP over HTTP, and this exporter speaks gRPC; use 4317, or otlp_http',
        ]);
        assert.deepEqual(to("otlp_grpc", { endpoint: "mimir.shop.svc:4317" }, { otherServices: ["mimir.shop"] }), []);
        assert.deepEqual(to("otlp_grpc", { endpoint: "${env:BACKEND}" }), []);
        // Another collector of this system, though no component says that it serves it.
        assert.deepEqual(to("otlp_grpc", { endpoint: "otel-collector:4317" }), []);
    });

    it("refuses debug exporters, unless the environment allows them", () => {
        const parts = {
            exporters: { "otlp_grpc/tempo": {}, debug: {} },
            pipelines: { traces: { ...traces, exporters: ["otlp_grpc/tempo", "debug"] } },
        };
        assert.deepEqual(judged(parts), [
            "otel: pipelines.traces.exporters has debug, which writes every request's data to the log or drops it; remove it",
        ]);
        assert.deepEqual(judged(parts, { debugExporter: true }), []);
    });

    it("refuses names that a later collector will not know", () => {
        const found = judged({
            receivers: { otlp: {}, filelog: {} },
            processors: { "k8sattributes/pods": {} },
            connectors: { spanmetrics: {}, servicegraph: {} },
            exporters: { "otlp/tempo": {}, otlphttp: {}, loadbalancing: {}, loki: {} },
            pipelines: {
                traces: {
                    ...traces,
                    exporters: ["otlp/tempo", "otlphttp", "loadbalancing", "loki", "spanmetrics", "servicegraph"],
                },
                metrics: { receivers: ["spanmetrics", "servicegraph"], processors: ["batch"], exporters: ["otlphttp"] },
            },
        });
        const old = (where: string, name: string, now: string): string =>
            `otel: ${where}: the name ${name} is deprecated, and a later collector will refuse it; call it ${now}`;
        assert.deepEqual(found, [
            old('exporters["otlp/tempo"]', "otlp", "otlp_grpc/tempo"),
            old('exporters["otlphttp"]', "otlphttp", "otlp_http"),
            old('exporters["loadbalancing"]', "loadbalancing", "load_balancing"),
            old('processors["k8sattributes/pods"]', "k8sattributes", "k8s_attributes/pods"),
            old('receivers["filelog"]', "filelog", "file_log"),
            old('connectors["spanmetrics"]', "spanmetrics", "span_metrics"),
            old('connectors["servicegraph"]', "servicegraph", "service_graph"),
            'otel: exporters["loki"]: the exporter loki no longer exists, so the collector does not start; use otlp_http to Loki\'s /otlp',
        ]);
    });

    it("finds what is wrong with seed 000's collector", () => {
        const text = `
receivers: {otlp: {protocols: {grpc: {endpoint: 0.0.0.0:4317}, http: {endpoint: 0.0.0.0:4318}}}}
processors:
  memory_limiter: {check_interval: 1s, limit_percentage: 75, spike_limit_percentage: 15}
  batch: {send_batch_size: 10000, timeout: 10s}
exporters:
  otlp/tempo: {endpoint: tempo:4317, tls: {insecure: true}}
  otlphttp/loki: {endpoint: http://loki-stack:3100/otlp, tls: {insecure: true}}
service:
  pipelines:
    traces: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlp/tempo]}
    logs: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlphttp/loki]}`;
        assert.deepEqual(
            messages(collector, [make(parse(text), { mode: "daemonset", resources: undefined })]).map((message) =>
                message.split(/[,:;]/)[1]?.trim(),
            ),
            [
                'processors["memory_limiter"] has limit_percentage',
                'exporters["otlp/tempo"]',
                'exporters["otlphttp/loki"]',
            ],
        );
    });

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(messages(collector, [make("[unknown]")]), []);
        assert.deepEqual(
            messages(collector, [
                make({
                    ...config(),
                    exporters: "[unknown]",
                    processors: "[unknown]",
                    service: { pipelines: { traces: { ...traces, processors: "[unknown]" } } },
                }),
                tempo,
            ]),
            [],
        );
        assert.deepEqual(
            messages(collector, [
                make(config({ exporters: { "otlp_grpc/tempo": { endpoint: "[unknown]" } } }), {
                    resources: { limits: { memory: "[unknown]" } },
                }),
                tempo,
            ]),
            [],
        );
    });

    it("does not apply without a collector", () => {
        assert.deepEqual(messages(collector, [tempo, release("kong", {})]), []);
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`finds nothing in the stack ${stack}`, async () =>
            assert.deepEqual(messages(collector, seenOf(await planOf(stack))), []));
    }
});
