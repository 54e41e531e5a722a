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
            outputsFiles: [],
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

    it("choose the labels of a test alert, and only of one", () => {
        const alertOf = (...args: string[]): unknown => (parseArguments(["dev", ...args]) as { alert?: unknown }).alert;
        assert.equal(alertOf(), undefined);
        assert.deepEqual(alertOf("--alert"), { severity: "warning", namespace: "kong" });
        assert.deepEqual(
            alertOf(
                "--alert",
                "--severity",
                "critical",
                "--namespace",
                "shop",
                "--label",
                "team=a",
                "--label",
                "b=c=d",
            ),
            { severity: "critical", namespace: "shop", team: "a", b: "c=d" },
        );
        const refused: [string[], RegExp][] = [
            [["--alert", "--severity", "high"], /^--severity: got high; allowed: critical, warning, info$/],
            [["--alert", "--namespace", "Kong"], /^--namespace: got Kong; allowed: the name of a namespace$/],
            [["--alert", "--label", "team"], /^--label: got team; allowed: NAME=VALUE/],
            [["--alert", "--label", "test=false"], /^--label: got test=false; allowed: NAME=VALUE/],
            [["--severity", "critical", "--label", "a=b"], /^--severity, --label: only with --alert$/],
        ];
        for (const [args, message] of refused) {
            assert.throws(() => alertOf(...args), { message });
        }
    });

    it("take --json with and without a file", () => {
        assert.equal((parseArguments(["--json", "dev"]) as { json: unknown }).json, true);
        assert.equal((parseArguments(["dev", "--json", "out.json"]) as { json: unknown }).json, "out.json");
        assert.equal((parseArguments(["--json"]) as { json: unknown }).json, true);
    });
});
