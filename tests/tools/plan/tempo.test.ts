import assert from "node:assert/strict";
import { liveSeconds } from "../../../components/observability/traces/tempoLimits";
import type { TempoValues } from "../../../components/observability/traces/traces";
import { planOf, planWith, valuesOf } from "./stacks";

const tempoOf = (planned: Awaited<ReturnType<typeof planOf>>): TempoValues["tempo"] =>
    (valuesOf(planned, "traces-tempo") as TempoValues).tempo;

type Generator = TempoValues["tempo"]["metricsGenerator"];
const running = (generator: Generator): Extract<Generator, { enabled: true }> =>
    generator as Extract<Generator, { enabled: true }>;

describe("the planned Tempo", () => {
    it("holds in prod what its gateways can send at their rate", async () => {
        const planned = await planOf("prod");
        const { replicaCount, env } = valuesOf(planned, "kong-dp") as {
            replicaCount: number;
            env: { tracing_sampling_rate: string };
        };
        // Two workers a pod, each of which answers 8,000 requests a second at the most (docs/performance.md).
        const traces = replicaCount * 2 * 8000 * Number(env.tracing_sampling_rate);
        assert.ok(traces > 1000, `${traces} traces a second`);
        const { max_traces_per_user: live } = tempoOf(planned).overrides.defaults.ingestion;
        assert.ok(live / liveSeconds > 1.5 * traces, `${live / liveSeconds} traces a second of ${traces}`);
    });

    it("takes more where an override gives it more memory", async () => {
        const resources = { limits: { memory: "4Gi" } };
        const planned = await planWith("local", { chartOverrides: { tempo: { tempo: { resources } } } });
        const { resources: given, overrides, ingester, metricsGenerator } = tempoOf(planned);
        assert.equal(given.limits.memory, "4Gi");
        assert.equal(overrides.defaults.ingestion.max_traces_per_user, 262_144);
        assert.equal(ingester.max_block_bytes, 128 * 2 ** 20);
        assert.equal(running(metricsGenerator).processor.service_graphs.max_items, 524_288);
    });
});
