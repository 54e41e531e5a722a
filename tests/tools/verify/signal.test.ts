import assert from "node:assert/strict";
import type { SignalCheck } from "../../../model/signalCheck";
import type { Sample } from "../../../tools/verify/backends";
import type { Outcome, Run } from "../../../tools/verify/checks/check";
import { signal } from "../../../tools/verify/checks/signal";
import { parseOutputs } from "../../../tools/verify/outputs";
import { signalsOf } from "../../../tools/verify/signals";
import { planOf } from "../plan/stacks";

const check: SignalCheck = {
    signal: "probes",
    query: "probe_success",
    found: "every route answers",
    missing: "No client gets an answer.",
};

/** What the check says where Prometheus answers in this order, the last one for good. */
async function asked(answers: (Sample[] | Error)[], own: Partial<SignalCheck> = {}): Promise<[Outcome, number]> {
    let looks = 0;
    const query = (text: string): Promise<Sample[]> => {
        assert.equal(text, "probe_success");
        const answer = answers[Math.min(looks, answers.length - 1)] ?? [];
        looks += 1;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    const run = {
        services: { Prometheus: { service: "kube-prometheus-stack-prometheus", namespace: "observability" } },
        prometheus: { query },
        namespaces: { observability: "observability", gateway: "kong" },
        sentAt: Date.now(),
        patience: { deadline: Date.now() + 2000, interval: 5 },
        shortPatience: { deadline: Date.now() + 60, interval: 5 },
    } as unknown as Run;
    return [await signal(run, { ...check, ...own }, () => undefined), looks];
}

const up = { labels: { instance: "a" }, value: 1 };
const down = { labels: { __name__: "probe_success", instance: "b" }, value: 0 };

describe("a signal that a stack's outputs bring", () => {
    it("is found once there is a series, and all are above 0", async () => {
        const [outcome, looks] = await asked([new Error("not yet"), [], [up, down], [up, up]]);
        assert.deepEqual(outcome, { verdict: "found", detail: "every route answers (2 series)" });
        assert.equal(looks, 4);
    });

    it("is missing without any, where one is not above 0 or no number, and where nobody answers", async () => {
        const advice = { cause: check.missing };
        assert.deepEqual((await asked([[]]))[0], { verdict: "missing", detail: "no series yet", advice });
        const detail = "1 of 2 series are not above 0: instance=b";
        assert.deepEqual((await asked([[up, down]]))[0], { verdict: "missing", detail, advice });
        assert.equal((await asked([[{ labels: {}, value: NaN }]]))[0].verdict, "missing");
        assert.equal((await asked([new Error("refused")]))[0].verdict, "missing");
    });

    it("is waited for as long as it asks for", async () => {
        const empty = Array.from({ length: 20 }, () => []);
        assert.equal((await asked([...empty, [up]], { waitSeconds: 1 }))[0].verdict, "found");
        assert.equal((await asked([...empty, ...empty, [up]], { waitSeconds: 0.02 }))[0].verdict, "missing");
    });

    it("is a row of the table, and none where a stack brings none", async () => {
        const rows = (checks: SignalCheck[]): string[] =>
            signalsOf({ topology: "hybrid", checks }).map(({ name }) => name);
        assert.deepEqual(
            rows([check]).filter((row) => !rows([]).includes(row)),
            ["probes"],
        );
        const { outputs } = await planOf("local");
        const read = (checks?: unknown): unknown => {
            const probe = { ...(outputs.values.probe as object), ...(checks !== undefined && { checks }) };
            return parseOutputs(JSON.stringify({ ...outputs.values, kubeconfig: "", probe }), "stack local").probe
                .checks;
        };
        assert.deepEqual(read(), []);
        assert.deepEqual(read([{ ...check, waitSeconds: 5 }]), [{ ...check, waitSeconds: 5 }]);
        assert.throws(() => read([{ ...check, query: "" }]), /probe\.checks/);
    });
});
