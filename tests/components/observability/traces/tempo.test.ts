import assert from "node:assert/strict";
import { tempoValues } from "../../../../components/observability/traces/traces";
import { monitorLabels, resources } from "../made";

type Generator = ReturnType<typeof tempoValues>["tempo"]["metricsGenerator"];
const running = (generator: Generator): Extract<Generator, { enabled: true }> =>
    generator as Extract<Generator, { enabled: true }>;

describe("Tempo values", () => {
    const args = { retention: "72h", volumeSize: "10Gi", resources, metricsRemoteWriteUrls: ["u"], monitorLabels };
    const values = (changes: Partial<Parameters<typeof tempoValues>[0]> = {}): ReturnType<typeof tempoValues> =>
        tempoValues({ ...args, registry: {}, ...changes });

    it("switch the metrics generator on in all three places", () => {
        const { tempo } = values({ metricsRemoteWriteUrls: ["http://prometheus/api/v1/write"] });
        assert.equal(tempo.metricsGenerator.enabled, true);
        assert.deepEqual(tempo.metricsGenerator.storage.remote_write, [
            { url: "http://prometheus/api/v1/write", send_exemplars: true },
        ]);
        assert.deepEqual(tempo.overrides.defaults.metrics_generator.processors, ["service-graphs", "span-metrics"]);
    });

    it("let Tempo take what its memory holds, wherever it would discard in silence", () => {
        const of = (memory: string): ReturnType<typeof tempoValues>["tempo"] =>
            values({ resources: { ...resources, limits: { memory } } }).tempo;
        const { overrides, metricsGenerator, ingester } = of("2Gi");
        assert.deepEqual(overrides.defaults, {
            ingestion: { max_traces_per_user: 131_072, rate_limit_bytes: 16 * 2 ** 20, burst_size_bytes: 64 * 2 ** 20 },
            metrics_generator: {
                ...{ max_active_series: 65_536, forwarder: { queue_size: 64 } },
                processors: ["service-graphs", "span-metrics"],
            },
        });
        assert.equal(running(metricsGenerator).processor.service_graphs.max_items, 262_144);
        assert.equal(ingester.max_block_bytes, 64 * 2 ** 20);
        const small = of("512Mi");
        assert.equal(small.overrides.defaults.ingestion.max_traces_per_user, 32_768);
        // No smaller than what a collector sends at once: 2,048 spans, at most 4 MiB.
        assert.ok(small.overrides.defaults.ingestion.burst_size_bytes >= 4 * 2 ** 20);
    });

    it("let the service graph lead on to what Kong calls, and not back to each of its clients", () => {
        const { processor } = running(values().tempo.metricsGenerator);
        assert.deepEqual(processor.service_graphs.peer_attributes, [
            "peer.service",
            "db.name",
            "db.system",
            "net.peer.name",
        ]);
        assert.deepEqual(processor.span_metrics.dimensions, ["http.status_code", "k8s.namespace.name"]);
    });

    it("let it replay its log before its life is asked after, and take no ballast", () => {
        const { tempo } = values();
        assert.deepEqual(tempo.livenessProbe, { httpGet: { path: "/status/version" } });
        assert.equal(tempo.memBallastSizeMbs, 0);
    });

    it("keep everything on the volume", () => {
        const kept = values({ storageClass: "gp3" });
        assert.deepEqual(kept.persistence, { enabled: true, size: "10Gi", storageClassName: "gp3" });
        const { storage, metricsGenerator } = kept.tempo;
        assert.equal(kept.serviceAccount, undefined);
        for (const folder of JSON.stringify([storage, metricsGenerator]).match(/"path":"[^"]+"/g) ?? []) {
            assert.ok(folder.startsWith('"path":"/var/tempo/'), folder);
        }
    });

    it("keep blocks in S3, and on the volume what is not one yet", () => {
        const annotations = { "eks.amazonaws.com/role-arn": "arn" };
        const objectStore = { bucket: "traces", region: "eu-central-1", annotations, ready: [] };
        const { tempo, persistence, serviceAccount } = values({ objectStore });
        assert.deepEqual(tempo.storage, {
            trace: {
                backend: "s3",
                s3: { bucket: "traces", region: "eu-central-1", endpoint: "s3.eu-central-1.amazonaws.com" },
                wal: { path: "/var/tempo/wal" },
            },
        });
        assert.equal(persistence.enabled, true);
        assert.deepEqual(serviceAccount, { annotations });
    });
});
