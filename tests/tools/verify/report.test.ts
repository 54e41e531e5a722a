import assert from "node:assert/strict";
import type { Result } from "../../../tools/verify/checks/check";
import { exitCode, renderReport } from "../../../tools/verify/report";
import { screenFor } from "../../../tools/verify/screen";

describe("the report", () => {
    const result = (signal: string, verdict: Result["verdict"], advice?: Result["advice"]): Result => ({
        signal,
        verdict,
        detail: "seen",
        seconds: 1.5,
        ...(advice && { advice }),
    });

    it("exits by its verdict, and what was not looked for is no pass", () => {
        assert.equal(exitCode([result("a", "found")]), 0);
        assert.equal(exitCode([result("a", "found"), result("b", "skipped")]), 3);
        assert.equal(exitCode([result("a", "missing"), result("b", "skipped")]), 1);
    });

    it("passes what a stack does not have, and says so", () => {
        const results = [result("one", "found"), result("two", "off")];
        assert.equal(exitCode(results), 0);
        assert.equal(exitCode([...results, result("three", "skipped")]), 3);
        const text = renderReport("dev", results);
        assert.match(text, /· two +off +seen/);
        assert.match(text, /Proven\..* shows every signal that it has[\s\S]*Not in this stack, by its settings: two\./);
    });

    it("gives one advice for signals that share it", () => {
        const advice = { cause: "It is down.", command: "kubectl get pods" };
        const text = renderReport("dev", [
            result("one", "missing", advice),
            result("two", "missing", advice),
            result("three", "skipped"),
        ]);
        assert.equal(text.split("It is down.").length, 2);
        assert.match(text, /one, two/);
        assert.match(text, /Not proven/);
        assert.match(text, /Not checked:.* three/);
    });

    it("is drawn in its place on a terminal, and line by line elsewhere", () => {
        const written = (isTTY: boolean, ci: boolean): string => {
            let text = "";
            const screen = screenFor(
                { isTTY, columns: 60, write: (more: string | Uint8Array) => ((text += String(more)), true) },
                ci,
            );
            screen.begin("Title", ["one"]);
            screen.settle(result("one", "found"));
            screen.end();
            return text;
        };
        assert.match(written(true, false), /\x1b\[\?25l[\s\S]*\x1b\[\?25h$/);
        for (const plain of [written(false, false), written(true, true)]) {
            assert.match(plain, /one, 1\.5 s: seen/);
            assert.doesNotMatch(plain, /\x1b\[\?25l/);
        }
    });
});
