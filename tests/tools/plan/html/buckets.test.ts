import assert from "node:assert/strict";
import { lines } from "./helpers";

describe("the picture of a plan", () => {
    it("leads from a store to its bucket, that of this stack or somebody's", async () => {
        const data = async (stack: string): Promise<string[]> =>
            (await lines(stack)).filter((line) => line.endsWith("data 443"));
        assert.deepEqual(await data("prod"), ["logs → logs-bucket: data 443", "traces → traces-bucket: data 443"]);
        assert.deepEqual(await data("object-storage"), ["logs → S3: data 443", "traces → S3: data 443"]);
        assert.deepEqual(await data("dev"), []);
    });

    it("leads to what is outside of the cluster, by each signal that goes there", async () => {
        const away = async (stack: string): Promise<string[]> =>
            (await lines(stack)).filter((line) => line.includes("→ destinations"));
        assert.deepEqual((await away("destinations")).map((line) => line.trim()).sort(), [
            "collector → destinations: logs",
            "collector → destinations: traces",
            "metrics → destinations: metrics",
        ]);
        for (const stack of ["dev", "prod", "alerting"]) {
            assert.deepEqual(await away(stack), [], stack);
        }
    });
});
