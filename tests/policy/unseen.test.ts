import assert from "node:assert/strict";
import { System } from "../../policy/library/system";
import { judgeOwnAlone, sayWhatTheyMiss, unseen } from "../../policy/library/unseen";
import { rules } from "../../policy/rules";
import { seenOf } from "../../tools/plan/verdict";
import { planOf } from "../tools/plan/stacks";

/** What is said of a stack, by part. */
async function missed(stack: string): Promise<string[]> {
    const lines = unseen(new System(seenOf(await planOf(stack))));
    return lines.map((line) => /^No policy here sees into (.*?\)): /.exec(line)?.[1] ?? line);
}

describe("what policies do not see", () => {
    it("is said by every rule, but by those that judge only what the stack makes", () => {
        const said = [...sayWhatTheyMiss, ...judgeOwnAlone].sort();
        assert.deepEqual(said, rules.map(({ name }) => name).sort());
    });

    it("is nothing where the stack installs all of it", async () => {
        assert.deepEqual(await missed("dev"), []);
    });

    const beside: [stack: string, parts: string[]][] = [
        ["existing", ["Prometheus (monitoring)", "Loki (loki)", "Tempo (tempo)", "Grafana (grafana)"]],
        ["existing-otlp", ["Loki (loki)", "Tempo (tempo)", "the OTLP receiver (collector)"]],
        ["existing-eks", ["the EKS cluster (shared)"]],
        ["remote-data-planes", ["the control plane (kong-cluster.example.com:8005)"]],
        [
            "gateway",
            [
                "the cluster (stack organization/kong-observability/platform)",
                "observability (stack organization/kong-observability/observability)",
            ],
        ],
    ];
    for (const [stack, parts] of beside) {
        it(`is named for each part of ${stack} that exists or is another stack's`, async () => {
            assert.deepEqual(await missed(stack), parts);
        });
    }

    it("names each rule with what it misses", async () => {
        const [line = ""] = unseen(new System(seenOf(await planOf("existing-eks"))));
        assert.equal(
            line,
            "No policy here sees into the EKS cluster (shared): placeholders (who reaches its API), privileged-agents (the kernel of its nodes), production (who reaches its API, and whether it is protected).",
        );
    });
});
