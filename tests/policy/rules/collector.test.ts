import assert from "node:assert/strict";
import { parse } from "yaml";
import { collector } from "../../../policy/rules/collector/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, clusterPlugin, kubernetes, messages, release, seen, seenOf } from "../helpers";

type Object = ReturnType<typeof kubernetes>;
const make = (config: unknown, spec: object = {}, apiVersion = "opentelemetry.io/v1beta1"): Object =>
    kubernetes(apiVersion, "OpenTelemetryCollector", "otel", {
        spec: { resources: { limits: { memory: "512Mi" } }, ...spec, config },
        metadata: { namespace: "observability" },
    });

interface Parts {
    receivers?: object;
    processors?: object;
    exporters?: object;
    connectors?: object;
    pipelines?: object;
    extensions?: string[];
}
const limiter = { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 };
const traces = { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["otlp_grpc/tempo"] };
/** A configuration that is right, but for what a test puts in. */
const config = ({ receivers, processors, exporters, connectors, pipelines, extensions }: Parts = {}): object => ({
    receivers: receivers ?? { otlp: { protocols: { grpc: null } } },
    processors: { memory_limiter: limiter, batch: null, ...processors },
    exporters: exporters ?? { "otlp_grpc/tempo": { endpoint: "tempo:4317" } },
    ...(connectors && { connectors }),
    service: { ...(extensions && { extensions }), pipelines: pipelines ?? { traces } },
});
const judged = (parts: Parts, settings: object = {}): string[] => messages(collector, [make(config(parts))], settings);
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
        const problems = (prometheusSpec: object): string[] => {
            const stack = release("kube-prometheus-stack", { prometheus: { prometheusSpec } });
            return messages(collector, [make(config({ exporters, pipelines })), stack]);
        };
        const sends =
            'otel: exporters["otlp_http/prometheus"] sends to Prometheus by OTLP, which kube-prometheus-stack';
        assert.deepEqual(problems({ enableOTLPReceiver: true }), []);
        assert.deepEqual(problems({}), [
            `${sends} does not take; set prometheus.prometheusSpec.enableOTLPReceiver: true there`,
        ]);
        assert.deepEqual(
            problems({ enableOTLPReceiver: true, otlp: { translationStrategy: "NoUTF8EscapingWithSuffixes" } }),
            [
                `${sends} gives names that no alert of ours knows; leave otlp.translationStrategy at UnderscoreEscapingWithSuffixes`,
            ],
        );
    });

    it("wants memory_limiter first", () => {
        const end = ": a flood of data ends the collector, and all that it holds is lost; put memory_limiter first";
        assert.deepEqual(judged({ pipelines: { traces: { ...traces, processors: ["batch", "memory_limiter"] } } }), [
            `otel: pipelines.traces.processors has memory_limiter, but not first${end}`,
        ]);
        assert.deepEqual(judged({ pipelines: { traces: { ...traces, processors: ["batch"] } } }), [
            `otel: pipelines.traces.processors has no memory_limiter${end}`,
        ]);
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
            `otel: exporters${path}.retry_on_failure is off, so data are lost whenever the backend is away; leave it on`,
        ];
        assert.deepEqual(judged({ exporters: { "otlp_grpc/tempo": off } }), complaints('["otlp_grpc/tempo"]'));
        const tier = {
            exporters: { load_balancing: { protocol: { otlp: off } } },
            pipelines: { traces: { ...traces, exporters: ["load_balancing"] } },
        };
        assert.deepEqual(judged(tier), complaints('["load_balancing"].protocol.otlp'));
    });

    describe("of lines from files", () => {
        const agent = (endpoint: string): Object => {
            const exporters = { otlp_http: { endpoint, sending_queue: { block_on_overflow: true } } };
            const pipelines = {
                logs: { receivers: ["file_log"], processors: ["memory_limiter", "batch"], exporters: ["otlp_http"] },
            };
            const made = make(config({ receivers: { file_log: {} }, exporters, pipelines }));
            return {
                ...made,
                urn: `${made.urn}-agent`,
                name: "agent",
                inputs: { ...made.inputs, metadata: { name: "agent", namespace: "observability" } },
            };
        };
        const listener = (port: number): object => ({ protocols: { http: { endpoint: `0.0.0.0:${port}` } } });
        const waiting = { block_on_overflow: true, wait_for_result: true };
        const held = { receivers: ["otlp/agent"], processors: ["memory_limiter"], exporters: ["otlp_http/agent"] };
        const logs = { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["otlp_http/loki"] };
        const problems = (pipelines: object, queue: object = waiting, port = 4319): string[] => {
            const exporters = { "otlp_http/loki": {}, "otlp_http/agent": { sending_queue: queue } };
            const receivers = { otlp: listener(4318), "otlp/agent": listener(4319) };
            return messages(collector, [
                make(config({ receivers, exporters, pipelines })),
                agent(`http://otel-collector.observability.svc:${port}`),
            ]);
        };
        const lines = (receiver: string, name: string): string =>
            `otel: pipelines.${name} takes, by ${receiver}, lines that an agent reads from files, and`;

        it("passes what holds agents back, and nobody else", () => {
            assert.deepEqual(problems({ logs, "logs/agent": held }), []);
            assert.deepEqual(problems({ logs, "logs/agent": held }, { wait_for_result: true }), []);
        });

        it("refuses what drops them, or answers for them too early", () => {
            const dropped = `${lines("otlp/agent", "logs/agent")} exporters["otlp_http/agent"] drops them where its queue is full, though their file could wait; set sending_queue.block_on_overflow: true`;
            const early = `${lines("otlp/agent", "logs/agent")} batch answers for them before they are anywhere, so they are lost where a backend is slow; leave it out`;
            assert.deepEqual(
                problems({ logs, "logs/agent": { ...held, processors: ["memory_limiter", "batch"] } }, {}),
                [early, dropped],
            );
            assert.deepEqual(problems({ logs, "logs/agent": held }, { batch: {} }), [dropped]);
        });

        it("refuses a Loki into which the largest of their messages never gets", () => {
            const receivers = {
                "otlp/agent": { protocols: { http: { endpoint: "0.0.0.0:4319", max_request_body_size: 8 * 2 ** 20 } } },
            };
            const exporters = {
                "otlp_http/agent": { endpoint: "http://loki.observability.svc:3100/otlp", sending_queue: waiting },
            };
            const stack = (limits_config: unknown, chart = "loki"): string[] => {
                const values = {
                    loki: chart === "loki" ? { limits_config } : { image: { tag: "3.7.8" }, config: { limits_config } },
                };
                const made = make(config({ receivers, exporters, pipelines: { "logs/agent": held } }));
                return messages(collector, [
                    made,
                    agent("http://otel-collector.observability.svc:4319"),
                    release(chart, values, { name: "loki", namespace: "observability" }),
                ]);
            };
            const refused = (size: number, path: string): string =>
                `otel: exporters["otlp_http/agent"] hands on up to 8 MiB at once, and the release loki takes at most ${size} MiB (${path}): ` +
                "more than that is refused for ever, and all that waits behind it; allowed there: no less than what the receiver takes";
            const standard = refused(6, "loki.limits_config.ingestion_burst_size_mb");
            assert.deepEqual(stack({}), [standard]);
            assert.deepEqual(stack({ ingestion_burst_size_mb: 16 }), []);
            assert.deepEqual(stack({ ingestion_burst_size_mb: 16, per_stream_rate_limit_burst: "4MB" }), [
                refused(4, "loki.limits_config.per_stream_rate_limit_burst"),
            ]);
            assert.deepEqual(stack({ ingestion_burst_size_mb: 7 }, "loki-stack"), [
                refused(7, "loki.config.limits_config.ingestion_burst_size_mb"),
            ]);
            assert.deepEqual(stack("[unknown]"), []);
        });

        it("refuses one way for agents and gateways", () => {
            assert.equal(
                problems({ logs: { ...logs, exporters: ["otlp_http/loki", "otlp_http/agent"] } }, waiting, 4318).filter(
                    (text) => text.startsWith(lines("otlp", "logs")),
                ).length,
                2,
            );
            const end =
                "takes what gateways send, who would lose it instead; leave that to a receiver and pipeline for agents alone";
            const both = problems({
                logs: { ...logs, exporters: ["otlp_http/loki", "otlp_http/agent"] },
                "logs/agent": held,
            });
            assert.deepEqual(both, [
                `otel: pipelines.logs: exporters["otlp_http/agent"] makes its senders wait (sending_queue.block_on_overflow or wait_for_result), and otlp ${end}`,
            ]);
        });
    });

    describe("of query strings", () => {
        const component = (queryStrings: unknown): Object =>
            seen("kong-observability:observability:Collector", "collector", { queryStrings });
        const kept = (
            processors: object,
            used: string[],
            signal: "traces" | "logs" = "traces",
            queryStrings: unknown = false,
        ): string[] => {
            const owner = component(queryStrings);
            const pipelines = { [signal]: { ...traces, processors: ["memory_limiter", ...used, "batch"] } };
            return messages(collector, [owner, { ...make(config({ processors, pipelines })), parent: owner.urn }]);
        };
        const problem = (signal: string, where: string): string =>
            `otel: pipelines.${signal} keeps query strings (in ${where}), which often carry tokens, though gateway.accessLog.queryString is false; give it the transform processor that cuts them, or set that to true`;
        const root = problem("traces", "http.url of Kong's root span");
        const cutting = (statement: string, key = "trace_statements"): object => ({
            transform: { [key]: [{ context: "span", statements: [statement] }] },
        });
        const url = 'replace_pattern(span.attributes["http.url"], ';

        it("refuses a pipeline without what cuts them, and one whose cut misses", () => {
            assert.deepEqual(kept({}, []), [root]);
            assert.deepEqual(kept(cutting(`${url}"\\\\?.*$", "")`), []), [root]);
            assert.deepEqual(kept(cutting(`${url}"#.*$", "")`), ["transform"]), [root]);
            assert.deepEqual(kept(cutting(url.replace("http.url", "url.full") + '"\\\\?.*$", "")'), ["transform"]), [
                root,
            ]);
            assert.deepEqual(kept({}, [], "logs"), [problem("logs", "the requests in error lines")]);
            assert.deepEqual(
                kept(
                    cutting('replace_pattern(log.body, "\\\\?\\\\S*", "", 1)', "log_statements"),
                    ["transform"],
                    "logs",
                ),
                [],
            );
        });

        it("passes whatever cuts them, and stacks that keep them or are not ours", () => {
            assert.deepEqual(kept(cutting(`${url}"\\\\?.*$$", "")`), ["transform"]), []);
            assert.deepEqual(
                kept(cutting('replace_all_patterns(attributes, "value", "(?s)([^?]*)\\\\?.*", "$${1}")'), [
                    "transform",
                ]),
                [],
            );
            assert.deepEqual(kept({ transform: { trace_statements: [`${url}"\\\\?.*", "")`] } }, ["transform"]), []);
            assert.deepEqual(kept({}, [], "traces", true), []);
            assert.deepEqual(kept({}, [], "traces", null), []);
            assert.deepEqual(kept({ transform: "[unknown]" }, ["transform"]), []);
            assert.deepEqual(judged({}), []);
        });
    });

    it("wants the limiter below the container's memory", () => {
        const problem = (settings: object, spec: object = {}): string[] =>
            messages(collector, [make(config({ processors: { memory_limiter: settings } }), spec)]).map((message) =>
                message.replace('otel: processors["memory_limiter"] ', ""),
            );
        assert.deepEqual(problem({ ...limiter }, { resources: {} }), [
            "has limit_percentage, which counts from the container's memory limit, but spec.resources.limits.memory is not set: it would count from the node's memory",
        ]);
        assert.deepEqual(problem({ ...limiter, limit_percentage: 100 }), [
            "has limit_percentage 100, not below the container's memory: the kernel would end it first; allowed: below 100",
        ]);
        assert.deepEqual(problem({ check_interval: "1s", limit_mib: 512 }), [
            "has limit_mib 512, not below the container's memory of 512Mi: the kernel would end it first; make it smaller",
        ]);
        assert.deepEqual(problem({ check_interval: "1s", limit_mib: 400 }), []);
        assert.deepEqual(problem({ check_interval: "1s", limit_mib: 400, spike_limit_mib: 400 }), [
            "has spike_limit_mib 400, not below limit_mib 400, and the collector does not start",
        ]);
        assert.deepEqual(problem({ limit_percentage: 75 }), [
            "has no check_interval, and the collector does not start without; set it to 1s",
        ]);
        assert.deepEqual(problem({ check_interval: "1s" }), [
            "has neither limit_percentage nor limit_mib, and the collector does not start without; set limit_percentage: 75",
        ]);
    });

    it("wants the queues below what the limiter leaves", () => {
        const queue = (mib: number, more: object = {}): object => ({
            "otlp_grpc/tempo": { sending_queue: { sizer: "bytes", queue_size: mib * 2 ** 20, ...more } },
        });
        assert.deepEqual(judged({ exporters: queue(300) }), []);
        assert.deepEqual(judged({ exporters: queue(320) }), [
            "otel: the queues of its exporters may take 320 MiB, but the memory limiter refuses data from 307.2 MiB on; make queue_size smaller, or the container's memory larger",
        ]);
        // A queue for each signal.
        assert.equal(judged({ exporters: queue(160), pipelines: { traces, logs: traces } }).length, 1);
        const onDisk = {
            ...config({ exporters: queue(900, { storage: "file_storage" }), extensions: ["file_storage"] }),
            extensions: { file_storage: null },
        };
        assert.deepEqual(messages(collector, [make(onDisk)]), []);
        assert.deepEqual(
            messages(collector, [make(config({ exporters: queue(600), processors: { memory_limiter: "[unknown]" } }))]),
            [
                "otel: the queues of its exporters may take 600 MiB, but the container has only 512Mi; make queue_size smaller",
            ],
        );
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

    describe("operator", () => {
        const operator = (admissionWebhooks: object, manager: object = {}): Object =>
            release("opentelemetry-operator", { admissionWebhooks, manager });
        const generated = { certManager: { enabled: false } };
        const noManager =
            "opentelemetry-operator: admissionWebhooks.certManager.enabled is true (the chart's default), but nothing installs cert-manager; set it to false, and autoGenerateCert.enabled to true";

        it("wants a certificate for its webhook, unlike seed 000's installation without its values", () => {
            assert.deepEqual(messages(collector, [operator({})]), [noManager]);
            assert.deepEqual(
                messages(collector, [application("opentelemetry-operator", { chart: "opentelemetry-operator" })]),
                [noManager],
            );
            assert.deepEqual(messages(collector, [operator({}), release("cert-manager", {})]), []);
            assert.deepEqual(
                messages(collector, [
                    operator({}),
                    seen("aws:eks/addon:Addon", "cert-manager", { addonName: "cert-manager" }),
                ]),
                [],
            );
            assert.deepEqual(messages(collector, [operator({})], { certManager: true }), []);
            assert.deepEqual(messages(collector, [operator(generated)]), []);
            assert.deepEqual(messages(collector, [operator({ ...generated, autoGenerateCert: { enabled: false } })]), [
                "opentelemetry-operator: admissionWebhooks has no certificate: certManager and autoGenerateCert are both off; set autoGenerateCert.enabled to true",
            ]);
            assert.deepEqual(
                messages(collector, [
                    operator({ ...generated, autoGenerateCert: { enabled: false }, secretName: "own" }),
                ]),
                [],
            );
            assert.deepEqual(messages(collector, [operator({ certManager: { enabled: "[unknown]" } })]), []);
        });

        it("refuses a certificate that ends in silence", () => {
            const once = { ...generated, autoGenerateCert: { recreate: false } };
            assert.deepEqual(messages(collector, [operator(once)]), [
                "opentelemetry-operator: admissionWebhooks.autoGenerateCert makes a certificate for 365 days and never another (recreate: false): after that no collector can be changed; set certPeriodDays to at least 1825",
            ]);
            assert.deepEqual(messages(collector, [operator(once)], { certificateDays: 90 }), []);
        });

        it("refuses seed 000's image on Docker Hub", () => {
            const end =
                "Docker Hub gets no collector since 0.123, so newer tags can't be pulled; use ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s";
            assert.deepEqual(
                messages(collector, [
                    operator(generated, { collectorImage: { repository: "otel/opentelemetry-collector-k8s" } }),
                ]),
                [
                    `opentelemetry-operator: manager.collectorImage.repository is otel/opentelemetry-collector-k8s: ${end}`,
                ],
            );
            assert.deepEqual(
                messages(collector, [make(config(), { image: "docker.io/otel/opentelemetry-collector:0.158.0" })]),
                [`otel: spec.image is docker.io/otel/opentelemetry-collector:0.158.0: ${end}`],
            );
            assert.deepEqual(
                messages(collector, [
                    make(config(), { image: "registry.example.com/otel/opentelemetry-collector:0.158.0" }),
                ]),
                [],
            );
        });
    });

    describe("daemonset", () => {
        const plugin = clusterPlugin("opentelemetry", {
            traces_endpoint: "http://otel-collector.observability.svc.cluster.local:4318/v1/traces",
        });
        const daemonset = (spec: object = {}): Object => make(config(), { mode: "daemonset", ...spec });
        const everywhere = { tolerations: [{ operator: "Exists" }] };
        const missed =
            "otel: in mode daemonset Kong reaches only the collector on its own node (internalTrafficPolicy Local), and this one does not run on every node; use mode deployment, or tolerate every taint (tolerations: [{operator: Exists}]) without nodeSelector and affinity";

        it("refuses one that Kong calls and that is not on every node, as in seed 000", () => {
            assert.deepEqual(messages(collector, [daemonset(), plugin]), [missed]);
            assert.deepEqual(messages(collector, [daemonset({ ...everywhere, nodeSelector: { a: "b" } }), plugin]), [
                missed,
            ]);
        });

        it("passes one on every node, and one that Kong does not call", () => {
            assert.deepEqual(messages(collector, [daemonset(everywhere), plugin]), []);
            assert.deepEqual(messages(collector, [daemonset()]), []);
            assert.deepEqual(messages(collector, [daemonset({ tolerations: "[unknown]" }), plugin]), []);
        });
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
