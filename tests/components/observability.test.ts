import assert from "node:assert/strict";
import { volumeClaim } from "../../components/shared/kubernetes";
import { toMebibytes } from "../../model/quantity";
import { operatorValues } from "../../components/observability/collector/collector";
import { agentMessageBytes, collectorConfig } from "../../components/observability/collector/collectorConfig";
import { datasources } from "../../components/observability/grafana/datasources";
import { lokiLimits, lokiReplay } from "../../components/observability/logs/lokiLimits";
import { lokiStackValues } from "../../components/observability/logs/lokiStackValues";
import { lokiValues } from "../../components/observability/logs/lokiValues";
import { metricsValues } from "../../components/observability/metrics/metricsValues";
import { tempoValues } from "../../components/observability/traces/traces";

const resources = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } };
const monitorLabels = { release: "kube-prometheus-stack" };
const gateway = { namespace: "kong", queryStrings: false };
const logStorage = { retention: "168h", volumeSize: "20Gi", resources, monitorLabels, registry: {}, gateway };

describe("metrics values", () => {
    const settings = {
        namespace: "observability",
        clusterName: "c",
        scrapeInterval: "10s",
        evaluationInterval: "30s",
        retention: "360h",
        volumeSize: "20Gi",
        resources,
        grafana: { volumeSize: "10Gi", dashboards: [] },
        nodesComeWithLoad: false,
        ingressController: true,
        registry: {},
        grafanaAdminSecret: "grafana-admin",
    };
    const values = metricsValues(settings);

    it("scrape and evaluate as asked, and receive what is pushed", () => {
        const { prometheusSpec } = values.prometheus;
        assert.equal(prometheusSpec.scrapeInterval, "10s");
        assert.equal(prometheusSpec.evaluationInterval, "30s");
        assert.equal(prometheusSpec.enableRemoteWriteReceiver, true);
        assert.equal(prometheusSpec.enableOTLPReceiver, true);
        assert.deepEqual(prometheusSpec.enableFeatures, ["exemplar-storage"]);
    });

    it("delete the oldest metrics before the volume is full", () => {
        assert.equal(values.prometheus.prometheusSpec.retentionSize, "16384MB");
        assert.equal(values.prometheus.prometheusSpec.retention, "360h");
    });

    it("leave Prometheus' full volume emptier than KubePersistentVolumeFillingUp asks for", () => {
        const bytes = (mebibytes: number): number => mebibytes * 2 ** 20;
        for (const size of ["5Gi", "20Gi", "100Gi"]) {
            const kept = parseInt(
                String(metricsValues({ ...settings, volumeSize: size }).prometheus.prometheusSpec.retentionSize),
            );
            // What ext4 takes of a small volume for itself.
            const capacity = bytes(toMebibytes(size)) * 0.96;
            assert.ok(1 - bytes(kept) / capacity > 0.15, size);
        }
    });

    it("ask for room for a lost node only where none comes by itself", () => {
        const off = (nodesComeWithLoad: boolean): string[] =>
            Object.keys(metricsValues({ ...settings, nodesComeWithLoad }).defaultRules.disabled);
        assert.deepEqual(off(false), ["KubeletServerCertificateExpiration"]);
        assert.deepEqual(off(true).filter((name) => /Overcommit$/.test(name)).length, 4);
    });

    it("scrape what the chart's alerts on kube-state-metrics ask for", () => {
        assert.deepEqual(values["kube-state-metrics"].selfMonitor, { enabled: true });
    });

    it("leave out what EKS hides", () => {
        for (const part of ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"] as const) {
            assert.deepEqual(values[part], { enabled: false });
        }
    });

    it("give Grafana a StatefulSet, a Secret for its password, and no datasource of the chart's", () => {
        assert.deepEqual(values.grafana.admin, {
            existingSecret: "grafana-admin",
            userKey: "admin-user",
            passwordKey: "admin-password",
        });
        assert.deepEqual(values.grafana.persistence, {
            enabled: true,
            type: "sts",
            size: "10Gi",
            accessModes: ["ReadWriteOnce"],
        });
        assert.equal(values.grafana.adminPassword, undefined);
    });

    it("have Grafana wait for its datasources, and its sidecar watch on", () => {
        const { datasources } = (values.grafana as { sidecar: { datasources: Record<string, unknown> } }).sidecar;
        assert.equal(datasources.initDatasources, true);
        assert.equal(datasources.restartPolicy, "Always");
        assert.deepEqual(datasources.startupProbe, {
            httpGet: { path: "/healthz", port: 8082 },
            periodSeconds: 2,
            failureThreshold: 90,
        });
        // WATCH is the chart's own.
        assert.equal(datasources.watchMethod, undefined);
    });

    it("let Grafana's account read its own namespace alone, and its sidecar look no further", () => {
        const { rbac, sidecar } = values.grafana as { rbac: unknown; sidecar: { dashboards: Record<string, unknown> } };
        assert.deepEqual(rbac, { namespaced: true });
        assert.equal(sidecar.dashboards.searchNamespace, "observability");
    });

    it("let Grafana ask nobody outside the cluster by itself", () => {
        const ini = values.grafana["grafana.ini"] as Record<string, Record<string, boolean>>;
        assert.deepEqual(ini.plugins, { preinstall_disabled: true, public_key_retrieval_disabled: true });
        assert.deepEqual(Object.values(ini.analytics ?? {}), [false, false, false]);
        assert.equal(ini.news?.news_feed_enabled, false);
        assert.deepEqual(ini.security, { disable_gravatar: true });
        const addresses = { grafana: "https://grafana.example.com" };
        const { grafana } = metricsValues({ ...settings, addresses });
        assert.deepEqual((grafana["grafana.ini"] as typeof ini).security, {
            disable_gravatar: true,
            cookie_secure: true,
        });
    });

    it("send alerts to Slack by file where asked, and route none to a receiver that is not there", () => {
        const { config, alertmanagerSpec } = metricsValues({
            ...settings,
            slack: { channel: "#alerts", secretName: "alertmanager-slack" },
        }).alertmanager;
        assert.equal(config.global.slack_api_url_file, "/etc/alertmanager/secrets/alertmanager-slack/webhook-url");
        assert.deepEqual(alertmanagerSpec.secrets, ["alertmanager-slack"]);
        assert.deepEqual(config.receivers.at(-1)?.slack_configs, [{ channel: "#alerts", send_resolved: true }]);
        assert.equal(values.alertmanager.config.global.slack_api_url_file, undefined);
        const names = config.receivers.map(({ name }) => name);
        for (const receiver of [config.route.receiver, ...config.route.routes.map((route) => route.receiver)]) {
            assert.ok(names.includes(receiver), receiver);
        }
    });

    it("name the StorageClass everywhere, or nowhere", () => {
        const classes = (text: string): number => text.split('"gp3"').length - 1;
        assert.equal(classes(JSON.stringify(metricsValues({ ...settings, storageClass: "gp3" }))), 3);
        assert.ok(!JSON.stringify(values).includes("storageClassName"));
    });
});

describe("Loki values", () => {
    it("run one binary that takes OTLP, and nothing beside it", () => {
        const values = lokiValues(logStorage);
        assert.equal(values.deploymentMode, "Monolithic");
        assert.deepEqual(
            [values.singleBinary.replicas, values.read, values.write, values.backend],
            [1, { replicas: 0 }, { replicas: 0 }, { replicas: 0 }],
        );
        assert.equal(values.loki.schemaConfig.configs[0]?.schema, "v13");
        assert.equal(values.loki.limits_config.allow_structured_metadata, true);
        assert.equal(values.loki.auth_enabled, false);
    });

    it("delete what is older than the retention", () => {
        const { limits_config, compactor } = lokiValues(logStorage).loki;
        assert.equal(limits_config.retention_period, "168h");
        assert.equal(compactor.retention_enabled, true);
    });
});

describe("loki-stack values", () => {
    it("with OTLP take out, with nulls, what Loki 3 refuses", () => {
        const { config, image } = lokiStackValues({ ...logStorage, otlp: true }).loki;
        assert.match(image.tag, /^3\./);
        assert.deepEqual(config, {
            analytics: { reporting_enabled: false },
            schema_config: {
                configs: [
                    {
                        from: "2024-04-01",
                        store: "tsdb",
                        object_store: "filesystem",
                        schema: "v13",
                        index: { prefix: "loki_index_", period: "24h" },
                    },
                ],
            },
            storage_config: {
                tsdb_shipper: {
                    active_index_directory: "/data/loki/tsdb-index",
                    cache_location: "/data/loki/tsdb-cache",
                },
                filesystem: { directory: "/data/loki/chunks" },
                boltdb_shipper: null,
            },
            chunk_store_config: { max_look_back_period: null },
            compactor: {
                working_directory: "/data/loki/compactor",
                shared_store: null,
                retention_enabled: true,
                delete_request_store: "filesystem",
            },
            limits_config: {
                enforce_metric_name: null,
                allow_structured_metadata: true,
                retention_period: "168h",
                ...lokiLimits(resources),
            },
            table_manager: null,
            ingester: { max_transfer_retries: null, ...lokiReplay(resources) },
        });
    });

    it("without OTLP keep the chart's Loki 2 and its promtail", () => {
        const { loki, promtail } = lokiStackValues({ ...logStorage, otlp: false });
        assert.match(loki.image.tag, /^2\./);
        assert.equal(promtail.enabled, true);
    });

    it("have promtail cut query strings and credentials from Kong's messages, and leave access lines", () => {
        const { promtail } = lokiStackValues({ ...logStorage, otlp: false });
        const [frame, { match }] = promtail.enabled ? promtail.config.snippets.pipelineStages : assert.fail();
        assert.deepEqual([frame, match.selector], [{ cri: {} }, '{namespace="kong"} !~ "^[{]"']);
        // Promtail replaces the group in each match.
        const replaced = (text: string): string =>
            match.stages.reduce(
                (line, { replace }) =>
                    line.replaceAll(new RegExp(replace.expression, "g"), (all: string, group: string) =>
                        all.replace(group, replace.replace),
                    ),
                text,
            );
        const message = (query: string, login: string): string =>
            `connect() failed, request: "GET /x${query} HTTP/1.1", upstream: "http://${login}10.0.0.1:80/x${query}", host: "a"`;
        assert.equal(replaced(message("?token=secret", "u:p@")), message("", ""));
    });

    it("never write a datasource, nor a PodSecurityPolicy that Kubernetes no longer has", () => {
        for (const otlp of [true, false]) {
            const { grafana, loki } = lokiStackValues({ ...logStorage, otlp });
            assert.equal(grafana.sidecar.datasources.enabled, false);
            assert.equal(loki.rbac.pspEnabled, false);
        }
    });
});

describe("Loki's limits", () => {
    const limits = (memory: string): unknown[] => {
        const { ingestion_rate_mb, ingestion_burst_size_mb, ...stream } = lokiLimits({
            ...resources,
            limits: { memory },
        });
        assert.deepEqual(stream, {
            per_stream_rate_limit: `${ingestion_rate_mb}MB`,
            per_stream_rate_limit_burst: `${ingestion_burst_size_mb}MB`,
        });
        return [
            ingestion_rate_mb,
            ingestion_burst_size_mb,
            lokiReplay({ ...resources, limits: { memory } }).wal.replay_memory_ceiling,
        ];
    };

    it("follow from its memory, whichever chart runs it", () => {
        assert.deepEqual(
            [limits("512Mi"), limits("1Gi"), limits("4Gi")],
            [
                [4, 16, "256MB"],
                [8, 16, "512MB"],
                [32, 64, "2048MB"],
            ],
        );
        const { loki } = lokiValues(logStorage);
        const stack = [true, false].map((otlp) => lokiStackValues({ ...logStorage, otlp }).loki.config);
        for (const { limits_config, ingester } of [loki, ...stack]) {
            assert.deepEqual(
                [limits_config.ingestion_rate_mb, ingester.wal],
                [lokiLimits(resources).ingestion_rate_mb, lokiReplay(resources).wal],
            );
        }
    });

    it("let the largest message of an agent in, however small it is: it would be sent again for ever", () => {
        const { ingestion_burst_size_mb } = lokiLimits({ ...resources, limits: { memory: "64Mi" } });
        assert.ok(ingestion_burst_size_mb * 2 ** 20 >= 2 * agentMessageBytes);
    });
});

describe("a Loki of one", () => {
    it("does not give up where it cannot join itself", () => {
        assert.equal(lokiValues(logStorage).loki.extraMemberlistConfig.abort_if_cluster_join_fails, false);
    });
});

describe("Tempo values", () => {
    it("switch the metrics generator on in all three places", () => {
        const { tempo } = tempoValues({
            retention: "72h",
            volumeSize: "10Gi",
            resources,
            metricsRemoteWriteUrl: "http://prometheus/api/v1/write",
            monitorLabels,
            registry: {},
        });
        assert.equal(tempo.metricsGenerator.enabled, true);
        assert.deepEqual(tempo.metricsGenerator.storage.remote_write, [
            { url: "http://prometheus/api/v1/write", send_exemplars: true },
        ]);
        assert.deepEqual(tempo.overrides.defaults.metrics_generator.processors, ["service-graphs", "span-metrics"]);
    });

    it("let Tempo take what its memory holds, wherever it would discard in silence", () => {
        const of = (memory: string): ReturnType<typeof tempoValues>["tempo"] =>
            tempoValues({
                ...{ retention: "72h", volumeSize: "10Gi", metricsRemoteWriteUrl: "u", monitorLabels, registry: {} },
                resources: { ...resources, limits: { memory } },
            }).tempo;
        const { overrides, metricsGenerator, ingester } = of("2Gi");
        assert.deepEqual(overrides.defaults, {
            ingestion: { max_traces_per_user: 131_072, rate_limit_bytes: 16 * 2 ** 20, burst_size_bytes: 64 * 2 ** 20 },
            metrics_generator: {
                ...{ max_active_series: 65_536, forwarder: { queue_size: 64 } },
                processors: ["service-graphs", "span-metrics"],
            },
        });
        assert.equal(metricsGenerator.processor.service_graphs.max_items, 262_144);
        assert.equal(ingester.max_block_bytes, 64 * 2 ** 20);
        const small = of("512Mi");
        assert.equal(small.overrides.defaults.ingestion.max_traces_per_user, 32_768);
        // No smaller than what a collector sends at once: 2,048 spans, at most 4 MiB.
        assert.ok(small.overrides.defaults.ingestion.burst_size_bytes >= 4 * 2 ** 20);
    });

    it("let the service graph lead on to what Kong calls, and not back to each of its clients", () => {
        const { processor } = tempoValues({
            retention: "72h",
            volumeSize: "10Gi",
            resources,
            metricsRemoteWriteUrl: "u",
            monitorLabels,
            registry: {},
        }).tempo.metricsGenerator;
        assert.deepEqual(processor.service_graphs.peer_attributes, [
            "peer.service",
            "db.name",
            "db.system",
            "net.peer.name",
        ]);
        assert.deepEqual(processor.span_metrics.dimensions, ["http.status_code"]);
    });

    it("let it replay its log before its life is asked after, and take no ballast", () => {
        const { tempo } = tempoValues({
            retention: "72h",
            volumeSize: "10Gi",
            resources,
            metricsRemoteWriteUrl: "u",
            monitorLabels,
            registry: {},
        });
        assert.deepEqual(tempo.livenessProbe, { httpGet: { path: "/status/version" } });
        assert.equal(tempo.memBallastSizeMbs, 0);
    });

    it("keep everything on the volume", () => {
        const values = tempoValues({
            retention: "72h",
            volumeSize: "10Gi",
            resources,
            metricsRemoteWriteUrl: "u",
            monitorLabels,
            registry: {},
            storageClass: "gp3",
        });
        assert.deepEqual(values.persistence, { enabled: true, size: "10Gi", storageClassName: "gp3" });
        const { storage, metricsGenerator } = values.tempo;
        for (const folder of JSON.stringify([storage, metricsGenerator]).match(/"path":"[^"]+"/g) ?? []) {
            assert.ok(folder.startsWith('"path":"/var/tempo/'), folder);
        }
    });
});

describe("collector", () => {
    const args = {
        tracesEndpoint: "tempo:4317",
        logsUrl: "http://loki:3100/otlp",
        resources,
        environment: "dev",
        clusterName: "c",
        queryStrings: false,
    };

    const all = Object.entries(collectorConfig(args).service.pipelines);

    it("limits memory first in every pipeline, with every component defined", () => {
        const config = collectorConfig(args);
        for (const [, { receivers, processors, exporters }] of all) {
            assert.match(processors[0] ?? "", /^memory_limiter/);
            assert.ok(receivers.every((name) => name in config.receivers));
            assert.ok(processors.every((name) => name in config.processors));
            assert.ok(exporters.every((name) => name in config.exporters));
        }
        assert.deepEqual(Object.keys(config.exporters), ["otlp_grpc/tempo", "otlp_http/loki", "otlp_http/loki_agent"]);
    });

    it("batches last, but for agents, whose lines it must not answer for before Loki has them", () => {
        assert.deepEqual(
            all.map(([name, { processors }]) => [name, processors.at(-1) === "batch", processors.includes("batch")]),
            [
                ["traces", true, true],
                ["logs", true, true],
                ["logs/agent", false, false],
            ],
        );
    });

    it("holds back agents alone, on a port of their own, and refuses them first", () => {
        const { exporters, processors, receivers, service } = collectorConfig(args);
        const held = Object.entries(exporters).filter(
            ([, { sending_queue: queue }]) => queue.block_on_overflow || queue.wait_for_result,
        );
        assert.deepEqual(
            held.map(([name, { retry_on_failure: retry }]) => [name, retry.max_elapsed_time]),
            [["otlp_http/loki_agent", "0s"]],
        );
        assert.deepEqual(
            all.filter(([, { exporters: used }]) => used.includes("otlp_http/loki_agent")),
            [["logs/agent", service.pipelines["logs/agent"]]],
        );
        assert.deepEqual(
            all.flatMap(([, pipeline]) => pipeline.receivers),
            ["otlp", "otlp", "otlp/agent"],
        );
        assert.equal(receivers["otlp/agent"]?.protocols.http.endpoint, "0.0.0.0:4319");
        const refusedFrom = (name: string): number => {
            const { limit_percentage: limit, spike_limit_percentage: spike } = processors[name] as Record<
                string,
                number
            >;
            return limit! - spike!;
        };
        assert.ok(refusedFrom("memory_limiter/agent") < refusedFrom("memory_limiter"));
    });

    it("has a queue with room for the largest message of an agent, however small the collector", () => {
        const small = { ...resources, limits: { memory: "64Mi" } };
        const { exporters, receivers } = collectorConfig({ ...args, resources: small });
        const largest = receivers["otlp/agent"]?.protocols.http.max_request_body_size ?? Infinity;
        assert.ok((exporters["otlp_http/loki_agent"]?.sending_queue.queue_size ?? 0) >= largest);
    });

    it("has no logs pipeline and no port for agents where nothing takes logs", () => {
        const config = collectorConfig({ ...args, logsUrl: undefined });
        assert.deepEqual(Object.keys(config.service.pipelines), ["traces"]);
        assert.deepEqual(Object.keys(config.exporters), ["otlp_grpc/tempo"]);
        assert.deepEqual(Object.keys(config.receivers), ["otlp"]);
    });

    it("keeps all queues together below where the first memory limiter starts to refuse", () => {
        for (const logsUrl of [args.logsUrl, undefined]) {
            const queues = Object.values(collectorConfig({ ...args, logsUrl }).exporters).map(
                ({ sending_queue }) => sending_queue.queue_size,
            );
            const total = queues.reduce((sum, size) => sum + size, 0);
            assert.ok(total <= 0.3 * 512 * 1024 * 1024 && total > 0.29 * 512 * 1024 * 1024, String(total));
        }
    });

    it("retries what a backend refuses", () => {
        const times = Object.values(collectorConfig(args).exporters).map(
            ({ retry_on_failure: { max_elapsed_time, ...retry } }) => {
                assert.deepEqual(retry, { enabled: true, initial_interval: "1s", max_interval: "30s" });
                return max_elapsed_time;
            },
        );
        assert.deepEqual(times, ["5m", "5m", "0s"]);
    });

    it("comes from an operator that makes its own certificate and asks for no roles", () => {
        const values = operatorValues({});
        assert.deepEqual(values.admissionWebhooks, {
            certManager: { enabled: false },
            autoGenerateCert: { enabled: true, recreate: false, certPeriodDays: 3650 },
        });
        assert.equal(values.manager.createRbacPermissions, false);
        assert.match(values.manager.collectorImage.repository, /^ghcr\.io\//);
    });
});

describe("datasources", () => {
    const urls = {
        prometheusUrl: "p",
        alertmanagerUrl: "a",
        lokiUrl: "l",
        tempoUrl: "t",
        scrapeInterval: "10s",
        gatewayNamespace: "kong",
    };
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Grafana's own shape
    const jsonData = (uid: string, logIngestion: "otlp" | "promtail"): any =>
        datasources({ ...urls, logIngestion }).find((datasource) => datasource.uid === uid)?.jsonData;

    it("lead from trace to logs and metrics, from log and exemplar to trace, and to the service graph", () => {
        const tempo = jsonData("tempo", "otlp");
        assert.equal(tempo.tracesToLogsV2.datasourceUid, "loki");
        assert.equal(tempo.tracesToMetrics.datasourceUid, "prometheus");
        assert.equal(tempo.serviceMap.datasourceUid, "prometheus");
        assert.equal(jsonData("loki", "otlp").derivedFields[0].datasourceUid, "tempo");
        assert.deepEqual(
            jsonData("prometheus", "otlp").exemplarTraceIdDestinations.map(
                (target: { datasourceUid: string }) => target.datasourceUid,
            ),
            ["tempo", "tempo"],
        );
    });

    it("lead from a span to the requests of its service, and to those that failed", () => {
        const queries = jsonData("tempo", "otlp").tracesToMetrics.queries as { name: string; query: string }[];
        assert.deepEqual(queries, [
            {
                name: "Request rate",
                query: 'sum(rate(traces_spanmetrics_calls_total{span_kind="SPAN_KIND_SERVER", $$__tags}[5m]))',
            },
            {
                name: "Error rate",
                query:
                    'sum(rate(traces_spanmetrics_calls_total{span_kind="SPAN_KIND_SERVER", ' +
                    'status_code="STATUS_CODE_ERROR", $$__tags}[5m]))',
            },
            {
                name: "Latency, 95th percentile",
                query:
                    "histogram_quantile(0.95, sum by (le) " +
                    '(rate(traces_spanmetrics_latency_bucket{span_kind="SPAN_KIND_SERVER", $$__tags}[5m])))',
            },
        ]);
    });

    it("look for a trace where this Loki keeps its id", () => {
        assert.deepEqual(jsonData("loki", "otlp").derivedFields[0].matcherType, "label");
        assert.match(jsonData("tempo", "otlp").tracesToLogsV2.query, /\| trace_id="/);
        const [field] = jsonData("loki", "promtail").derivedFields;
        assert.equal(
            new RegExp(field.matcherRegex).exec('{"trace_id": "0af7651916cd43dd8448eb211c80319c"}')?.[1],
            "0af7651916cd43dd8448eb211c80319c",
        );
        assert.match(jsonData("tempo", "promtail").tracesToLogsV2.query, /^\{namespace="kong"\} \|= /);
    });

    it("write a dollar twice, because Grafana expands it in files", () => {
        assert.doesNotMatch(JSON.stringify(datasources({ ...urls, logIngestion: "otlp" })), /(?<!\$)\$(?!\$)/);
        assert.doesNotMatch(JSON.stringify(datasources({ ...urls, logIngestion: "promtail" })), /(?<!\$)\$(?!\$)/);
    });
});

describe("claims", () => {
    it("leave the class to the cluster where none is named", () => {
        assert.deepEqual(volumeClaim("1Gi", undefined), {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: "1Gi" } },
        });
    });
});
