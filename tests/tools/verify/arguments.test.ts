import assert from "node:assert/strict";
import { parseArguments } from "../../../tools/verify/arguments";

describe("arguments", () => {
    it("have defaults", () => {
        assert.deepEqual(parseArguments(["dev"]), {
            stack: "dev",
            requests: 20,
            deadline: 120_000,
            interval: 2_000,
            insecure: false,
            urls: {},
        });
    });

    it("are all reported at once where they are wrong", () => {
        const wrong = ["--requests", "0", "--deadline", "soon", "--loki-url", "loki:3100", "--path", "mock"];
        for (const name of [
            "--requests: got 0",
            "--deadline: got soon",
            "--loki-url: got loki:3100",
            "--path: got mock",
        ]) {
            assert.throws(() => parseArguments(wrong), new RegExp(name));
        }
    });

    it("take --json with and without a file", () => {
        assert.equal((parseArguments(["--json", "dev"]) as { json: unknown }).json, true);
        assert.equal((parseArguments(["dev", "--json", "out.json"]) as { json: unknown }).json, "out.json");
        assert.equal((parseArguments(["--json"]) as { json: unknown }).json, true);
    });
});
