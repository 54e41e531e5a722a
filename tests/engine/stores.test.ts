import assert from "node:assert/strict";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describeEngine("a store that moves from its volume to S3", (suite) => {
    const at = (name: string): object => ({ kind: "s3", bucket: { name, region: "eu-central-1" } });
    let stack: EngineStack;
    const lost = "kong-observability:logs.storage: lines of ";

    before(async () => {
        stack = await suite.stack("local");
        const { failed, output } = await stack.up();
        assert.ok(!failed, output);
    });

    it("keeps Loki's lines findable: from tomorrow on, and until they are past their retention", async () => {
        // With the program in a process of its own: after two failures in one, Automation API hangs.
        const preview = async (storage: object): Promise<{ failed: boolean; output: string }> => {
            stack.set(["logs", "storage"], storage);
            return stack.cli("preview");
        };
        for (const wrong of [{}, { from: dayFromNow(0) }, { from: dayFromNow(-1) }]) {
            const { failed, output } = await preview({ ...at("my-logs"), ...wrong });
            assert.ok(failed, JSON.stringify(wrong));
            assert.ok(output.includes(lost), output);
        }
        assert.equal((await preview({ ...at("my-logs"), from: dayFromNow(1) })).failed, false);
        const moved = await stack.up();
        assert.ok(!moved.failed, moved.output);
        // Lines of today are on the volume; those of tomorrow nobody has yet.
        assert.ok((await preview(at("my-logs"))).output.includes(lost));
        assert.equal((await preview({ kind: "volume" })).failed, false);
    });

    it("says in the preview that Tempo's traces are not found any more, and lets it be", async () => {
        stack.set(["traces", "storage"], at("my-traces"));
        const warning =
            "kong-observability:traces.storage: from local to s3: traces from before the `up` are not found any more";
        // As somebody types it: within Automation API a hook's warning goes to its own process' console.
        for (const [step, ...more] of [["preview"], ["up", "--yes", "--skip-preview"]] as const) {
            const { failed, output } = await stack.cli(step, ...more);
            assert.ok(!failed, output);
            assert.ok(output.includes(warning), output);
        }
        const { output } = await stack.cli("preview");
        assert.ok(!output.includes(warning), output);
    });
});
