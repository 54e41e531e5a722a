import assert from "node:assert/strict";
import { judge } from "../../../../policy/judge";
import { rules } from "../../../../policy/rules";
import { seenOf } from "../../../policy/helpers";
import { collectorType, find, ofType, planOf, planWith } from "../../../tools/plan/stacks";

const service = (index: number): string => `http://prometheus-${index}.observability.svc:9090`;

describe("several Prometheus", () => {
    it("are each pushed to, on a Service that selects its pod alone", async () => {
        const plan = await planOf("prod");
        const services = ofType(plan, "kubernetes:core/v1:Service").filter(({ name }) => /prometheus-\d$/.test(name));
        const pods = services.map(({ inputs }) => (inputs as { spec: { selector: unknown } }).spec.selector);
        const pod = "prometheus-kube-prometheus-stack-prometheus";
        assert.deepEqual(
            pods,
            [0, 1].map((index) => ({ "statefulset.kubernetes.io/pod-name": `${pod}-${index}` })),
        );

        const { values } = find(plan, "kubernetes:helm.sh/v3:Release", "traces-tempo").inputs as {
            values: { tempo: { metricsGenerator: { storage: { remote_write: { url: string }[] } } } };
        };
        const written = values.tempo.metricsGenerator.storage.remote_write.map(({ url }) => url);
        assert.deepEqual(written, [`${service(0)}/api/v1/write`, `${service(1)}/api/v1/write`]);

        const { spec } = find(plan, collectorType, "collector-agent").inputs as {
            spec: {
                config: {
                    exporters: Record<string, { endpoint: string }>;
                    service: { pipelines: { metrics: { exporters: string[] } } };
                };
            };
        };
        const { exporters, service: running } = spec.config;
        assert.deepEqual(
            running.pipelines.metrics.exporters.map((exporter) => exporters[exporter]?.endpoint),
            [`${service(0)}/api/v1/otlp`, `${service(1)}/api/v1/otlp`],
        );
    });

    it("are refused where an override gives each a part of the targets", async () => {
        const values = { prometheus: { prometheusSpec: { shards: 2 } } };
        const plan = await planWith("dev", { chartOverrides: { "kube-prometheus-stack": values } });
        const messages = judge(rules, seenOf(plan), {}).map(({ message }) => message);
        assert.ok(
            messages.some((message) => /prometheusSpec\.shards is 2, but must be 1/.test(message)),
            messages.join("\n"),
        );
    });

    it("are refused where an override makes them more than are pushed to", async () => {
        const values = { prometheus: { prometheusSpec: { replicas: 2 } } };
        const plan = await planWith("dev", { chartOverrides: { "kube-prometheus-stack": values } });
        const messages = judge(rules, seenOf(plan), {}).map(({ message }) => message);
        assert.ok(
            messages.some((message) => /prometheusSpec\.replicas is 2, but must be 1.*metrics\.replicas/.test(message)),
            messages.join("\n"),
        );
    });
});
